using CityOps.App.Database;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms.Import;

/// <param name="Standard">The code set of new categories; "local" when null.</param>
public sealed record CategoryImportOptions(string? Standard, bool DryRun, bool SkipBad);

/// <param name="Conditions">Filing conditions that the list has.</param>
public sealed record CategoryImportOutcome(
    int New,
    int Changed,
    int Unchanged,
    int Conditions,
    IReadOnlyList<BadRow> Bad,
    bool Kept
) : ImportOutcome(New, Changed, Unchanged, Bad, Kept);

/// <summary>
/// Brings a list of categories in. The same list again changes nothing; a corrected one changes what differs and
/// replaces the conditions of the categories that it gives conditions for.
/// </summary>
public static class ImportCategories
{
    public static async Task<CategoryImportOutcome> RunAsync(
        CityOpsDb db,
        CategoryTable table,
        CategoryImportOptions options,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var known = await db.Categories.ToDictionaryAsync(c => c.Code, ct);
        var organisations = (await db.Organisations.Select(o => o.Code).ToListAsync(ct)).ToHashSet();
        var bad = new List<BadRow>(table.Bad);
        var (added, changed) = (0, 0);
        var taken = new List<ListedCategory>();
        foreach (var listed in table.Categories)
        {
            known.TryGetValue(listed.Code, out var category);
            if (Fault(listed, category, options.Standard, organisations) is { } fault)
            {
                bad.Add(fault);
                continue;
            }

            taken.Add(listed);
            if (category is null)
            {
                category = known[listed.Code] = new Category
                {
                    Code = listed.Code,
                    Standard = options.Standard ?? "local",
                    Name = listed.Name,
                    Kind = listed.Kind,
                };
                db.Categories.Add(category);
                added++;
            }

            category.Name = listed.Name;
            category.ParentCode =
                listed.Parent is not null && known.ContainsKey(listed.Parent) ? listed.Parent : category.ParentCode;
            category.OrganisationCode = listed.Organisation ?? category.OrganisationCode;
            changed += db.Entry(category).State == EntityState.Modified ? 1 : 0;
        }

        await db.SaveChangesAsync(ct);
        foreach (var listed in taken.Where(listed => listed.Conditions.Count > 0))
        {
            await FilingConditions.ReplaceAsync(
                db,
                listed.Code,
                [.. listed.Conditions.Select(line => line.Stated)],
                ct
            );
        }

        await db.SaveChangesAsync(ct);
        var kept = !options.DryRun && (bad.Count == 0 || options.SkipBad);
        if (kept)
        {
            await transaction.CommitAsync(ct);
        }

        return new(
            added,
            changed,
            taken.Count - added - changed,
            taken.Sum(listed => listed.Conditions.Count),
            [.. bad.OrderBy(row => row.Row)],
            kept
        )
        {
            Notes = table.Notes,
            Sample = ImportOutcome.SampleOf(
                table.Categories,
                c => c.Row,
                c =>
                    [
                        ("code", c.Code),
                        ("name", c.Name),
                        ("kind", c.Kind),
                        ("parent", c.Parent),
                        ("organisation", c.Organisation),
                        ("limit", c.Conditions.FirstOrDefault() is { } first ? first.Stated.Limit : null),
                    ]
            ),
        };
    }

    private static BadRow? Fault(
        ListedCategory listed,
        Category? known,
        string? standard,
        HashSet<string> organisations
    )
    {
        if (listed.Organisation is not null && !organisations.Contains(listed.Organisation))
        {
            return new(
                listed.Row,
                "organisation",
                Problems.OrganisationUnknown,
                listed.Organisation,
                $"there is no organisation {listed.Organisation}",
                $"没有单位“{listed.Organisation}”"
            );
        }

        if (known is not null && standard is not null && known.Standard != standard)
        {
            return new(
                listed.Row,
                "code",
                Problems.CodeRepeated,
                listed.Code,
                $"code {listed.Code} is {known.Name} of {known.Standard} already; give this list's codes a prefix (--prefix)",
                $"代码“{listed.Code}”已是 {known.Standard} 的“{known.Name}”，请用 --prefix 加前缀"
            );
        }

        return known is not null && known.Kind != listed.Kind
            ? new(
                listed.Row,
                "kind",
                Problems.CodeRepeated,
                listed.Code,
                $"code {listed.Code} is {known.Name}, of kind {known.Kind}, already",
                $"代码“{listed.Code}”已是类型 {known.Kind} 的“{known.Name}”"
            )
            : null;
    }
}
