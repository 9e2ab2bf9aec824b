using CityOps.Testing;

namespace CityOps.IntegrationTests.Reports;

/// <summary>What one officer recorded without a network: two patrols with their tracks, six problems with photos, one
/// without a patrol.</summary>
internal sealed record OfflineDay(
    string Login,
    IReadOnlyList<OfflinePatrol> Patrols,
    IReadOnlyList<OfflineReport> Reports
)
{
    public static OfflineDay Plan(string login, DateTimeOffset morning, int seed)
    {
        var random = new Random(seed);
        var patrols = new List<OfflinePatrol>();
        var reports = new List<OfflineReport>();
        for (var i = 0; i < 2; i++)
        {
            var start = morning.AddHours(4 * i).AddMinutes(random.Next(30));
            var track = Enumerable
                .Range(0, 90)
                .Select(n => new OfflineFix(
                    start.AddSeconds(1 + (60 * n)),
                    113.35 + (n * 0.0004),
                    22.55 + (random.NextDouble() * 0.0001)
                ))
                .ToList();
            var patrol = new OfflinePatrol(Guid.NewGuid(), start, start.AddMinutes(95), 1 + random.Next(4), track);
            patrols.Add(patrol);
            reports.AddRange(Enumerable.Range(0, 3).Select(n => Report(patrol, track[10 + (n * 25)], random)));
        }

        var alone = new OfflineFix(morning.AddHours(9), 113.36, 22.55);
        reports.Add(Report(null, alone, random));
        return new(login, patrols, reports);
    }

    private static OfflineReport Report(OfflinePatrol? patrol, OfflineFix at, Random random) =>
        new(
            Guid.NewGuid(),
            patrol?.Id,
            at.At,
            at.Lon,
            at.Lat,
            $"第{random.Next(1_000_000)}处",
            [.. Enumerable.Range(0, random.Next(3)).Select(_ => Pictures.Jpeg(60 + random.Next(80), 90))]
        );
}

internal sealed record OfflineFix(DateTimeOffset At, double Lon, double Lat);

internal sealed record OfflinePatrol(
    Guid Id,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    int Persons,
    IReadOnlyList<OfflineFix> Track
);

internal sealed record OfflineReport(
    Guid Id,
    Guid? PatrolId,
    DateTimeOffset ObservedAt,
    double Lon,
    double Lat,
    string Description,
    IReadOnlyList<byte[]> Photos
);
