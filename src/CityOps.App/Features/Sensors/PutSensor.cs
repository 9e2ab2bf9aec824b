using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Geo;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Sensors;

/// <summary>A sensor as it is put up; all of it is set, what is left out is as usual.</summary>
/// <param name="Gateway">The id of the gateway that sends its readings.</param>
/// <param name="Section">The code of the section that it measures from now on; what it measured before stays with the
/// section of then. Null: none.</param>
/// <param name="Kind">ultrasonic, pressure, radar or electrode.</param>
/// <param name="InstallHeightMm">Above the road's lowest point.</param>
/// <param name="ZeroOffsetMm">Its reading on a dry road (mm): taken off the depths that are measured from now on.
/// Changes are logged.</param>
/// <param name="RangeMinMm">What is sent below or above <paramref name="RangeMaxMm"/> is refused as
/// out_of_range.</param>
/// <param name="HeartbeatMinutes">It is offline when two of them are missed.</param>
/// <param name="Disabled">Out of service: its readings are refused, and it is at no section.</param>
public sealed record SensorBody(
    string? Gateway,
    string? Section,
    SentPosition? Position,
    string Kind = "ultrasonic",
    int? InstallHeightMm = null,
    int ZeroOffsetMm = 0,
    int RangeMinMm = -50,
    int RangeMaxMm = 5000,
    int SampleMinutesDry = 5,
    int SampleMinutesWet = 1,
    int HeartbeatMinutes = 720,
    bool Disabled = false
);

/// <summary>Adds a sensor, moves it or changes it. A trigger notifies the uplinks, so this holds from its next reading
/// on.</summary>
internal static partial class PutSensor
{
    private const int MaxMinutes = 7 * 24 * 60;
    private const int MaxMm = 100_000;
    private static readonly string[] Kinds = ["ultrasonic", "pressure", "radar", "electrode"];

    public static async Task<IResult> RunAsync(
        string code,
        SensorBody body,
        NpgsqlDataSource database,
        Caller caller,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (Check(code, body) is { } refusal)
        {
            return refusal.Answer();
        }

        var (position, wrong) = body.Position!.Check();
        if (wrong is not null)
        {
            return wrong.Answer();
        }

        try
        {
            if (await IsElsewhereAsync(code, body.Section, position!.Wgs84, database, caller, ct))
            {
                return Problems.OutsideYourArea.With($"Sensor {code} is, or would be, in another town.");
            }

            var isNew = await StoreAsync(code, body, position.Wgs84, time.GetUtcNow(), database, caller, ct);
            var sensor = await ListSensors.FindAsync(code, database, caller, ct);
            return isNew ? TypedResults.Created($"/api/v1/sensors/{code}", sensor) : TypedResults.Ok(sensor);
        }
        catch (PostgresException e) when (e.ConstraintName is "sensor_gateway_exists")
        {
            return Problems.FieldInvalid.With($"There is no gateway {body.Gateway}.", ("field", "gateway"));
        }
        catch (PostgresException e)
            when (e.ConstraintName is "sensor_section_exists" or "sensor_placement_section_exists")
        {
            return Problems.FieldInvalid.With($"There is no section {body.Section}.", ("field", "section"));
        }
    }

    /// <summary>Whether the place where it is, or the one where it would be, lies in a town that is not the
    /// caller's.</summary>
    private static async Task<bool> IsElsewhereAsync(
        string code,
        string? section,
        LonLat position,
        NpgsqlDataSource database,
        Caller caller,
        CancellationToken ct
    )
    {
        if (caller.VisibleTown is not { } town)
        {
            return false;
        }

        await using var command = database
            .CreateCommand(Sql.Text("queries/sensors/is_elsewhere"))
            .With("code", code)
            .With("section", section)
            .With("lon", position.Lon)
            .With("lat", position.Lat)
            .With("town", town);
        return await command.SingleAsync<bool>(ct);
    }

    /// <returns>Whether there was no sensor of this code.</returns>
    private static async Task<bool> StoreAsync(
        string code,
        SensorBody body,
        LonLat position,
        DateTimeOffset now,
        NpgsqlDataSource database,
        Caller caller,
        CancellationToken ct
    )
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (
            var account = new NpgsqlCommand("select set_config('cityops.account', @account, true)", connection).With(
                "account",
                caller.AccountId.ToString()
            )
        )
        {
            await account.ExecuteNonQueryAsync(ct);
        }

        var isNew = await StoreAsync(code, body, position, now, connection, ct);
        await transaction.CommitAsync(ct);
        return isNew;
    }

    /// <summary>Within the connection's transaction, of what <see cref="Check"/> has passed.</summary>
    /// <returns>Whether there was no sensor of this code.</returns>
    public static async Task<bool> StoreAsync(
        string code,
        SensorBody body,
        LonLat position,
        DateTimeOffset now,
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = Command(code, body, position, now, connection);
        return await command.SingleAsync<bool>(ct);
    }

    private static NpgsqlCommand Command(
        string code,
        SensorBody body,
        LonLat position,
        DateTimeOffset now,
        NpgsqlConnection connection
    ) =>
        new NpgsqlCommand(Sql.Text("queries/sensors/put_sensor"), connection)
            .With("code", code)
            .With("gateway", body.Gateway)
            .With("section", body.Section)
            .With("lon", position.Lon)
            .With("lat", position.Lat)
            .With("kind", body.Kind)
            .With("install_height_mm", body.InstallHeightMm)
            .With("zero_offset_mm", body.ZeroOffsetMm)
            .With("range_min_mm", body.RangeMinMm)
            .With("range_max_mm", body.RangeMaxMm)
            .With("sample_minutes_dry", body.SampleMinutesDry)
            .With("sample_minutes_wet", body.SampleMinutesWet)
            .With("heartbeat_minutes", body.HeartbeatMinutes)
            .With("disabled", body.Disabled)
            .With("now", now);

    /// <returns>Refused: <c>field_missing</c>, <c>field_invalid</c>.</returns>
    public static Refusal? Check(string code, SensorBody body) =>
        !SensorCode().IsMatch(code)
            ? Invalid("code", "A sensor's code has up to 63 letters, digits, dots, hyphens and underscores.")
        : body.Gateway is null ? Problems.FieldMissing.Refuse("gateway is missing.", ("field", "gateway"))
        : body.Position is null ? Problems.FieldMissing.Refuse("position is missing.", ("field", "position"))
        : !Kinds.Contains(body.Kind) ? Invalid("kind", $"kind is one of {string.Join(", ", Kinds)}.")
        : body.RangeMinMm >= body.RangeMaxMm ? Invalid("rangeMinMm", "rangeMinMm is below rangeMaxMm.")
        : !AreLengths(body.InstallHeightMm ?? 0, body.ZeroOffsetMm, body.RangeMinMm, body.RangeMaxMm)
            ? Invalid("rangeMaxMm", $"Lengths are {MaxMm} mm at most.")
        : !AreMinutes(body.SampleMinutesDry, body.SampleMinutesWet, body.HeartbeatMinutes)
            ? Invalid(
                "heartbeatMinutes",
                $"sampleMinutesDry, sampleMinutesWet and heartbeatMinutes are 1 to {MaxMinutes}."
            )
        : null;

    private static bool AreMinutes(params ReadOnlySpan<int> minutes) =>
        !minutes.ContainsAnyExceptInRange(1, MaxMinutes);

    private static bool AreLengths(params ReadOnlySpan<int> lengths) =>
        !lengths.ContainsAnyExceptInRange(-MaxMm, MaxMm);

    private static Refusal Invalid(string field, string detail) =>
        Problems.FieldInvalid.Refuse(detail, ("field", field));

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")]
    private static partial Regex SensorCode();
}
