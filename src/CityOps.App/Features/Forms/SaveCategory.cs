using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <param name="Standard">"local" when left out.</param>
/// <param name="Kind">component, event or inspection.</param>
/// <param name="Conditions">All of them, the usual one first; those that are there stay when left out.</param>
/// <param name="HandlingForm">What is filled in when a case of it was put right; nothing when left out.</param>
/// <param name="VerifyBeforeFiling">核实: its reports are looked at on site before they are filed; false when left
/// out.</param>
/// <param name="DrawsChecker">抽查: who checks its cases is drawn at random; false when left out.</param>
/// <param name="Retired">No new report is of it; false when left out.</param>
public sealed record CategoryBody(
    string? Standard,
    string? Name,
    string? NameEn,
    string? Kind,
    string? Parent,
    string? Organisation,
    string? Form,
    IReadOnlyList<ConditionBody>? Conditions,
    bool VerifyBeforeFiling = false,
    string? HandlingForm = null,
    bool DrawsChecker = false,
    bool Retired = false
);

/// <param name="Limit">As it is written: 2紧急工作时, 4小时, 1天, 5工作日, 7自然日.</param>
public sealed record ConditionBody(string? Condition, string? Limit, string? ClosingCondition);

/// <param name="Id">To be named when a case is filed or dispatched under it.</param>
/// <param name="LimitUnit">urgent_hour, working_hour, working_day or natural_day.</param>
public sealed record ConditionAnswer(
    Guid Id,
    string Condition,
    string Limit,
    decimal LimitAmount,
    [property: ValuesOf(typeof(LimitUnits))] string LimitUnit,
    string? ClosingCondition
);

public sealed record CategoryAnswer(
    string Code,
    string Standard,
    string Name,
    string? NameEn,
    [property: ValuesOf(typeof(CategoryKinds))] string Kind,
    string? Parent,
    string? Organisation,
    string? Form,
    string? HandlingForm,
    bool VerifyBeforeFiling,
    bool DrawsChecker,
    DateTimeOffset? RetiredAt,
    IReadOnlyList<ConditionAnswer> Conditions
)
{
    /// <summary>Null when there is no such category.</summary>
    public static async Task<CategoryAnswer?> OfAsync(CityOpsDb db, string code, CancellationToken ct)
    {
        if (await db.Categories.AsNoTracking().SingleOrDefaultAsync(c => c.Code == code, ct) is not { } category)
        {
            return null;
        }

        var conditions = await db
            .FilingConditions.AsNoTracking()
            .Where(c => c.CategoryCode == code)
            .OrderBy(c => c.Ordinal)
            .ToListAsync(ct);
        return new(
            category.Code,
            category.Standard,
            category.Name,
            category.NameEn,
            category.Kind,
            category.ParentCode,
            category.OrganisationCode,
            category.FormCode,
            category.HandlingFormCode,
            category.VerifyBeforeFiling,
            category.DrawsChecker,
            category.RetiredAt is { } retired ? CityTime.Local(retired) : null,
            [
                .. conditions.Select(c => new ConditionAnswer(
                    c.Id,
                    c.Condition,
                    new TimeLimit(c.LimitAmount, c.LimitUnit).ToString(),
                    c.LimitAmount,
                    c.LimitUnit,
                    c.ClosingCondition
                )),
            ]
        );
    }
}

/// <summary>
/// Creates or replaces a category: omitted properties are cleared, but for the conditions, which cases name. Its code
/// never changes: cases carry it.
/// </summary>
public static partial class SaveCategory
{
    private const int MaxNameLength = 100;
    private const int MaxTextLength = 500;
    private const int MaxConditions = 50;
    private static readonly string[] Kinds = [CategoryKinds.Component, CategoryKinds.Event, CategoryKinds.Inspection];

    public sealed record Saved(Category Category, bool IsNew);

    public static async Task<Result<Saved>> RunAsync(
        CityOpsDb db,
        string code,
        CategoryBody body,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!Code().IsMatch(code))
        {
            return Problems.FieldInvalid.Refuse(
                "A code has 1 to 32 letters, digits, points and hyphens.",
                ("field", "code")
            );
        }

        if (InputText.Clean(body.Name) is not { } name || body.Kind is null || !Kinds.Contains(body.Kind))
        {
            return Problems.FieldMissing.Refuse(
                "name and kind (component, event, inspection) are needed.",
                ("allowed", Kinds)
            );
        }

        if (
            (
                InputText.TooLong(name, MaxNameLength, "name")
                ?? InputText.TooLong(InputText.Clean(body.NameEn), MaxNameLength, "nameEn")
                ?? InputText.TooLong(InputText.Clean(body.Standard), MaxNameLength, "standard")
                ?? await ReferencesAsync(db, code, body, ct)
            ) is
            { } wrong
        )
        {
            return wrong;
        }

        var (conditions, refusal) = Read(body.Conditions);
        if (conditions is null)
        {
            return refusal!;
        }

        var category = await db.Categories.FindAsync([code], ct);
        var isNew = category is null;
        if (category is null)
        {
            category = new Category
            {
                Code = code,
                Standard = "local",
                Name = name,
                Kind = body.Kind,
            };
            db.Categories.Add(category);
        }

        category.Standard = InputText.Clean(body.Standard) ?? "local";
        (category.Name, category.NameEn, category.Kind) = (name, InputText.Clean(body.NameEn), body.Kind);
        (category.ParentCode, category.OrganisationCode, category.FormCode) = (
            body.Parent,
            body.Organisation,
            body.Form
        );
        (category.HandlingFormCode, category.VerifyBeforeFiling, category.DrawsChecker) = (
            body.HandlingForm,
            body.VerifyBeforeFiling,
            body.DrawsChecker
        );
        category.RetiredAt = body.Retired ? category.RetiredAt ?? now : null;
        if (body.Conditions is not null)
        {
            await FilingConditions.ReplaceAsync(db, code, conditions, ct);
        }

        await db.SaveChangesAsync(ct);
        return new Saved(category, isNew);
    }

    private static async Task<Refusal?> ReferencesAsync(
        CityOpsDb db,
        string code,
        CategoryBody body,
        CancellationToken ct
    )
    {
        if (body.Parent is { } parent && (parent == code || !await db.Categories.AnyAsync(c => c.Code == parent, ct)))
        {
            return Problems.CategoryUnknown.Refuse($"There is no category {parent} above {code}.", ("field", "parent"));
        }

        if (body.Parent is not null && await IsAboveAsync(db, code, body.Parent, ct))
        {
            return Problems.CategoryRing.Refuse($"{body.Parent} stands under {code} itself.", ("field", "parent"));
        }

        if (body.Organisation is { } organisation && !await db.Organisations.AnyAsync(o => o.Code == organisation, ct))
        {
            return Problems.OrganisationUnknown.Refuse($"There is no organisation {organisation}.");
        }

        foreach (var form in new[] { body.Form, body.HandlingForm })
        {
            if (form is not null && !await db.Forms.AnyAsync(f => f.Code == form, ct))
            {
                return Problems.FormNotFound.Refuse($"There is no form {form}.");
            }
        }

        return null;
    }

    // Upwards from what is to be the parent, does one come by the category itself?
    private static async Task<bool> IsAboveAsync(CityOpsDb db, string code, string parent, CancellationToken ct)
    {
        var parents = await db
            .Categories.Where(c => c.ParentCode != null)
            .ToDictionaryAsync(c => c.Code, c => c.ParentCode!, ct);
        var seen = new HashSet<string>();
        for (string? at = parent; at is not null && seen.Add(at); at = parents.GetValueOrDefault(at))
        {
            if (at == code)
            {
                return true;
            }
        }

        return false;
    }

    private static Result<IReadOnlyList<StatedCondition>> Read(IReadOnlyList<ConditionBody>? sent)
    {
        var conditions = new List<StatedCondition>();
        foreach (var (condition, i) in (sent ?? []).Select((condition, i) => (condition, i)))
        {
            if (
                InputText.Clean(condition?.Condition) is not { } text
                || i >= MaxConditions
                || conditions.Any(c => c.Condition == text)
            )
            {
                return Problems.FieldInvalid.Refuse(
                    $"conditions has at most {MaxConditions} entries, each with a condition of its own.",
                    ("field", $"conditions[{i}]")
                );
            }

            var closing = InputText.Clean(condition!.ClosingCondition);
            if (
                (
                    InputText.TooLong(text, MaxTextLength, $"conditions[{i}].condition")
                    ?? InputText.TooLong(closing, MaxTextLength, $"conditions[{i}].closingCondition")
                ) is
                { } tooLong
            )
            {
                return tooLong;
            }

            if (condition.Limit is null || TimeLimit.Parse(condition.Limit) is not { } limit)
            {
                return Problems.LimitUnreadable.Refuse(
                    $"The limit {InputText.Clean(condition.Limit)} is not an amount and a unit such as 2紧急工作时, 4小时, 1天, 5工作日, 7自然日, or is longer than a year.",
                    ("field", $"conditions[{i}].limit")
                );
            }

            conditions.Add(new(text, limit, closing));
        }

        return conditions;
    }

    [GeneratedRegex(@"^[0-9A-Za-z][0-9A-Za-z.\-]{0,31}$")]
    private static partial Regex Code();
}
