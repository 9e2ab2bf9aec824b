using System.Text;
using CityOps.App.Http;
using CityOps.Ingest.Profiles;
using Npgsql;

namespace CityOps.App.Features.Gateways.Terminals;

/// <summary>A message to be read by a profile, without storing anything.</summary>
/// <param name="Profile">The code of one that there is; or <paramref name="Definition"/>.</param>
/// <param name="Definition">One that is being written.</param>
/// <param name="Gateway">Whose sensors the terminal's numbers are; null to leave them as they are.</param>
/// <param name="Sample">The message as text; or <paramref name="SampleBase64"/> for bytes.</param>
/// <param name="ReceivedAt">Taken for when it reached us; now when left out.</param>
public sealed record TryProfileBody(
    string? Profile = null,
    PayloadProfile? Definition = null,
    string? Gateway = null,
    string? Sample = null,
    byte[]? SampleBase64 = null,
    DateTimeOffset? ReceivedAt = null
);

/// <summary>Reads a pasted sample as the uplink would: what each reading is, or which path failed and why.</summary>
internal static class TryProfile
{
    private const int MaxSample = 64 * 1024;

    private sealed record SensorRow(string Number, string Sensor, int ZeroMm);

    public static async Task<IResult> RunAsync(
        TryProfileBody body,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (answer, refusal) = await ReadAsync(body, database, time, ct);
        return refusal is null ? TypedResults.Ok(answer) : refusal.Answer();
    }

    /// <returns>Refused: <c>field_missing</c>, <c>field_invalid</c>, <c>gateway_not_found</c>,
    /// <c>payload_profile_not_found</c>.</returns>
    internal static async Task<Result<TrialAnswer>> ReadAsync(
        TryProfileBody body,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if ((body.SampleBase64 ?? (body.Sample is null ? null : Encoding.UTF8.GetBytes(body.Sample))) is not { } sample)
        {
            return Problems.FieldMissing.Refuse("sample is missing.", ("field", "sample"));
        }

        if (sample.Length > MaxSample)
        {
            return Problems.FieldInvalid.Refuse("A sample has 64 KB at most.", ("field", "sample"));
        }

        var definition = body.Definition;
        if (definition is null)
        {
            if (body.Profile is null)
            {
                return Problems.FieldMissing.Refuse("Name a profile, or write a definition.", ("field", "definition"));
            }

            if (await PayloadProfiles.FindAsync(body.Profile, database, ct) is not { } known)
            {
                return PayloadProfiles.NotFound(body.Profile);
            }

            definition = known.Definition;
        }

        var sensors = body.Gateway is null ? null : await SensorsAsync(body.Gateway, database, ct);
        if (body.Gateway is not null && sensors is null)
        {
            return Problems.GatewayNotFound.Refuse($"There is no gateway {body.Gateway}.");
        }

        var (answer, problem) = ProfileTrial.Run(
            definition,
            new TrialInput(sample, body.ReceivedAt ?? time.GetUtcNow(), sensors)
        );
        return answer is not null
            ? answer
            : Problems.FieldInvalid.Refuse(problem!.Detail, ("field", $"definition.{problem.Where}"));
    }

    /// <summary>The sensors of the gateway's terminal; null where there is no such gateway.</summary>
    internal static async Task<IReadOnlyList<TrialSensor>?> SensorsAsync(
        string gateway,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        await using var there = database
            .CreateCommand("select id from gateway where id = @gateway")
            .With("gateway", gateway);
        if (await there.FindAsync<string>(ct) is null)
        {
            return null;
        }

        await using var command = database
            .CreateCommand(
                """
                select t.number, s.code as sensor, t.zero_mm
                from terminal_sensor t join sensor s on s.id = t.sensor_id where t.gateway_id = @gateway
                """
            )
            .With("gateway", gateway);
        return (await command.ListAsync<SensorRow>(ct)).ConvertAll(row => new TrialSensor(
            row.Number,
            row.Sensor,
            row.ZeroMm
        ));
    }
}
