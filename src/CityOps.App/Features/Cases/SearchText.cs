using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>Looks for cases by part of their number or description (decision 40).</summary>
internal static class SearchText
{
    // More ids than these are sorted more slowly than the newest cases are looked through.
    private const int FewEnough = 5000;

    /// <summary>
    /// The planner takes what its statistics do not list for half a percent of all cases, and goes through them from
    /// the newest on until it has a page: of a rare word through all of them. So a rare word's cases are looked up
    /// first; and a common pair of characters is looked for in the newest cases themselves, where it is soon found.
    /// </summary>
    public static async Task<IQueryable<Case>> NarrowAsync(
        CityOpsDb db,
        IQueryable<Case> cases,
        string text,
        CancellationToken ct
    )
    {
        var bigrams = CaseText.BigramsOf(text);
        var isRare =
            (
                await db
                    .Database.SqlQueryRaw<bool>(Sql.Text("queries/cases/rare_text"), Parameters.Of("bigrams", bigrams))
                    .Prepared()
                    .ToListAsync(ct)
            )
            is [true];
        var few = isRare
            ? await db
                .Database.SqlQuery<Guid>(
                    $"""select case_id as "Value" from case_text where bigrams @> {bigrams} limit {FewEnough + 1}"""
                )
                .ToListAsync(ct)
            : [];
        var byIndex = isRare || bigrams.Length > 1;
        if (isRare && few.Count <= FewEnough)
        {
            cases = cases.Where(c => few.Contains(c.Id));
        }
        else if (byIndex)
        {
            cases = cases.Where(c =>
                db.Set<CaseText>().Any(t => t.CaseId == c.Id && bigrams.All(b => t.Bigrams.Contains(b)))
            );
        }

        // The index finds characters and pairs, and needs no help with one of them; of several this sees to it that
        // they stand
        // together. Asked of one as well, the planner would take it for cheap and read every case.
        if (byIndex && text.EnumerateRunes().Count() <= 2)
        {
            return cases;
        }

        var pattern =
            $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        return cases.Where(c =>
            EF.Functions.ILike(c.Number, pattern, "\\") || EF.Functions.ILike(c.Description!, pattern, "\\")
        );
    }
}
