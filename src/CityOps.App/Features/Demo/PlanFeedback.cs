using CityOps.App.Database;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Submissions;
using CityOps.App.Features.Toilets;

namespace CityOps.App.Features.Demo;

/// <summary>What citizens said of the toilets after scanning their codes.</summary>
internal sealed class PlanFeedback(IReadOnlyDictionary<Guid, QrCode> codes, Random random)
{
    private static readonly string[] Kinds =
    [
        "no_supplies",
        "no_supplies",
        "smell",
        "smell",
        "dirt",
        "dirt",
        "wet_floor",
        "broken",
        "service",
        "locked",
    ];

    /// <param name="count">For each toilet; spread over the days, each in the daytime and never two within
    /// hours.</param>
    public IEnumerable<Feedback> Run(Facility toilet, int count, DateTimeOffset from, DateTimeOffset to)
    {
        var share = (to - from) / count;
        for (var i = 0; i < count; i++)
        {
            var day = CityTime.Day(from + i * share + random.NextDouble() * (share - TimeSpan.FromDays(1)));
            yield return New(toilet, CityTime.Start(day).AddHours(7 + 14 * random.NextDouble()));
        }
    }

    private Feedback New(Facility toilet, DateTimeOffset at)
    {
        var kind = random.Next(3) == 0 ? "praise" : DemoSentences.Pick(Kinds, random);
        var stars = (short)(kind == "praise" ? 4 + random.Next(2) : 1 + random.Next(3));
        var id = DemoIds.Next(at, random);
        var content = new FeedbackContent(
            toilet.Id,
            id,
            kind,
            stars,
            DemoSentences.Feedback(kind, random),
            "",
            [],
            at,
            null,
            null,
            null
        );
        return new Feedback
        {
            Id = id,
            Receipt = Crockford.Random(Receipts.Length),
            FacilityId = toilet.Id,
            FacilityType = toilet.Type,
            QrCode = codes[toilet.Id].Code,
            Kind = kind,
            Stars = stars,
            Words = content.Words,
            ObservedAt = at,
            ReceivedAt = at.AddSeconds(1),
            ContentSha256 = ContentHash.Of(content),
        };
    }
}
