using CityOps.App.Database;
using CityOps.App.Features.Forms;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <param name="Cases">How many the caller's list holds.</param>
/// <param name="Overdue">Of them, how many whose time is over and that are not handled yet.</param>
/// <param name="Statuses">How many of each status that there are any of.</param>
/// <param name="Categories">Those with the most cases, the first first.</param>
public sealed record CaseCountsAnswer(
    int Cases,
    int Overdue,
    IReadOnlyDictionary<string, int> Statuses,
    IReadOnlyList<CaseCategoryCount> Categories
);

public sealed record CaseCategoryCount(string Category, string CategoryName, int Cases);

/// <summary>The figures of a list of cases, such as those of an area that was drawn on the map.</summary>
internal static class CountCases
{
    private const int MostCategories = 5;

    /// <param name="now">What is overdue is asked of this instant.</param>
    public static async Task<CaseCountsAnswer> RunAsync(
        CityOpsDb db,
        IQueryable<Case> cases,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var statuses = await cases
            .GroupBy(c => c.Status)
            .Select(status => new { status.Key, Cases = status.Count() })
            .ToDictionaryAsync(status => status.Key, status => status.Cases, ct);
        var categories = await cases
            .GroupBy(c => c.CategoryCode)
            .Select(category => new { Code = category.Key, Cases = category.Count() })
            .Join(
                db.Categories,
                counted => counted.Code,
                category => category.Code,
                (counted, category) =>
                    new
                    {
                        counted.Code,
                        category.Name,
                        counted.Cases,
                    }
            )
            .OrderByDescending(category => category.Cases)
            .ThenBy(category => category.Code)
            .Take(MostCategories)
            .Select(category => new CaseCategoryCount(category.Code, category.Name, category.Cases))
            .ToListAsync(ct);
        var overdue = await cases.CountAsync(c => c.Clock!.StoppedAt == null && c.Clock.Deadline < now, ct);
        return new(statuses.Values.Sum(), overdue, statuses, categories);
    }
}
