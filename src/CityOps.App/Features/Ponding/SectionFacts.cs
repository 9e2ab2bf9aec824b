using CityOps.App.Database;
using CityOps.App.Features.Ponding.Detection;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>What a section's events are derived from, read in the transaction that locks the section.</summary>
internal sealed record SectionFacts(
    string Code,
    string Name,
    string? TownCode,
    double Lon,
    double Lat,
    RuleTimeline Rules,
    DateTimeOffset EventsFrom,
    IReadOnlyList<SensorSeries> Sensors,
    IReadOnlyList<KnownEvent> Known,
    DateTimeOffset AsOf,
    bool IsPast
);

/// <summary>A stored event, and its state when it was last derived.</summary>
/// <param name="IsPast">Nobody was told of it: what was known of it had been filled in afterwards.</param>
internal sealed record KnownEvent(StoredEvent Stored, PondingLevel Level, bool AtPowerRisk, bool IsPast);

/// <summary>Reads sections' facts: locks, rules, readings and events in one round trip.</summary>
internal static class LoadSections
{
    private sealed record Place(string Code, string Name, string? TownCode, double Lon, double Lat);

    private sealed record SectionRule(string Section, PondingRule Rule);

    /// <summary>A sensor's stay at a section; all but the first two null for a section without one.</summary>
    private sealed record Stay(
        string Section,
        DateTimeOffset EventsFrom,
        int? SensorId,
        DateTimeOffset? LeavesAt,
        int? RangeMinMm,
        int? RangeMaxMm,
        DateTime[]? ObservedAt,
        int[]? DepthMm,
        DateTimeOffset? ReceivedAt,
        int? BackfillAfterHours
    );

    private sealed record Event(
        string Section,
        Guid Id,
        DateTimeOffset OpenedAt,
        DateTimeOffset? ClosedAt,
        PondingLevel Level,
        bool AtPowerRisk,
        bool IsPast,
        PondingLevel[] Levels,
        DateTimeOffset[] ReachedAt,
        bool[] Announced
    );

    /// <param name="changedFrom">By section: the earliest observation that may not have been evaluated.</param>
    /// <param name="backfillAfter">Of gateways without a limit of their own.</param>
    public static async Task<IReadOnlyList<SectionFacts>> RunAsync(
        NpgsqlConnection connection,
        IReadOnlyDictionary<string, DateTimeOffset> changedFrom,
        TimeSpan backfillAfter,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        string[] codes = [.. changedFrom.Keys];
        DateTime[] from = [.. changedFrom.Values.Select(at => at.UtcDateTime)];
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command("lock_sections", codes),
                Command("load_rules", codes),
                Command("load_readings", codes, from),
                Command("load_events", codes, from),
            },
        };
        await batch.PrepareAsync(ct); // planning them each time would cost more than running them
        await using var rows = await batch.ExecuteReaderAsync(ct);
        var places = await rows.ListAsync<Place>(ct);
        await rows.NextResultAsync(ct);
        var rules = (await rows.ListAsync<SectionRule>(ct)).ToLookup(row => row.Section, row => row.Rule);
        await rows.NextResultAsync(ct);
        var readings = Readings(await rows.ListAsync<Stay>(ct), backfillAfter, now);
        await rows.NextResultAsync(ct);
        var known = (await rows.ListAsync<Event>(ct)).ToLookup(found => found.Section, Known);
        return
        [
            .. places
                .Where(place => rules.Contains(place.Code))
                .Select(place => new SectionFacts(
                    place.Code,
                    place.Name,
                    place.TownCode,
                    place.Lon,
                    place.Lat,
                    new RuleTimeline(rules[place.Code]),
                    readings[place.Code].EventsFrom,
                    readings[place.Code].Sensors,
                    [.. known[place.Code]],
                    readings[place.Code].AsOf,
                    readings[place.Code].IsPast
                )),
        ];
    }

    private static NpgsqlBatchCommand Command(string query, string[] codes, DateTime[]? from = null)
    {
        var command = new NpgsqlBatchCommand(Sql.Text($"queries/ponding/{query}")).With("codes", codes);
        return from is null ? command : command.With("changed_from", from);
    }

    private static Dictionary<string, SectionReadings> Readings(
        IReadOnlyList<Stay> stays,
        TimeSpan backfillAfter,
        DateTimeOffset now
    )
    {
        var sections = new Dictionary<string, SectionReadings>();
        foreach (var stay in stays)
        {
            if (!sections.TryGetValue(stay.Section, out var section))
            {
                sections.Add(stay.Section, section = new SectionReadings(stay.EventsFrom, now));
            }

            if (stay.ObservedAt is { } times)
            {
                var samples = times.Zip(stay.DepthMm!, (at, depthMm) => new Sample(at, depthMm)).ToArray();
                section.Add(
                    new(
                        stay.SensorId!.Value,
                        SampleJudge.Judge(samples, stay.RangeMinMm!.Value, stay.RangeMaxMm!.Value),
                        stay.LeavesAt
                    ),
                    stay.ReceivedAt!.Value,
                    stay.BackfillAfterHours is { } hours ? TimeSpan.FromHours(hours) : backfillAfter
                );
            }
        }

        return sections;
    }

    private static KnownEvent Known(Event row)
    {
        var stored = new StoredEvent(
            row.Id,
            row.OpenedAt,
            row.ClosedAt,
            row.Levels.ToHashSet(),
            Enumerable
                .Range(0, row.Levels.Length)
                .Where(i => row.Announced[i])
                .ToDictionary(i => row.Levels[i], i => row.ReachedAt[i])
        );
        return new(stored, row.Level, row.AtPowerRisk, row.IsPast);
    }
}

/// <summary>Gathers a section's readings, one stay of a sensor after another.</summary>
internal sealed class SectionReadings(DateTimeOffset eventsFrom, DateTimeOffset now)
{
    private readonly List<SensorSeries> _stays = [];
    private (DateTimeOffset At, DateTimeOffset ReceivedAt, TimeSpan BackfillAfter)? _newest;

    public DateTimeOffset EventsFrom { get; } = eventsFrom;

    public IReadOnlyList<SensorSeries> Sensors => _stays;

    /// <summary>
    /// The present of the sensors' own time: the newest sample's, moved on since it was received. So an event that is
    /// replayed, or sent after an outage, is not closed by our clock while its water still comes in.
    /// </summary>
    public DateTimeOffset AsOf =>
        _newest is not { } newest ? now
        : now > newest.ReceivedAt ? newest.At + (now - newest.ReceivedAt)
        : newest.At;

    /// <summary>Even the newest sample came so late that it was filled in afterwards: what the sensors say is not the
    /// water of now.</summary>
    public bool IsPast => _newest is { } newest && now - AsOf > newest.BackfillAfter;

    /// <param name="stay">With at least one sample.</param>
    /// <param name="receivedAt">When its newest sample was received.</param>
    /// <param name="backfillAfter">From which age on its samples are filled in afterwards.</param>
    public void Add(SensorSeries stay, DateTimeOffset receivedAt, TimeSpan backfillAfter)
    {
        _stays.Add(stay);
        var last = stay.Samples[^1].At;
        _newest = _newest is { } newest && newest.At >= last ? newest : (last, receivedAt, backfillAfter);
    }
}
