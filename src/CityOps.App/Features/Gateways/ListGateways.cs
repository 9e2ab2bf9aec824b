using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Gateways;

/// <summary>A gateway as operators see it.</summary>
/// <param name="AlertTowns">Codes of the towns whose ponding alerts it may hear.</param>
/// <param name="Sensors">In service.</param>
/// <param name="HeardAt">When anything of it last reached us, over MQTT or HTTP.</param>
public sealed record GatewayItem(
    string Id,
    string Name,
    DateTimeOffset CreatedAt,
    bool Disabled,
    bool HearsAllTowns,
    IReadOnlyList<string> AlertTowns,
    int Sensors,
    GatewayLink Connection,
    DateTimeOffset? HeardAt,
    GatewayCounts Counts,
    GatewayClock Clock,
    int CommandsWaiting
);

/// <param name="Since">When it connected or, when it is not online, when it went; null when it never was.</param>
/// <param name="Connections">Open ones, over all nodes.</param>
/// <param name="Ending">How its last connection ended, while it has none: graceful, lost, keep_alive, takeover,
/// violation, dropped, shutdown, node_lost.</param>
/// <param name="Will">The will that counts since it went without a word; control characters made visible.</param>
public sealed record GatewayLink(bool Online, DateTimeOffset? Since, int Connections, string? Ending, string? Will);

/// <param name="Since">Counts are those of whole hours from here on.</param>
/// <param name="Accepted">Readings, reports and feedback stored.</param>
/// <param name="Duplicates">Stored before, the same content.</param>
/// <param name="Reasons">Rejected, by reason.</param>
public sealed record GatewayCounts(
    DateTimeOffset Since,
    long Accepted,
    long Duplicates,
    long Rejected,
    IReadOnlyDictionary<string, long> Reasons
);

/// <param name="SkewSeconds">How far it is behind ours (ahead is negative), by the freshest reading of its latest hour;
/// the way of the reading is in it.</param>
/// <param name="Standing">right, ahead (what it measures is refused as being in the future), behind (constantly, by
/// half an hour or more), or unknown.</param>
public sealed record GatewayClock(double? SkewSeconds, string Standing);

/// <summary>Lists gateways with what they did lately.</summary>
internal static class ListGateways
{
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(7);

    public static async Task<IResult> RunAsync(
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct,
        DateTimeOffset? since = null,
        string? cursor = null,
        int? limit = null
    )
    {
        if (!CodeCursor.TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        return TypedResults.Ok(
            Page.Of(await ReadAsync(database, after, size + 1, null, since, time.GetUtcNow(), ct), size, item =>
                [item.Id]
            )
        );
    }

    public static async Task<IResult> OneAsync(
        string id,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct,
        DateTimeOffset? since = null
    ) =>
        await ReadAsync(database, "", 1, id, since, time.GetUtcNow(), ct) is [var gateway]
            ? TypedResults.Ok(gateway)
            : NotFound(id);

    internal static IResult NotFound(string id) => Problems.GatewayNotFound.With($"There is no gateway {id}.");

    private static async Task<List<GatewayItem>> ReadAsync(
        NpgsqlDataSource database,
        string after,
        int most,
        string? id,
        DateTimeOffset? since,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var countsSince = since ?? now - DefaultPeriod;
        await using var command = database.CreateCommand(Sql.Text("queries/gateways/list_gateways"));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after }); // $1 after
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most }); // $2 most
        command.Parameters.Add(
            new NpgsqlParameter { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        ); // $3 id
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime }); // $4 now
        // $5 counts since
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = countsSince.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var items = new List<GatewayItem>();
        while (await reader.ReadAsync(ct))
        {
            items.Add(Item(reader, countsSince));
        }

        return items;
    }

    private static GatewayItem Item(NpgsqlDataReader row, DateTimeOffset countsSince) =>
        new(
            Id: row.GetString(0),
            Name: row.GetString(1),
            CreatedAt: row.GetFieldValue<DateTimeOffset>(2),
            Disabled: row.GetBoolean(3),
            HearsAllTowns: row.GetBoolean(4),
            AlertTowns: row.GetFieldValue<string[]>(5),
            Sensors: row.GetInt32(6),
            Connection: new GatewayLink(
                row.GetInt32(7) > 0,
                row.GetFieldValue<DateTimeOffset?>(8),
                row.GetInt32(7),
                row.IsDBNull(9) ? null : row.GetString(9),
                row.IsDBNull(10) ? null : SafeText.Of(row.GetFieldValue<byte[]>(10))
            ),
            HeardAt: row.GetFieldValue<DateTimeOffset?>(11),
            Counts: new GatewayCounts(
                countsSince,
                row.GetInt64(12),
                row.GetInt64(13),
                row.GetInt64(14),
                JsonSerializer.Deserialize<Dictionary<string, long>>(row.GetString(15))!
            ),
            Clock: new GatewayClock(row.IsDBNull(16) ? null : row.GetInt64(16) / 1000.0, row.GetString(17)),
            CommandsWaiting: row.GetInt32(18)
        );
}
