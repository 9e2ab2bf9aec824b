using CityOps.App.Database;
using CityOps.App.Features.Organisations;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms.Import;

/// <param name="Standard">The code set of new categories; "local" when null.</param>
/// <param name="DryRun">Do everything but keep nothing.</param>
/// <param name="SkipBad">Import the good rows although there are bad ones; otherwise one bad row keeps all out.</param>
public sealed record ImportOptions(string? Standard, bool DryRun, bool SkipBad);

/// <param name="Kept">False for a dry run, and when bad rows kept the others out.</param>
public sealed record ImportOutcome(int New, int Changed, int Conditions, IReadOnlyList<BadRow> Bad, bool Kept);

/// <summary>
/// Brings a list of categories in. The same list again changes nothing; a corrected one changes what it says otherwise
/// and
/// replaces the conditions of the categories that it gives conditions for.
/// </summary>
public static class ImportCategories
{
    public static async Task<ImportOutcome> RunAsync(
        CityOpsDb db,
        CategoryTable table,
        ImportOptions options,
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
            if (Reason(listed, category, options.Standard, organisations) is { } reason)
            {
                bad.Add(new(listed.Row, reason));
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
            taken.Sum(listed => listed.Conditions.Count),
            [.. bad.OrderBy(row => row.Row)],
            kept
        );
    }

    private static string? Reason(
        ListedCategory listed,
        Category? known,
        string? standard,
        HashSet<string> organisations
    )
    {
        if (listed.Organisation is not null && !organisations.Contains(listed.Organisation))
        {
            return $"there is no organisation {listed.Organisation}";
        }

        if (known is not null && standard is not null && known.Standard != standard)
        {
            return $"code {listed.Code} is {known.Name} of {known.Standard} already; give this list's codes a prefix (--prefix)";
        }

        return known is not null && known.Kind != listed.Kind
            ? $"code {listed.Code} is {known.Name}, of kind {known.Kind}, already"
            : null;
    }
}
