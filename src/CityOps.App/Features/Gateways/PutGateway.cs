using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Gateways;

/// <summary>What an administrator may change of a gateway; all of it is set.</summary>
/// <param name="Disabled">Out of service: it is disconnected and may not come again.</param>
/// <param name="HearsAllTowns">It may subscribe to <c>cityops/v1/alerts/+</c>.</param>
/// <param name="AlertTowns">Codes of the towns whose alerts it may hear.</param>
/// <param name="Sends">Kinds of messages that it may send: readings, reports, feedback; readings when left out.</param>
/// <param name="OnlyTowns">Codes of the towns that its reports and feedback may be about; all when left out.</param>
/// <param name="OnlyCategories">Codes of the categories of cases that they may open; all when left out.</param>
/// <param name="BackfillAfterHours">1 to 26352: a reading that is older when it comes is flagged backfill and alerts
/// nobody; as the setting <c>Readings:BackfillAfter</c> says when left out.</param>
public sealed record GatewayBody(
    string? Name,
    bool Disabled = false,
    bool HearsAllTowns = false,
    IReadOnlyList<string>? AlertTowns = null,
    IReadOnlyList<string>? Sends = null,
    IReadOnlyList<string>? OnlyTowns = null,
    IReadOnlyList<string>? OnlyCategories = null,
    int? BackfillAfterHours = null
);

/// <summary>Changes a gateway. The uplinks are told by a trigger, and a connection that has lost a right is
/// closed.</summary>
internal static class PutGateway
{
    private const int MaxHours = 3 * 366 * 24;

    private static readonly string[] Kinds = [Gateway.Readings, "reports", "feedback"];

    public static async Task<IResult> RunAsync(
        string id,
        GatewayBody body,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (InputText.Clean(body.Name) is not { } name)
        {
            return Problems.FieldMissing.With("name is missing.", ("field", "name"));
        }

        if (InputText.TooLong(name, 100, "name") is { } tooLong)
        {
            return tooLong.Answer();
        }

        if (WhyNotRights(body) is { } refusal)
        {
            return refusal.Answer();
        }

        await using var connection = await database.OpenActingAsync(ct);
        if (await UnknownAsync(connection, body, ct) is { } unknown)
        {
            return Problems.FieldInvalid.With($"{unknown} names a code that there is not.", ("field", unknown));
        }

        await using var command = new NpgsqlCommand(Sql.Text("queries/gateways/put_gateway"), connection)
            .With("id", id)
            .With("name", name)
            .With("disabled", body.Disabled)
            .With("hears_all_towns", body.HearsAllTowns)
            .With<string[]>("alert_towns", [.. (body.AlertTowns ?? []).Distinct()])
            .With("sends", Codes(body.Sends) ?? [Gateway.Readings])
            .With("only_towns", Codes(body.OnlyTowns))
            .With("only_categories", Codes(body.OnlyCategories))
            .With("backfill_after_hours", body.BackfillAfterHours)
            .With("now", time.GetUtcNow());
        try
        {
            return await command.FindAsync<string>(ct) is null
                ? ListGateways.NotFound(id)
                : await ListGateways.OneAsync(id, database, time, ct);
        }
        catch (PostgresException e) when (e.ConstraintName == "gateway_alert_town_town_exists")
        {
            return Problems.FieldInvalid.With("alertTowns names a town that there is not.", ("field", "alertTowns"));
        }
    }

    private static Refusal? WhyNotRights(GatewayBody body) =>
        body.Sends?.FirstOrDefault(kind => !Kinds.Contains(kind)) is { } unknown
            ? Problems.FieldInvalid.Refuse(
                $"A gateway sends {string.Join(", ", Kinds)}, not {InputText.Clean(unknown)}.",
                ("field", "sends"),
                ("allowed", Kinds)
            )
        : body.BackfillAfterHours is < 1 or > MaxHours
            ? Problems.FieldInvalid.Refuse($"backfillAfterHours is 1 to {MaxHours}.", ("field", "backfillAfterHours"))
        : null;

    /// <summary>The member that names a town or a category that there is not.</summary>
    private static async Task<string?> UnknownAsync(NpgsqlConnection connection, GatewayBody body, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select case
              when exists (select unnest(@towns::text[]) except select code from town) then 'onlyTowns'
              when exists (select unnest(@categories::text[]) except select code from category) then 'onlyCategories'
            end
            """,
            connection
        ).With("towns", Codes(body.OnlyTowns)).With("categories", Codes(body.OnlyCategories));
        return await command.ExecuteScalarAsync(ct) as string;
    }

    private static string[]? Codes(IReadOnlyList<string>? codes) =>
        codes is null ? null : [.. codes.Distinct().Order(StringComparer.Ordinal)];
}
