using System.Text;
using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.Ingest.Profiles;
using Npgsql;

namespace CityOps.App.Features.Gateways.Terminals;

/// <summary>A gateway that speaks a format of its own; all of it is set.</summary>
/// <param name="Profile">The code of the payload profile that reads it.</param>
/// <param name="Device">What the terminal calls itself, such as its IMEI: <c>{device}</c> in its topic.</param>
/// <param name="Push">How a platform that pushes by HTTP proves itself: token, onenet or iotda; null for none.</param>
/// <param name="PushToken">What was agreed with it; left out, the one that it has stays.</param>
/// <param name="Sensors">Which of our sensors its own numbers are. None: its numbers are our sensors' codes.</param>
public sealed record TerminalBody(
    string? Profile,
    string? Device = null,
    string? Push = null,
    string? PushToken = null,
    IReadOnlyList<TerminalSensorBody>? Sensors = null
);

/// <param name="Sensor">The code of a sensor of this gateway; each has one number.</param>
/// <param name="Number">The terminal's own; left out of its only sensor.</param>
/// <param name="ZeroMm">The terminal's value where the depth is zero: taken off a level, and what a distance is taken
/// from: how high its sensor hangs above the road.</param>
public sealed record TerminalSensorBody(string? Sensor, string Number = "", int ZeroMm = 0);

/// <summary>The terminal of a gateway; the token is not shown.</summary>
/// <param name="ProfileName">Null where the profile is not known.</param>
/// <param name="Topic">Where it publishes beside <c>cityops/v1/{gateway}/raw</c>; null for nowhere.</param>
public sealed record TerminalItem(
    string Gateway,
    string Profile,
    string? ProfileName,
    string? Device,
    string? Topic,
    string? Push,
    IReadOnlyList<TerminalSensorItem> Sensors
);

/// <summary>As <see cref="TerminalSensorBody"/>.</summary>
public sealed record TerminalSensorItem(string Number, string Sensor, int ZeroMm);

/// <summary>A message as it came.</summary>
/// <param name="Channel">mqtt or http.</param>
/// <param name="Text">Its first 500 bytes as text, control characters made visible; as hex digits where it is no
/// text.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Detail">Why it was refused as a whole when it came; null when it was not.</param>
/// <param name="Read">As the profile reads it now; null without a profile, or where its beginning alone is
/// kept.</param>
public sealed record HeardPayload(
    DateTimeOffset HeardAt,
    string Channel,
    string Topic,
    string Text,
    int Bytes,
    string? Detail,
    TrialAnswer? Read
);

/// <summary>Says which payload profile reads a gateway, and which of our sensors the terminal's numbers are. The
/// uplinks are told by a trigger, so this holds from the next message on.</summary>
internal static partial class GatewayTerminal
{
    private const int MaxSensors = 10_000;
    private const int MaxMm = 10_000_000;
    private const int MaxNumberLength = 64;
    private const int MaxTokenLength = 200;
    private const int ShownBytes = 500;

    private sealed record HeardRow(
        DateTimeOffset HeardAt,
        string Channel,
        string Topic,
        byte[] Payload,
        int Bytes,
        string? Detail
    );

    private sealed record TerminalRow(
        string Gateway,
        string Profile,
        string? Device,
        string? Push,
        IReadOnlyList<TerminalSensorItem> Sensors
    );

    public static async Task<IResult> ReadAsync(string id, NpgsqlDataSource database, CancellationToken ct) =>
        await FindAsync(id, database, ct) is { } terminal ? TypedResults.Ok(terminal) : NoTerminal(id).Answer();

    public static async Task<IResult> PutAsync(
        string id,
        TerminalBody body,
        NpgsqlDataSource database,
        CancellationToken ct
    ) =>
        await StoreAsync(id, body, database, ct) is { } refusal
            ? refusal.Answer()
            : TypedResults.Ok(await FindAsync(id, database, ct));

    public static async Task<IResult> DeleteAsync(string id, NpgsqlDataSource database, CancellationToken ct) =>
        await RemoveAsync(id, database, ct) ? TypedResults.NoContent() : NoTerminal(id).Answer();

    internal static async Task<bool> RemoveAsync(string id, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand("delete from terminal where gateway_id = @id", connection).With(
            "id",
            id
        );
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    internal static async Task<TerminalItem?> FindAsync(string id, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/gateways/gateway_terminal"))
            .With("gateway", id);
        if (await command.FindAsync<TerminalRow>(ct) is not { } row)
        {
            return null;
        }

        var profile = await PayloadProfiles.FindAsync(row.Profile, database, ct);
        return new TerminalItem(
            row.Gateway,
            row.Profile,
            profile?.Name,
            row.Device,
            profile?.Definition.Topic?.Replace("{device}", row.Device ?? "{device}", StringComparison.Ordinal),
            row.Push,
            row.Sensors
        );
    }

    /// <summary>The latest messages as they came, and as the profile reads them now: they may hold anything, so those
    /// who may see rejected messages see them.</summary>
    public static async Task<IResult> HeardAsync(string id, NpgsqlDataSource database, CancellationToken ct) =>
        await FindAsync(id, database, ct) is { } terminal
            ? TypedResults.Ok(new Page<HeardPayload>(await ReadHeardAsync(terminal, null, database, ct), null))
            : NoTerminal(id).Answer();

    /// <summary>The latest messages, the newest first; after a time, or all that are kept.</summary>
    internal static async Task<List<HeardPayload>> ReadHeardAsync(
        TerminalItem terminal,
        DateTimeOffset? after,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        var profile = (await PayloadProfiles.FindAsync(terminal.Profile, database, ct))?.Definition;
        await using var command = database
            .CreateCommand(Sql.Text("queries/gateways/heard_payloads"))
            .With("gateway", terminal.Gateway)
            .With("after", after);
        var trial = terminal
            .Sensors.Select(sensor => new TrialSensor(sensor.Number, sensor.Sensor, sensor.ZeroMm))
            .ToList();
        return (await command.ListAsync<HeardRow>(ct)).ConvertAll(row => new HeardPayload(
            row.HeardAt,
            row.Channel,
            SafeText.Of(Encoding.UTF8.GetBytes(row.Topic)),
            Shown(row.Payload),
            row.Bytes,
            row.Detail,
            profile is null || row.Payload.Length < row.Bytes
                ? null
                : ProfileTrial.Run(profile, new TrialInput(row.Payload, row.HeardAt, trial)).Answer
        ));
    }

    /// <summary>Text as text, bytes as hex digits.</summary>
    internal static string Shown(ReadOnlySpan<byte> payload)
    {
        var shown = payload[..Math.Min(payload.Length, ShownBytes)];
        return shown.IndexOfAnyInRange((byte)0, (byte)8) >= 0 || !System.Text.Unicode.Utf8.IsValid(payload)
            ? Convert.ToHexString(shown)
            : SafeText.Of(shown);
    }

    /// <returns>Refused: <c>gateway_not_found</c>, <c>payload_profile_not_found</c>, <c>field_missing</c>,
    /// <c>field_invalid</c>, <c>conflict</c>.</returns>
    internal static async Task<Refusal?> StoreAsync(
        string id,
        TerminalBody body,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        if (Check(body) is { } refusal)
        {
            return refusal;
        }

        if (await PayloadProfiles.FindAsync(body.Profile!, database, ct) is null)
        {
            return PayloadProfiles.NotFound(body.Profile!);
        }

        await using var connection = await database.OpenActingAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            if (await StoreTerminalAsync(id, body, connection, ct) is { } refused)
            {
                return refused;
            }

            var sensors = body.Sensors ?? [];
            var named = await StoreSensorsAsync(id, sensors, connection, ct);
            if (sensors.Select(sensor => sensor.Sensor!).Except(named).FirstOrDefault() is { } other)
            {
                return Invalid("sensors", $"Gateway {id} has no sensor {other}.");
            }

            await transaction.CommitAsync(ct);
            return null;
        }
        catch (PostgresException e) when (e.ConstraintName == "terminal_device_unique")
        {
            return Problems.Conflict.Refuse($"Another gateway's terminal is {body.Device} already.");
        }
        catch (PostgresException e) when (e.ConstraintName == "terminal_sensor_of_one_sensor")
        {
            return Invalid("sensors", "A sensor is that of another terminal already.");
        }
    }

    private static async Task<Refusal?> StoreTerminalAsync(
        string id,
        TerminalBody body,
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Sql.Text("queries/gateways/put_terminal"), connection)
            .With("gateway", id)
            .With("profile", body.Profile)
            .With("device", string.IsNullOrEmpty(body.Device) ? null : body.Device)
            .With("push", body.Push)
            .With("token", body.PushToken);
        try
        {
            return await command.FindAsync<string>(ct) is null
                ? Problems.GatewayNotFound.Refuse($"There is no gateway {id}.")
                : null;
        }
        catch (PostgresException e) when (e.ConstraintName == "terminal_push_has_a_token")
        {
            return Problems.FieldMissing.Refuse("pushToken is missing.", ("field", "pushToken"));
        }
    }

    private static async Task<List<string>> StoreSensorsAsync(
        string id,
        IReadOnlyList<TerminalSensorBody> sensors,
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using (
            var gone = new NpgsqlCommand("delete from terminal_sensor where gateway_id = @gateway", connection).With(
                "gateway",
                id
            )
        )
        {
            await gone.ExecuteNonQueryAsync(ct);
        }

        await using var command = new NpgsqlCommand(Sql.Text("queries/gateways/put_terminal_sensors"), connection)
            .With("gateway", id)
            .With<string[]>("numbers", [.. sensors.Select(sensor => sensor.Number)])
            .With<string[]>("sensors", [.. sensors.Select(sensor => sensor.Sensor!)])
            .With<int[]>("zeros_mm", [.. sensors.Select(sensor => sensor.ZeroMm)]);
        return await command.ListAsync<string>(ct);
    }

    private static Refusal? Check(TerminalBody body)
    {
        var sensors = body.Sensors ?? [];
        return string.IsNullOrEmpty(body.Profile)
                ? Problems.FieldMissing.Refuse("profile is missing.", ("field", "profile"))
            : body.Device is { Length: > 0 } device && !Device().IsMatch(device)
                ? Invalid(
                    "device",
                    "A terminal's own number has up to 64 characters, no control characters and no / + #."
                )
            : body.Push is { } push && !PushStyle.All.Contains(push)
                ? Invalid("push", $"push is one of {string.Join(", ", PushStyle.All)}, or left out.")
            : body.Push is null && body.PushToken is not null ? Invalid("pushToken", "A token goes with push.")
            : body.PushToken is { } token
            && (token.Length is < 8 or > MaxTokenLength || token.Contains('\0', StringComparison.Ordinal))
                ? Invalid("pushToken", $"A token has 8 to {MaxTokenLength} characters.")
            : sensors.Count > MaxSensors ? Invalid("sensors", $"A terminal has {MaxSensors} sensors at most.")
            : sensors.Select(Check).FirstOrDefault(refusal => refusal is not null) is { } wrong ? wrong
            : Twice(sensors.Select(sensor => sensor.Number)) is { } number
                ? Invalid("sensors", $"The terminal's number \"{number}\" is named twice.")
            : Twice(sensors.Select(sensor => sensor.Sensor!)) is { } sensor
                ? Invalid("sensors", $"Sensor {sensor} has two numbers; one source is enough.")
            : null;
    }

    private static Refusal? Check(TerminalSensorBody sensor) =>
        string.IsNullOrEmpty(sensor.Sensor)
            ? Invalid("sensors", $"The terminal's number \"{sensor.Number}\" has no sensor.")
        : sensor.Number is null
        || sensor.Number.Length > MaxNumberLength
        || sensor.Number.Contains('\0', StringComparison.Ordinal)
            ? Invalid("sensors", $"A terminal's own number has up to {MaxNumberLength} characters.")
        : sensor.ZeroMm is < -MaxMm or > MaxMm ? Invalid("sensors", $"zeroMm of {sensor.Sensor} is {MaxMm} at most.")
        : null;

    private static string? Twice(IEnumerable<string> all) =>
        all.CountBy(one => one).FirstOrDefault(one => one.Value > 1).Key;

    private static Refusal NoTerminal(string id) =>
        Problems.GatewayNotFound.Refuse($"There is no gateway {id} that has a payload profile.");

    private static Refusal Invalid(string field, string detail) =>
        Problems.FieldInvalid.Refuse(detail, ("field", field));

    [GeneratedRegex(@"^[^/+#\p{Cc}]{1,64}$")]
    private static partial Regex Device();
}
