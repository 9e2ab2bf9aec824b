using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Gateways;

/// <summary>A gateway as operators see it.</summary>
/// <param name="FormerSecretUntil">Until when the secret before the present one is taken as well; null where it is
/// not.</param>
/// <param name="AlertTowns">Codes of the towns whose ponding alerts it may hear.</param>
/// <param name="Sends">Kinds of messages that it may send: readings, reports, feedback.</param>
/// <param name="OnlyTowns">Codes of the towns that its reports and feedback may be about; null for all.</param>
/// <param name="OnlyCategories">Codes of the categories of cases that they may open; null for all.</param>
/// <param name="BackfillAfterHours">A reading that is older when it comes is flagged backfill and alerts nobody; null:
/// as the setting <c>Readings:BackfillAfter</c> says.</param>
/// <param name="Sensors">In service.</param>
/// <param name="Profile">The payload profile that reads its own format; null where it speaks none.</param>
/// <param name="HeardAt">When anything of it last reached us, over MQTT or HTTP.</param>
public sealed record GatewayItem(
    string Id,
    string Name,
    DateTimeOffset CreatedAt,
    bool Disabled,
    bool HearsAllTowns,
    DateTimeOffset? FormerSecretUntil,
    IReadOnlyList<string> AlertTowns,
    IReadOnlyList<string> Sends,
    IReadOnlyList<string>? OnlyTowns,
    IReadOnlyList<string>? OnlyCategories,
    int? BackfillAfterHours,
    int Sensors,
    string? Profile,
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
/// <param name="OverQuota">Refused since they were more than the gateway may send, and not kept.</param>
/// <param name="HeldSeconds">How long its connections, added up, were not read for the same cause.</param>
public sealed record GatewayCounts(
    DateTimeOffset Since,
    long Accepted,
    long Duplicates,
    long Rejected,
    IReadOnlyDictionary<string, long> Reasons,
    long OverQuota,
    long HeldSeconds
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
        await using var command = database
            .CreateCommand(Sql.Text("queries/gateways/list_gateways"))
            .With("after", after)
            .With("most", most)
            .With("id", id)
            .With("now", now)
            .With("since", since ?? now - DefaultPeriod);
        return (await command.ListAsync<GatewayItem>(ct)).ConvertAll(item =>
            item.Connection.Will is { } will
                ? item with
                {
                    Connection = item.Connection with { Will = SafeText.Of(Convert.FromBase64String(will)) },
                }
                : item
        );
    }
}
