using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Gateways;

/// <summary>What an administrator may change of a gateway; all of it is set.</summary>
/// <param name="Disabled">Out of service: it is disconnected and may not come again.</param>
/// <param name="HearsAllTowns">It may subscribe to <c>cityops/v1/alerts/+</c>.</param>
/// <param name="AlertTowns">Codes of the towns whose alerts it may hear.</param>
public sealed record GatewayBody(
    string? Name,
    bool Disabled = false,
    bool HearsAllTowns = false,
    IReadOnlyList<string>? AlertTowns = null
);

/// <summary>Changes a gateway. The uplinks are told by a trigger, and a connection that has lost a right is
/// closed.</summary>
internal static class PutGateway
{
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

        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Text("queries/gateways/put_gateway"), connection)
            .With("id", id)
            .With("name", name)
            .With("disabled", body.Disabled)
            .With("hears_all_towns", body.HearsAllTowns)
            .With<string[]>("alert_towns", [.. (body.AlertTowns ?? []).Distinct()])
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
}
