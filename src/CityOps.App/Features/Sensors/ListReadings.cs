using System.Globalization;
using System.Text.Json.Serialization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using CityOps.Ingest;
using Npgsql;

namespace CityOps.App.Features.Sensors;

/// <summary>One reading.</summary>
/// <param name="Flags">What is doubtful about it: negative, out_of_range, spike, stuck, tilted, backfill; empty for a
/// plain reading.</param>
/// <param name="RawMm">The depth as it was sent, where the sensor's zero offset was taken off; else null.</param>
public sealed record ReadingItem(
    DateTimeOffset ObservedAt,
    DateTimeOffset ReceivedAt,
    int DepthMm,
    IReadOnlyList<string> Flags,
    int? RawMm
)
{
    /// <summary>The stored fields of <see cref="ReadingFields"/> by name; null where they were not sent.</summary>
    [JsonExtensionData]
    public IDictionary<string, object?> Fields { get; init; } = new Dictionary<string, object?>();
}

/// <summary>
/// Lists a sensor's readings of a period, oldest first: each one, what an hour's or a day's come to, or as many as a
/// chart shows.
/// Without a period, the last 24 hours, 31 days or 366 days.
/// </summary>
internal static class ListReadings
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public static async Task<IResult> RunAsync(
        string code,
        NpgsqlDataSource database,
        Caller caller,
        TimeProvider time,
        CancellationToken ct,
        CityInstant? from = null,
        CityInstant? to = null,
        string? resolution = null,
        string? cursor = null,
        int? limit = null,
        int points = 1000
    )
    {
        if (Resolution.Parse(resolution) is not { } step)
        {
            return Problems.InvalidRequest.With(
                $"resolution is raw, hour, day or lttb, unlike {resolution}.",
                ("field", "resolution")
            );
        }

        if (await FindSensorAsync(database, code, caller, ct) is not { } sensor)
        {
            return Problems.SensorNotFound.With($"There is no sensor {code}.");
        }

        var until = to?.At ?? time.GetUtcNow();
        var since = from?.At ?? until - step.DefaultPeriod;
        if (since >= until)
        {
            return Problems.PeriodReversed.With($"from {since:O} is not before to {until:O}.");
        }

        if (cursor is not null && !TryReadCursor(cursor, out since))
        {
            return Problems.InvalidCursor.With();
        }

        var span = new Span(sensor, since, until, Cursor.Size(limit));
        return step.IsThinned ? await ThinReadings.RunAsync(span, points, database, ct)
            : step.Query is null ? await RawAsync(span, database, ct)
            : await ListRollups.RunAsync(span, step.Query, step.Length, database, ct);
    }

    private sealed record Row(
        DateTimeOffset ObservedAt,
        DateTimeOffset ReceivedAt,
        int DepthMm,
        SampleDoubts Flags,
        int? RawMm,
        Dictionary<string, object?> Fields
    );

    /// <summary>What is asked for.</summary>
    /// <param name="Size">Rows on a page.</param>
    internal sealed record Span(int Sensor, DateTimeOffset Since, DateTimeOffset Until, int Size)
    {
        /// <summary>A query's command: its parameters sensor, from, to, and most, one row beyond the page.</summary>
        public NpgsqlCommand Command(NpgsqlDataSource database, string query)
        {
            return database
                .CreateCommand(ReadingFields.Complete(Sql.Text(query)))
                .With("sensor", Sensor)
                .With("from", Since)
                .With("to", Until)
                .With("most", Size + 1);
        }
    }

    /// <summary>The key of a page that begins here.</summary>
    internal static string[] Key(DateTimeOffset begin) => [begin.UtcTicks.ToString(CultureInfo.InvariantCulture)];

    private static async Task<IResult> RawAsync(Span span, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = span.Command(database, "queries/sensors/list_readings");
        var items = (await command.ListAsync<Row>(ct)).ConvertAll(row => new ReadingItem(
            CityTime.Local(row.ObservedAt),
            CityTime.Local(row.ReceivedAt),
            row.DepthMm,
            row.Flags.Codes(),
            row.RawMm
        )
        {
            Fields = row.Fields,
        });

        // The times of one sensor are unique, so the next page begins one microsecond, PostgreSQL's step, after this
        // one's last.
        return TypedResults.Ok(
            Page.Of(items, span.Size, item => Key(item.ObservedAt.AddTicks(TimeSpan.TicksPerMicrosecond)))
        );
    }

    private static bool TryReadCursor(string cursor, out DateTimeOffset since)
    {
        since = default;
        if (
            !Cursor.TryDecode(cursor, 1, out var key)
            || !long.TryParse(key[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTimeOffset.MaxValue.UtcTicks
        )
        {
            return false;
        }

        since = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static async Task<int?> FindSensorAsync(
        NpgsqlDataSource database,
        string code,
        Caller caller,
        CancellationToken ct
    )
    {
        await using var command = database
            .CreateCommand(
                """
                select sensor.id from sensor left join section on section.code = sensor.section_code
                where sensor.code = @code and (@town::text is null or coalesce(section.town_code, town_at(sensor.position)) = @town)
                """
            )
            .With("code", code)
            .With("town", caller.VisibleTown);
        return await command.FindAsync<int?>(ct);
    }

    /// <param name="Query">Of the sums; null for the readings themselves.</param>
    /// <param name="Length">Of a sum's span.</param>
    /// <param name="IsThinned">By shape, to a chart's points.</param>
    private sealed record Resolution(string? Query, TimeSpan Length, TimeSpan DefaultPeriod, bool IsThinned = false)
    {
        public static Resolution? Parse(string? name) =>
            name switch
            {
                null or "raw" => new(null, TimeSpan.Zero, Day),
                "hour" => new("queries/sensors/list_reading_hours", TimeSpan.FromHours(1), 31 * Day),
                "day" => new("queries/sensors/list_reading_days", Day, 366 * Day),
                "lttb" => new(null, TimeSpan.Zero, Day, IsThinned: true),
                _ => null,
            };
    }
}
