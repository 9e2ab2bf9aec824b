using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.Ingest.Profiles;
using Npgsql;

namespace CityOps.App.Features.Gateways.Terminals;

/// <summary>How terminals of a make are read.</summary>
/// <param name="Source">Where the format is described.</param>
/// <param name="Origin">shipped (it comes with the program), changed (it does, and was changed here) or own.</param>
/// <param name="Terminals">How many gateways are read by it.</param>
public sealed record PayloadProfileItem(
    string Code,
    string Name,
    string? Source,
    string Origin,
    int Terminals,
    DateTimeOffset? ChangedAt,
    PayloadProfile Definition
);

/// <param name="Source">Where the format is described.</param>
public sealed record PayloadProfileBody(string? Name, PayloadProfile? Definition, string? Source = null);

/// <summary>The payload profiles: those that come with the program, and a city's own, which stand before them. The
/// uplinks are told of a change by a trigger.</summary>
internal static partial class PayloadProfiles
{
    private const int MaxNameLength = 100;
    private const int MaxSourceLength = 1000;

    private sealed record Row(string Code, string Name, string? Source, string Definition, DateTimeOffset ChangedAt);

    private sealed record Use(string Code, int Terminals);

    public static async Task<IResult> ListAsync(NpgsqlDataSource database, CancellationToken ct) =>
        TypedResults.Ok(new Page<PayloadProfileItem>(await ReadAsync(database, ct), null));

    public static async Task<IResult> OneAsync(string code, NpgsqlDataSource database, CancellationToken ct) =>
        await FindAsync(code, database, ct) is { } profile ? TypedResults.Ok(profile) : NotFound(code).Answer();

    public static async Task<IResult> PutAsync(
        string code,
        PayloadProfileBody body,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    ) =>
        await StoreAsync(code, body, database, time, ct) is { } refusal
            ? refusal.Answer()
            : TypedResults.Ok(await FindAsync(code, database, ct));

    public static async Task<IResult> DeleteAsync(string code, NpgsqlDataSource database, CancellationToken ct) =>
        await RemoveAsync(code, database, ct) is { } refusal ? refusal.Answer() : TypedResults.NoContent();

    internal static Refusal NotFound(string code) =>
        Problems.PayloadProfileNotFound.Refuse($"There is no payload profile {code}.");

    internal static async Task<PayloadProfileItem?> FindAsync(
        string code,
        NpgsqlDataSource database,
        CancellationToken ct
    ) => (await ReadAsync(database, ct)).FirstOrDefault(profile => profile.Code == code);

    internal static async Task<List<PayloadProfileItem>> ReadAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var own = database.CreateCommand(
            "select code, name, source, definition::text as definition, changed_at from payload_profile"
        );
        var rows = await own.ListAsync<Row>(ct);
        await using var used = database.CreateCommand(
            "select profile_code as code, count(*)::integer as terminals from terminal group by profile_code"
        );
        var uses = (await used.ListAsync<Use>(ct)).ToDictionary(use => use.Code, use => use.Terminals);
        var items = rows.ConvertAll(row => new PayloadProfileItem(
            row.Code,
            row.Name,
            row.Source,
            ShippedProfiles.Find(row.Code) is null ? "own" : "changed",
            uses.GetValueOrDefault(row.Code),
            row.ChangedAt,
            Definition(row.Definition)
        ));
        items.AddRange(
            ShippedProfiles
                .All.Where(shipped => rows.TrueForAll(row => row.Code != shipped.Code))
                .Select(shipped => new PayloadProfileItem(
                    shipped.Code,
                    shipped.Name,
                    shipped.Source,
                    "shipped",
                    uses.GetValueOrDefault(shipped.Code),
                    null,
                    Definition(shipped.Definition)
                ))
        );
        items.Sort((one, other) => string.CompareOrdinal(one.Code, other.Code));
        return items;
    }

    /// <returns>Refused: <c>field_missing</c>, <c>field_invalid</c> with the member that is wrong.</returns>
    internal static async Task<Refusal?> StoreAsync(
        string code,
        PayloadProfileBody body,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (!Code().IsMatch(code) || code == "try")
        {
            return Invalid("code", "code has 2 to 63 lower-case letters, digits and hyphens, and is not try.");
        }

        if (body.Definition is not { } definition)
        {
            return Problems.FieldMissing.Refuse("definition is missing.", ("field", "definition"));
        }

        var name = InputText.Clean(body.Name) ?? code;
        var source = InputText.Clean(body.Source);
        if (
            (InputText.TooLong(name, MaxNameLength, "name") ?? InputText.TooLong(source, MaxSourceLength, "source")) is
            { } tooLong
        )
        {
            return tooLong;
        }

        if (ProfileText.Check(definition) is { } problem)
        {
            return Invalid($"definition.{problem.Where}", problem.Detail);
        }

        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Text("queries/gateways/put_payload_profile"), connection)
            .With("code", code)
            .With("name", name)
            .With("source", source)
            .With("definition", ProfileText.Write(definition))
            .With("now", time.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
        return null;
    }

    /// <summary>A changed one becomes again what came with the program; an own one goes, unless it is in use.</summary>
    internal static async Task<Refusal?> RemoveAsync(string code, NpgsqlDataSource database, CancellationToken ct)
    {
        var isShipped = ShippedProfiles.Find(code) is not null;
        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Text("queries/gateways/delete_payload_profile"), connection)
            .With("code", code)
            .With("even_in_use", isShipped);
        if (await command.ExecuteNonQueryAsync(ct) == 1)
        {
            return null;
        }

        return await FindAsync(code, database, ct) switch
        {
            null => NotFound(code),
            { Origin: "shipped" } => Problems.Conflict.Refuse($"{code} comes with the program; it was not changed."),
            var used => Problems.PayloadProfileInUse.Refuse($"{used.Terminals} gateways are read by {code}."),
        };
    }

    private static PayloadProfile Definition(string text) => ProfileText.Read(text).Profile ?? new PayloadProfile();

    private static Refusal Invalid(string field, string detail) =>
        Problems.FieldInvalid.Refuse(detail, ("field", field));

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{1,62}$")]
    private static partial Regex Code();
}
