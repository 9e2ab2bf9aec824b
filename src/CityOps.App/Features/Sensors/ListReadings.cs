using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Sensors;

/// <summary>One reading.</summary>
/// <param name="Flags">What is doubtful about it: negative, out_of_range, spike, stuck; empty for a plain reading.</param>
public sealed record ReadingItem(
    DateTimeOffset ObservedAt, DateTimeOffset ReceivedAt, int DepthMm, long? Seq, int? BatteryMv, int? RssiDbm, IReadOnlyList<string> Flags);

/// <summary>Lists a sensor's readings of a period, oldest first; without a period, of the last 24 hours.</summary>
internal static class ListReadings
{
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromHours(24);

    public static async Task<IResult> RunAsync(
        string code, NpgsqlDataSource database, Caller caller, TimeProvider time, CancellationToken ct,
        DateTimeOffset? from = null, DateTimeOffset? to = null, string? cursor = null, int? limit = null)
    {
        if (await FindSensorAsync(database, code, caller, ct) is not { } sensor)
        {
            return Problems.SensorNotFound.With($"There is no sensor {code}.");
        }

        var until = to ?? time.GetUtcNow();
        var since = from ?? until - DefaultPeriod;
        if (cursor is not null && !TryReadCursor(cursor, out since))
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        await using var command = database.CreateCommand(Sql.Text("queries/sensors/list_readings"));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = sensor }); // $1 sensor_id
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime }); // $2 from
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = until.UtcDateTime }); // $3 to
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = size + 1 }); // $4 most
        await using var reader = await command.ExecuteReaderAsync(ct);
        var items = new List<ReadingItem>();
        while (await reader.ReadAsync(ct))
        {
            items.Add(new ReadingItem(
                reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2),
                reader.GetFieldValue<long?>(3), reader.GetFieldValue<int?>(4), reader.GetFieldValue<int?>(5), ((SampleDoubts)reader.GetInt16(6)).Codes()));
        }

        // The times of one sensor are unique, so the next page begins one microsecond, PostgreSQL's step, after this one's last.
        return TypedResults.Ok(Page.Of(items, size, item => [(item.ObservedAt.UtcTicks + TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture)]));
    }

    private static bool TryReadCursor(string cursor, out DateTimeOffset since)
    {
        since = default;
        if (!Cursor.TryDecode(cursor, 1, out var key)
            || !long.TryParse(key[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTimeOffset.MaxValue.UtcTicks)
        {
            return false;
        }

        since = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static async Task<int?> FindSensorAsync(NpgsqlDataSource database, string code, Caller caller, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select sensor.id from sensor left join section on section.code = sensor.section_code
            where sensor.code = $1 and ($2::text is null or section.town_code = $2)
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = code });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)caller.TownCut ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return (int?)await command.ExecuteScalarAsync(ct);
    }
}
