using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <param name="Hour">Also a value of the list's filter <c>hour</c>: 1-08 is Monday from 8 to 9.</param>
/// <param name="Cases">How many the caller's list of this hour holds.</param>
public sealed record CaseHourItem(string Hour, int Cases);

/// <param name="Items">Of the hours in which cases were reported, from Monday on.</param>
public sealed record CaseHoursAnswer(IReadOnlyList<CaseHourItem> Items);

/// <summary>When in the week cases are reported: how many at which hour, by the city's clock.</summary>
internal static class CaseHours
{
    /// <summary>1-00 to 7-23.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        .. Enumerable.Range(0, 7 * 24).Select(i => FormattableString.Invariant($"{1 + (i / 24)}-{i % 24:00}")),
    ];

    /// <summary>The function of sql/functions/city_hour.sql, for use in EF Core's queries alone.</summary>
    [DbFunction("city_hour")]
    public static string Of(DateTimeOffset instant) => throw new NotSupportedException("It runs in the database.");

    public static async Task<CaseHoursAnswer> CountAsync(IQueryable<Case> cases, CancellationToken ct) =>
        new([
            .. (
                await cases
                    .GroupBy(c => Of(c.ReportedAt))
                    .Select(hour => new { Hour = hour.Key, Cases = hour.Count() })
                    .ToListAsync(ct)
            )
                .OrderBy(hour => hour.Hour, StringComparer.Ordinal)
                .Select(hour => new CaseHourItem(hour.Hour, hour.Cases)),
        ]);
}
