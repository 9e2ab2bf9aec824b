using CityOps.App.Features.Patrols;

namespace CityOps.UnitTests.Patrols;

public class PatrolFactsTests
{
    private static readonly DateTimeOffset Start = new(2023, 10, 9, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddHours(2);

    private static Patrol Patrol(DateTimeOffset? endedAt) =>
        new()
        {
            Id = Guid.NewGuid(),
            Kind = "daily",
            CategoryCode = "X01",
            OrganisationCode = "sanitation",
            OfficerId = Guid.NewGuid(),
            StartedAt = Start,
            EndedAt = endedAt,
            Persons = 2,
            Vehicles = 1,
            Note = "n",
            ReceivedAt = End,
        };

    private static PatrolFacts Facts(DateTimeOffset? endedAt, int? persons = null) =>
        new("daily", "X01", null, Start, endedAt, persons, null, null, null);

    [Fact]
    public void A_finish_may_correct_what_the_start_guessed() =>
        Assert.Empty(Facts(End, persons: 5).Contradictions(Patrol(null)));

    [Fact]
    public void A_start_that_comes_after_the_finish_contradicts_nothing() =>
        Assert.Empty(Facts(null, persons: 1).Contradictions(Patrol(End)));

    [Fact]
    public void A_second_finish_must_be_the_same()
    {
        Assert.Empty(Facts(End, persons: 2).Contradictions(Patrol(End)));
        Assert.Equal(["persons"], Facts(End, persons: 3).Contradictions(Patrol(End)));
        Assert.Equal(["endedAt"], Facts(End.AddMinutes(1)).Contradictions(Patrol(End)));
    }

    [Fact]
    public void Every_changed_fact_is_named() =>
        Assert.Equal(
            ["kind", "category", "organisation", "startedAt"],
            (
                Facts(null) with
                {
                    Kind = "joint",
                    Category = null,
                    Organisation = "parks",
                    StartedAt = End,
                }
            ).Contradictions(Patrol(null))
        );
}
