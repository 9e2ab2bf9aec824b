using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Assessments;

/// <summary>An item as it is sent; its code is in the address.</summary>
public sealed record StandardItemBody(
    string? Subject,
    string? Component,
    string? Category,
    string? Name,
    string? Unit,
    decimal? Points,
    decimal? FeeYuan,
    bool? IsInUse
);

/// <summary>The shares of the index, all of them at once.</summary>
public sealed record IndexWeightsBody(IReadOnlyDictionary<string, decimal>? Weights);

/// <summary>A share of the index, as it is said.</summary>
/// <param name="Code">Lower-case letters and underscores; items of the standard and figures name it.</param>
public sealed record IndexComponentBody(string? Code, string? Name, string? NameEn, decimal? Weight);

/// <param name="Components">All of them, in their order; those that are left out are none any more.</param>
public sealed record IndexComponentsBody(IReadOnlyList<IndexComponentBody>? Components);

/// <summary>Changes the standard. Findings that are recorded already keep what they came to.</summary>
public static partial class ChangeStandard
{
    private const int MaxComponents = 20;

    [GeneratedRegex("^[a-z][a-z_]{0,30}$")]
    private static partial Regex CodeForm { get; }

    public static async Task<Refusal?> PutItemAsync(
        NpgsqlDataSource database,
        string code,
        StandardItemBody body,
        CancellationToken ct
    )
    {
        if (
            InputText.Clean(body.Name) is not { } name
            || InputText.Clean(body.Unit) is not { } unit
            || body.Points is not { } points
        )
        {
            return Problems.FieldMissing.Refuse("An item has a name, a unit and points.", ("field", "points"));
        }

        var standard = await Standard.ReadAsync(database, ct);
        var isTown = body.Subject == "town";
        if (
            (!isTown && body.Subject != "contractor")
            || (standard.Items.FirstOrDefault(item => item.Code == code) is { } known && known.Subject != body.Subject)
        )
        {
            return Problems.FieldInvalid.Refuse(
                "subject is town or contractor, and stays what it is.",
                ("field", "subject")
            );
        }

        if (
            isTown ? standard.Components.All(component => component.Code != body.Component) : body.Component is not null
        )
        {
            return Problems.FieldInvalid.Refuse(
                $"An item of towns belongs to one of {string.Join(", ", standard.Components.Select(component => component.Code))}, one of contractors to none.",
                ("field", "component")
            );
        }

        if (points is < 0 or > 100 || body.FeeYuan is < 0 or > 1_000_000 || (isTown && body.FeeYuan is > 0))
        {
            return Problems.FieldInvalid.Refuse(
                "points are 0 to 100; fees are withheld from contractors alone.",
                ("field", "points")
            );
        }

        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Text("queries/assessments/put_item"), connection)
            .With("code", code)
            .With("subject", body.Subject)
            .With("component", body.Component)
            .With("category", body.Category)
            .With("name", name)
            .With("unit", unit)
            .With<decimal>("points", points)
            .With("fee_yuan", body.FeeYuan ?? 0)
            .With("is_in_use", body.IsInUse ?? true);
        try
        {
            await command.ExecuteNonQueryAsync(ct);
            return null;
        }
        catch (PostgresException unknown) when (unknown.ConstraintName == "assessment_item_category_exists")
        {
            return Problems.FieldInvalid.Refuse(
                $"There is no category {InputText.Clean(body.Category)}.",
                ("field", "category")
            );
        }
    }

    private static bool IsFit(IndexComponentBody? component) =>
        component is { Code: { } code, Weight: > 0 and <= 100 }
        && CodeForm.IsMatch(code)
        && InputText.Clean(component.Name) is not null;

    public static async Task<Refusal?> PutComponentsAsync(
        NpgsqlDataSource database,
        IndexComponentsBody body,
        CancellationToken ct
    )
    {
        if (body.Components is not { Count: > 0 and <= MaxComponents } components)
        {
            return Problems.FieldMissing.Refuse(
                $"components are the shares of the index, {MaxComponents} at most.",
                ("field", "components")
            );
        }

        var unfit = components.Where(c => !IsFit(c)).Take(1).ToList();
        if (unfit.Count > 0)
        {
            return Problems.FieldInvalid.Refuse(
                $"A share has a code of lower-case letters and underscores, a name and a weight over 0: {InputText.Clean(unfit[0]?.Code)} has not.",
                ("field", "components")
            );
        }

        if (components.DistinctBy(c => c.Code).Count() < components.Count || components.Sum(c => c.Weight) != 100)
        {
            return Problems.FieldInvalid.Refuse(
                "Each share is named once, and the weights are 100 together.",
                ("field", "components")
            );
        }

        var kept = components.Select(c => c.Code).ToHashSet();
        var standard = await Standard.ReadAsync(database, ct);
        if (standard.Items.FirstOrDefault(i => i.Component is { } of && !kept.Contains(of)) is { } item)
        {
            return Problems.FieldInvalid.Refuse(
                $"Item {item.Code} {item.Name} belongs to {item.Component}; give it another share first.",
                ("field", "components"),
                ("item", item.Code)
            );
        }

        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(Sql.Text("queries/assessments/put_components"), connection)
            .With("codes", components.Select(c => c.Code!).ToArray())
            .With("names", components.Select(c => InputText.Clean(c.Name)!).ToArray())
            .With("names_en", components.Select(c => InputText.Clean(c.NameEn) ?? InputText.Clean(c.Name)!).ToArray())
            .With("weights", components.Select(c => c.Weight!.Value).ToArray());
        await command.ExecuteNonQueryAsync(ct);
        return null;
    }

    public static async Task<Refusal?> PutWeightsAsync(
        NpgsqlDataSource database,
        IndexWeightsBody body,
        CancellationToken ct
    )
    {
        var codes = (await Standard.ReadAsync(database, ct)).Components.Select(component => component.Code).ToList();
        if (
            body.Weights is not { } weights
            || !codes.ToHashSet().SetEquals(weights.Keys)
            || weights.Values.Any(weight => weight <= 0)
            || weights.Values.Sum() != 100
        )
        {
            return Problems.FieldInvalid.Refuse(
                $"weights names each of {string.Join(", ", codes)} with more than 0, 100 together.",
                ("field", "weights")
            );
        }

        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            update index_component c set weight = w.weight from unnest(@codes, @weights) as w (code, weight)
            where c.code = w.code
            """,
            connection
        ).With("codes", weights.Keys.ToArray()).With("weights", weights.Values.ToArray());
        await command.ExecuteNonQueryAsync(ct);
        return null;
    }
}
