using CityOps.App.Database;
using CityOps.App.Features.Ponding.Detection;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>What a section's events are told from, read in the transaction that holds the section.</summary>
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
    DateTimeOffset AsOf
);

/// <summary>A stored event, and how it stood when it was last told.</summary>
internal sealed record KnownEvent(StoredEvent Stored, PondingLevel Level, bool AtPowerRisk);

/// <summary>Reads sections' facts: locks, rules, readings and events in one round trip.</summary>
internal static class LoadSections
{
    private sealed record Place(string Name, string? TownCode, double Lon, double Lat);

    /// <param name="changedFrom">By section: the earliest observation that may not have been looked at.</param>
    public static async Task<IReadOnlyList<SectionFacts>> RunAsync(
        NpgsqlConnection connection,
        IReadOnlyDictionary<string, DateTimeOffset> changedFrom,
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
        await batch.PrepareAsync(ct); // planning them anew each time would cost more than running them
        await using var rows = await batch.ExecuteReaderAsync(ct);
        var places = await PlacesAsync(rows, ct);
        await rows.NextResultAsync(ct);
        var rules = await RulesAsync(rows, ct);
        await rows.NextResultAsync(ct);
        var readings = await ReadingsAsync(rows, now, ct);
        await rows.NextResultAsync(ct);
        var known = await EventsAsync(rows, ct);
        return
        [
            .. places
                .Where(place => rules.Contains(place.Key))
                .Select(place => new SectionFacts(
                    place.Key,
                    place.Value.Name,
                    place.Value.TownCode,
                    place.Value.Lon,
                    place.Value.Lat,
                    new RuleTimeline(rules[place.Key]),
                    readings[place.Key].EventsFrom,
                    readings[place.Key].Sensors,
                    [.. known[place.Key]],
                    readings[place.Key].AsOf
                )),
        ];
    }

    private static NpgsqlBatchCommand Command(string query, string[] codes, DateTime[]? from = null)
    {
        var command = new NpgsqlBatchCommand(Sql.Text($"queries/ponding/{query}"));
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = codes }); // $1 codes
        if (from is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = from }); // $2 changed_from
        }

        return command;
    }

    private static async Task<Dictionary<string, Place>> PlacesAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        var places = new Dictionary<string, Place>();
        while (await rows.ReadAsync(ct))
        {
            places.Add(
                rows.GetString(0),
                new(
                    rows.GetString(1),
                    rows.IsDBNull(2) ? null : rows.GetString(2),
                    rows.GetDouble(3),
                    rows.GetDouble(4)
                )
            );
        }

        return places;
    }

    private static async Task<ILookup<string, PondingRule>> RulesAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        var rules = new List<(string Section, PondingRule Rule)>();
        while (await rows.ReadAsync(ct))
        {
            rules.Add(
                (
                    rows.GetString(0),
                    new(
                        rows.GetFieldValue<DateTimeOffset>(1),
                        rows.GetInt32(2),
                        rows.GetInt32(3),
                        rows.GetInt32(4),
                        rows.GetInt32(5),
                        rows.GetInt32(6),
                        rows.GetInt32(7),
                        TimeSpan.FromMinutes(rows.GetInt32(8))
                    )
                )
            );
        }

        return rules.ToLookup(rule => rule.Section, rule => rule.Rule);
    }

    private static async Task<Dictionary<string, SectionReadings>> ReadingsAsync(
        NpgsqlDataReader rows,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var sections = new Dictionary<string, SectionReadings>();
        while (await rows.ReadAsync(ct))
        {
            if (!sections.TryGetValue(rows.GetString(0), out var section))
            {
                sections.Add(
                    rows.GetString(0),
                    section = new SectionReadings(rows.GetFieldValue<DateTimeOffset>(1), now)
                );
            }

            if (!rows.IsDBNull(6))
            {
                var samples = rows.GetFieldValue<DateTime[]>(6)
                    .Zip(rows.GetFieldValue<int[]>(7), (at, depthMm) => new Sample(at, depthMm))
                    .ToArray();
                section.Add(
                    new(
                        rows.GetInt32(2),
                        SampleJudge.Judge(samples, rows.GetInt32(4), rows.GetInt32(5)),
                        rows.IsDBNull(3) ? null : rows.GetFieldValue<DateTimeOffset>(3)
                    ),
                    rows.GetFieldValue<DateTimeOffset>(8)
                );
            }
        }

        return sections;
    }

    private static async Task<ILookup<string, KnownEvent>> EventsAsync(NpgsqlDataReader rows, CancellationToken ct)
    {
        var events = new List<(string Section, KnownEvent Known)>();
        while (await rows.ReadAsync(ct))
        {
            var levels = rows.GetFieldValue<short[]>(6);
            var reached = rows.GetFieldValue<DateTimeOffset[]>(7);
            var announced = rows.GetFieldValue<bool[]>(8);
            var stored = new StoredEvent(
                rows.GetGuid(1),
                rows.GetFieldValue<DateTimeOffset>(2),
                rows.IsDBNull(3) ? null : rows.GetFieldValue<DateTimeOffset>(3),
                levels.Select(level => (PondingLevel)level).ToHashSet(),
                Enumerable
                    .Range(0, levels.Length)
                    .Where(i => announced[i])
                    .ToDictionary(i => (PondingLevel)levels[i], i => reached[i])
            );
            events.Add((rows.GetString(0), new(stored, (PondingLevel)rows.GetInt16(4), rows.GetBoolean(5))));
        }

        return events.ToLookup(found => found.Section, found => found.Known);
    }
}

/// <summary>Gathers a section's readings, one stay of a sensor after another.</summary>
internal sealed class SectionReadings(DateTimeOffset eventsFrom, DateTimeOffset now)
{
    private readonly List<SensorSeries> _stays = [];
    private (DateTimeOffset At, DateTimeOffset ReceivedAt)? _newest;

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

    /// <param name="stay">With at least one sample.</param>
    /// <param name="receivedAt">When its newest sample was received.</param>
    public void Add(SensorSeries stay, DateTimeOffset receivedAt)
    {
        _stays.Add(stay);
        var last = stay.Samples[^1].At;
        _newest = _newest is { } newest && newest.At >= last ? newest : (last, receivedAt);
    }
}
