using CityOps.App.Features.Ponding.Detection;

namespace CityOps.UnitTests.Ponding;

/// <summary>The sentences of docs/ponding.md, one by one; a sample a minute.</summary>
public class DetectionTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData("60", "")]
    [InlineData("60 60", "08:01- Blue")]
    // rising fast, but no spike; red by one sample
    [InlineData("0 190 390 410", "08:02- Blue Yellow Orange Red PowerRisk")]
    [InlineData("0 450 0", "")] // a spike, not repeated
    [InlineData("0 450 460", "08:01- Blue Yellow Orange Red PowerRisk")] // a jump, repeated
    [InlineData("60 60 30 60 160 160", "08:01- Blue Yellow")] // 30 is within the hysteresis
    public void Levels_are_reached(string depths, string told) => Assert.Equal(told, Told(One(depths)));

    [Fact]
    public void An_event_closes_when_the_water_has_stayed_below() =>
        Assert.Equal("08:01-08:32 Blue", Told(One("60 60 " + Dry(40))));

    [Fact]
    public void Wet_again_within_a_quarter_of_an_hour_of_closing_is_the_same_event() =>
        Assert.Equal("08:01- Blue Yellow", Told(One("60 60 " + Dry(43) + " 160 160")));

    [Fact]
    public void Wet_again_later_is_another_event() =>
        Assert.Equal("08:01-08:32 Blue, 08:48- Blue Yellow", Told(One("60 60 " + Dry(45) + " 160 160")));

    [Fact]
    public void A_sensor_that_falls_silent_under_water_keeps_its_event_open()
    {
        var events = DeriveEvents.Run(
            [Series(1, "160 160")],
            new RuleTimeline([PondingRule.Default]),
            Start.AddDays(3)
        );

        Assert.Equal("08:01- Blue Yellow", Told(events));
        Assert.Equal(60, events[0].MinutesAt(PondingLevel.Yellow)); // silence is not counted for longer than an hour
    }

    [Fact]
    public void Of_two_sensors_the_higher_one_wins_and_both_must_be_dry_to_close()
    {
        var events = DeriveEvents.Run(
            [Series(1, "160 160 " + Dry(60)), Series(2, "60 60 60 60 60 " + Dry(60))],
            new RuleTimeline([PondingRule.Default]),
            Start.AddMinutes(70)
        );

        Assert.Equal("08:01-08:35 Blue Yellow", Told(events));
    }

    [Fact]
    public void A_sensor_that_was_taken_away_holds_no_event_open()
    {
        var gone = Series(1, "160 160") with { LeavesAt = Start.AddMinutes(5) };

        Assert.Equal(
            "08:01-08:35 Blue Yellow",
            Told(DeriveEvents.Run([gone], new RuleTimeline([PondingRule.Default]), Start.AddHours(1)))
        );
    }

    [Fact]
    public void A_sensor_that_was_taken_away_under_water_has_not_said_that_the_lamps_are_safe()
    {
        var gone = Series(1, "350 360") with { LeavesAt = Start.AddMinutes(5) };

        var open = Assert.Single(
            DeriveEvents.Run([gone], new RuleTimeline([PondingRule.Default]), Start.AddMinutes(30))
        );
        Assert.Equal((true, null, PondingLevel.Orange), (open.AtPowerRisk, open.PowerRiskEndedAt, open.Level));
        var closed = Assert.Single(
            DeriveEvents.Run([gone], new RuleTimeline([PondingRule.Default]), Start.AddMinutes(40))
        );
        Assert.Equal(
            (false, closed.ClosedAt, PondingLevel.None),
            (closed.AtPowerRisk, closed.PowerRiskEndedAt, closed.Level)
        );
    }

    [Fact]
    public void The_water_now_is_the_deepest_that_a_sensor_still_speaks_of()
    {
        var rules = new RuleTimeline([PondingRule.Default]);
        var shallow = Series(2, string.Join(' ', Enumerable.Repeat(20, 70)));

        Assert.Equal(
            (170, 1),
            Last(
                DeriveEvents.Run(
                    [Series(1, "160 170"), shallow with { Samples = [.. shallow.Samples.Take(30)] }],
                    rules,
                    Start.AddMinutes(30)
                )
            )
        );
        // silent for an hour
        Assert.Equal((20, 2), Last(DeriveEvents.Run([Series(1, "160 170"), shallow], rules, Start.AddMinutes(70))));

        static (int, int) Last(List<DerivedEvent> events) => (events[0].Last.DepthMm, events[0].Last.SensorId);
    }

    [Fact]
    public void Minutes_are_counted_on_the_day_on_which_they_pass()
    {
        var late = Start.AddHours(15.5); // 23:30
        var samples = Enumerable.Range(0, 7).Select(i => new Sample(late.AddMinutes(10 * i), 160)).ToList();

        var told = Assert.Single(
            DeriveEvents.Run(
                [new(1, SampleJudge.Judge(samples, -50, 5000))],
                new RuleTimeline([PondingRule.Default]),
                late.AddMinutes(60)
            )
        );

        Assert.Equal(
            ["06-01 20", "06-02 30"],
            told.Days.Select(day =>
                FormattableString.Invariant($"{day.Day:MM-dd} {day.MinutesAt(PondingLevel.Yellow)}")
            )
        );
        Assert.Equal(50, told.MinutesAt(PondingLevel.Yellow));
    }

    [Fact]
    public void Water_that_returns_to_the_lamps_is_looked_at_at_once()
    {
        var section = new SectionWatch.WatchedSection("S-01")
        {
            LowestMm = [50, 150, 250, 400, 300],
            DryBelowMm = 20,
            OffLampsBelowMm = 270,
            PeakMm = 360,
            OpenWith = new HashSet<PondingLevel>
            {
                PondingLevel.Blue,
                PondingLevel.Yellow,
                PondingLevel.Orange,
                PondingLevel.PowerRisk,
            },
        };
        var watch = new SectionWatch();
        watch.Place(1, section);

        Assert.Equal(
            [Urgency.None, Urgency.Soon, Urgency.Now],
            new[] { 350, 100, 350 }.Select(
                (depthMm, minute) => watch.Look(1, Start.AddMinutes(minute).UtcTicks, depthMm, out _)
            )
        );
    }

    [Fact]
    public void Each_sample_is_judged_by_the_thresholds_of_its_time()
    {
        var rules = new RuleTimeline([
            PondingRule.Default,
            PondingRule.Default with
            {
                ValidFrom = Start.AddMinutes(2),
                BlueMm = 30,
                HysteresisMm = 10,
            },
        ]);

        Assert.Equal("08:03- Blue", Told(DeriveEvents.Run([Series(1, "40 40 40 40")], rules, Start.AddMinutes(3))));
    }

    [Fact]
    public void A_depth_that_does_not_move_for_hours_is_flagged_and_believed()
    {
        var judged = SampleJudge.Judge(
            [.. Enumerable.Range(0, 30).Select(i => new Sample(Start.AddMinutes(5 * i), 80))],
            -50,
            5000
        );

        Assert.Equal(
            (false, true),
            (judged[23].Doubts.HasFlag(SampleDoubts.Stuck), judged[24].Doubts.HasFlag(SampleDoubts.Stuck))
        );
        Assert.All(judged, sample => Assert.True(sample.Believed));
    }

    private static string Dry(int minutes) => string.Join(' ', Enumerable.Repeat(0, minutes));

    private static List<DerivedEvent> One(string depths)
    {
        var series = Series(1, depths);
        return DeriveEvents.Run([series], new RuleTimeline([PondingRule.Default]), series.Samples[^1].At);
    }

    private static SensorSeries Series(int id, string depths) =>
        new(
            id,
            SampleJudge.Judge(
                [
                    .. depths
                        .Split(' ')
                        .Select((depth, minute) => new Sample(Start.AddMinutes(minute), int.Parse(depth, null))),
                ],
                -50,
                5000
            )
        );

    private static string Told(List<DerivedEvent> events) =>
        string.Join(
            ", ",
            events.Select(e =>
                FormattableString.Invariant($"{e.OpenedAt:HH:mm}-{e.ClosedAt:HH:mm} {string.Join(' ', e.Rises.Keys)}")
            )
        );
}
