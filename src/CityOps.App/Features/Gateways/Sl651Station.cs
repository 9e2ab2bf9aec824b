using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Gateways;

/// <summary>A gateway that speaks SL 651-2014 over TCP; all of it is set.</summary>
/// <param name="Address">Its station address: ten hex digits, as it sends them.</param>
/// <param name="Password">Four hex digits; left out, the one that it has stays.</param>
/// <param name="PollSeconds">How often it is asked for its values (mode M4), from 30 s to a day; null for one that
/// reports by itself.</param>
/// <param name="Elements">Which of its elements is which sensor.</param>
public sealed record Sl651StationBody(
    string? Address,
    string? Password = null,
    int? PollSeconds = null,
    IReadOnlyList<Sl651ElementBody>? Elements = null
);

/// <param name="Element">Its identifier: hex digits such as 39 (water level) or FF11, or letters as ASCII frames write
/// those that the standard's table does not have.</param>
/// <param name="Sensor">The code of a sensor of this gateway; each has one element.</param>
/// <param name="Unit">Of its values: m, cm or mm.</param>
/// <param name="ZeroMm">Its value where the depth is zero; taken off.</param>
/// <param name="EndsAtTime">Of twelve values in a row: the time before them is that of the last, not of the first as
/// the standard has it.</param>
/// <param name="Address">The address in the message's body; the station's own when left out.</param>
public sealed record Sl651ElementBody(
    string? Element,
    string? Sensor,
    string Unit = "m",
    int ZeroMm = 0,
    bool EndsAtTime = false,
    string? Address = null
);

/// <summary>The SL 651 station of a gateway; its password is not shown.</summary>
/// <param name="PollSeconds">Null for one that reports by itself.</param>
/// <param name="Heard">What it said last in each element, named for a sensor or not.</param>
public sealed record Sl651StationItem(
    string Gateway,
    string Address,
    int? PollSeconds,
    IReadOnlyList<Sl651ElementItem> Elements,
    IReadOnlyList<Sl651HeardItem> Heard
);

/// <summary>An element that is a sensor; as <see cref="Sl651ElementBody"/>.</summary>
public sealed record Sl651ElementItem(
    string Address,
    string Element,
    string Sensor,
    string Unit,
    int ZeroMm,
    bool EndsAtTime
);

/// <param name="State">number, missing (the station says that it has none), unreadable, raw or picture.</param>
/// <param name="Value">In the element's own unit; of a picture its bytes.</param>
/// <param name="Definition">The byte that says how long the value is and how many decimals it has, as hex
/// digits.</param>
/// <param name="Raw">The value as it came, its first 64 bytes, as hex digits.</param>
/// <param name="Times">How often it was said.</param>
public sealed record Sl651HeardItem(
    string Address,
    string Element,
    string State,
    decimal? Value,
    string Definition,
    string Raw,
    DateTimeOffset? ObservedAt,
    DateTimeOffset HeardAt,
    long Times
);

/// <summary>Makes a gateway an SL 651 station and says which of its elements is which sensor. The door is told by a
/// trigger, so this holds from the next frame on.</summary>
internal static partial class Sl651Station
{
    private const int MaxElements = 500;
    private const int MaxMm = 10_000_000;
    private const int MinPoll = 30;
    private const int MaxPoll = 86_400;

    public static async Task<IResult> ReadAsync(string id, NpgsqlDataSource database, CancellationToken ct) =>
        await FindAsync(id, database, ct) is { } station ? TypedResults.Ok(station) : NoStation(id).Answer();

    public static async Task<IResult> PutAsync(
        string id,
        Sl651StationBody body,
        NpgsqlDataSource database,
        CancellationToken ct
    ) =>
        await StoreAsync(id, body, database, ct) is { } refusal
            ? refusal.Answer()
            : TypedResults.Ok(await FindAsync(id, database, ct));

    public static async Task<IResult> DeleteAsync(string id, NpgsqlDataSource database, CancellationToken ct) =>
        await RemoveAsync(id, database, ct) ? TypedResults.NoContent() : NoStation(id).Answer();

    /// <summary>The gateway is a station no more; it stays a gateway.</summary>
    internal static async Task<bool> RemoveAsync(string id, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(
            "delete from sl651_station where gateway_id = @id",
            connection
        ).With("id", id);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <returns>Refused: <c>gateway_not_found</c>, <c>field_missing</c>, <c>field_invalid</c>,
    /// <c>conflict</c>.</returns>
    internal static async Task<Refusal?> StoreAsync(
        string id,
        Sl651StationBody body,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        if (Check(body) is { } refusal)
        {
            return refusal;
        }

        var elements = body.Elements ?? [];
        await using var connection = await database.OpenActingAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            if (await StoreStationAsync(id, body, connection, ct) is { } refused)
            {
                return refused;
            }

            var named = await StoreElementsAsync(id, body.Address!, elements, connection, ct);
            if (elements.Select(element => element.Sensor!).Except(named).FirstOrDefault() is { } other)
            {
                return Invalid("elements", $"Gateway {id} has no sensor {other}.");
            }

            await transaction.CommitAsync(ct);
            return null;
        }
        catch (PostgresException e) when (e.ConstraintName == "sl651_station_address_unique")
        {
            return Problems.Conflict.Refuse($"Another gateway has the station address {body.Address}.");
        }
        catch (PostgresException e) when (e.ConstraintName == "sl651_element_of_one_sensor")
        {
            return Invalid("elements", "A sensor is an element of another station already.");
        }
    }

    private static async Task<Sl651StationItem?> FindAsync(string id, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/gateways/sl651_station"))
            .With("gateway", id);
        return await command.FindAsync<Sl651StationItem>(ct);
    }

    private static async Task<Refusal?> StoreStationAsync(
        string id,
        Sl651StationBody body,
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(Sql.Text("queries/gateways/put_sl651_station"), connection)
            .With("gateway", id)
            .With("address", body.Address)
            .With("password", body.Password)
            .With("poll_seconds", body.PollSeconds);
        try
        {
            return await command.FindAsync<string>(ct) is null
                ? Problems.GatewayNotFound.Refuse($"There is no gateway {id}.")
                : null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.NotNullViolation)
        {
            return Problems.FieldMissing.Refuse("password is missing.", ("field", "password"));
        }
    }

    private static async Task<List<string>> StoreElementsAsync(
        string id,
        string address,
        IReadOnlyList<Sl651ElementBody> elements,
        NpgsqlConnection connection,
        CancellationToken ct
    )
    {
        await using (
            var gone = new NpgsqlCommand("delete from sl651_element where gateway_id = @gateway", connection).With(
                "gateway",
                id
            )
        )
        {
            await gone.ExecuteNonQueryAsync(ct);
        }

        await using var command = new NpgsqlCommand(Sql.Text("queries/gateways/put_sl651_elements"), connection)
            .With("gateway", id)
            .With<string[]>("addresses", [.. elements.Select(element => element.Address ?? address)])
            .With<string[]>("elements", [.. elements.Select(element => element.Element!)])
            .With<string[]>("sensors", [.. elements.Select(element => element.Sensor!)])
            .With<string[]>("units", [.. elements.Select(element => element.Unit)])
            .With<int[]>("zeros_mm", [.. elements.Select(element => element.ZeroMm)])
            .With<bool[]>("ends_at_time", [.. elements.Select(element => element.EndsAtTime)]);
        return await command.ListAsync<string>(ct);
    }

    private static Refusal? Check(Sl651StationBody body)
    {
        var elements = body.Elements ?? [];
        return body.Address is not { } address
                ? Problems.FieldMissing.Refuse("address is missing.", ("field", "address"))
            : !Address().IsMatch(address) ? Invalid("address", "A station's address is ten hex digits, upper-case.")
            : body.Password is { } password && !Password().IsMatch(password)
                ? Invalid("password", "A station's password is four hex digits, upper-case.")
            : body.PollSeconds is < MinPoll or > MaxPoll
                ? Invalid("pollSeconds", $"pollSeconds is {MinPoll} to {MaxPoll}, or left out.")
            : elements.Count > MaxElements ? Invalid("elements", $"A station has {MaxElements} elements at most.")
            : elements.Select(Check).FirstOrDefault(refusal => refusal is not null) is { } wrong ? wrong
            : Twice(elements.Select(element => $"{element.Address ?? address} {element.Element}")) is { } twice
                ? Invalid("elements", $"{twice} is named twice.")
            : Twice(elements.Select(element => element.Sensor!)) is { } sensor
                ? Invalid("elements", $"Sensor {sensor} has two elements; one source is enough.")
            : null;
    }

    private static Refusal? Check(Sl651ElementBody element) =>
        element.Element is not { } identifier || !Element().IsMatch(identifier)
            ? Invalid("elements", $"An element is 39, FF11 or letters such as Z, not {element.Element}.")
        : string.IsNullOrEmpty(element.Sensor) ? Invalid("elements", $"Element {identifier} has no sensor.")
        : element.Unit is not ("m" or "cm" or "mm")
            ? Invalid("elements", $"The unit of element {identifier} is m, cm or mm.")
        : element.ZeroMm is < -MaxMm or > MaxMm
            ? Invalid("elements", $"zeroMm of element {identifier} is {MaxMm} at most.")
        : element.Address is { } address && !Address().IsMatch(address)
            ? Invalid("elements", $"The address of element {identifier} is ten hex digits, upper-case.")
        : null;

    private static string? Twice(IEnumerable<string> all) =>
        all.CountBy(one => one).FirstOrDefault(one => one.Value > 1).Key;

    private static Refusal NoStation(string id) =>
        Problems.GatewayNotFound.Refuse($"There is no gateway {id} that is an SL 651 station.");

    private static Refusal Invalid(string field, string detail) =>
        Problems.FieldInvalid.Refuse(detail, ("field", field));

    [GeneratedRegex("^[0-9A-F]{10}$")]
    private static partial Regex Address();

    [GeneratedRegex("^[0-9A-F]{4}$")]
    private static partial Regex Password();

    [GeneratedRegex("^([0-9A-F]{2}|FF[0-9A-F]{2}|[A-Z][A-Z0-9]{0,7})$")]
    private static partial Regex Element();
}
