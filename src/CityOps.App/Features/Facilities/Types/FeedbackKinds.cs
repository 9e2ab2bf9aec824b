using CityOps.App.Database;
using CityOps.App.Features.Forms;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities.Types;

/// <summary>What can be said of a type's facilities, as a whole list in the order of the page's buttons.</summary>
internal static class FeedbackKinds
{
    private const int Most = 20;
    private const int MaxNameLength = 30;

    /// <summary>The checked list; empty where none was sent.</summary>
    public static async Task<Result<IReadOnlyList<FeedbackKindItem>>> CheckAsync(
        CityOpsDb db,
        IReadOnlyList<FeedbackKindBody>? sent,
        CancellationToken ct
    )
    {
        var kinds = new List<FeedbackKindItem>();
        foreach (var (i, kind) in (sent ?? []).Index())
        {
            var path = $"kinds[{i}]";
            if (
                kind?.Code is not { } code
                || !PutFacilityType.IsName().IsMatch(code)
                || kinds.Any(k => k.Code == code)
                || i >= Most
            )
            {
                return Problems.FieldInvalid.Refuse(
                    $"kinds has at most {Most} entries, each with a code of its own in lower-case letters, digits and underscores.",
                    ("field", $"{path}.code")
                );
            }

            if (InputText.Clean(kind.Name) is not { } name)
            {
                return Problems.FieldMissing.Refuse($"{path}.name is missing.", ("field", $"{path}.name"));
            }

            var (nameEn, icon) = (InputText.Clean(kind.NameEn) ?? name, InputText.Clean(kind.Icon));
            if (
                (
                    InputText.TooLong(name, MaxNameLength, $"{path}.name")
                    ?? InputText.TooLong(nameEn, MaxNameLength, $"{path}.nameEn")
                    ?? InputText.TooLong(icon, MaxNameLength, $"{path}.icon")
                    ?? await CategoryAsync(db, kind.Category, $"{path}.category", ct)
                ) is
                { } wrong
            )
            {
                return wrong;
            }

            kinds.Add(new(code, name, nameEn, icon, kind.Category));
        }

        return kinds;
    }

    /// <summary>Puts the list in the place of what is offered. What was said stays: a kind that is not named any more
    /// keeps its row.</summary>
    /// <returns>Whether there was something to change.</returns>
    public static async Task<bool> SetAsync(
        CityOpsDb db,
        string type,
        IReadOnlyList<FeedbackKindItem> kinds,
        CancellationToken ct
    )
    {
        var known = await db.FeedbackKinds.Where(k => k.FacilityType == type).ToListAsync(ct);
        var changed = false;
        foreach (var gone in known.Where(k => k.Ordinal is not null && kinds.All(one => one.Code != k.Code)))
        {
            (gone.Ordinal, changed) = (null, true);
        }

        foreach (var (i, kind) in kinds.Index())
        {
            var ordinal = (short)(i + 1);
            if (known.Find(k => k.Code == kind.Code) is not { } row)
            {
                row = new FeedbackKind
                {
                    FacilityType = type,
                    Code = kind.Code,
                    Name = kind.Name,
                    NameEn = kind.NameEn,
                };
                db.FeedbackKinds.Add(row);
            }

            changed |=
                (row.Ordinal, row.Name, row.NameEn, row.Icon, row.CategoryCode)
                != (ordinal, kind.Name, kind.NameEn, kind.Icon, kind.Category);
            (row.Ordinal, row.Name, row.NameEn) = (ordinal, kind.Name, kind.NameEn);
            (row.Icon, row.CategoryCode) = (kind.Icon, kind.Category);
        }

        return changed;
    }

    private static async Task<Refusal?> CategoryAsync(CityOpsDb db, string? code, string field, CancellationToken ct) =>
        code is null ? null
        : await db.Categories.AsNoTracking().SingleOrDefaultAsync(c => c.Code == code, ct) is not { } category
            ? Problems.CategoryUnknown.Refuse($"There is no category {InputText.Clean(code)}.", ("field", field))
        : category.Kind == CategoryKinds.Inspection
            ? Problems.CategoryUnfit.Refuse(
                $"{code} is what patrols look at; a problem is a component or an event.",
                ("field", field)
            )
        : null;
}
