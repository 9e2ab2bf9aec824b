using System.Text.RegularExpressions;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <param name="Hour">Also a value of the list's filter <c>hour</c>: 1-08 is Monday from 8 to 9.</param>
/// <param name="Cases">How many the caller's list of this hour holds.</param>
public sealed record CaseHourItem(string Hour, int Cases);

/// <param name="Items">Of the hours in which cases were reported, from Monday on.</param>
public sealed record CaseHoursAnswer(IReadOnlyList<CaseHourItem> Items);

/// <summary>When in the week cases are reported: how many at which hour, by the city's clock.</summary>
internal static partial class CaseHours
{
    /// <summary>The function of sql/functions/city_hour.sql, for use in EF Core's queries alone.</summary>
    [DbFunction("city_hour")]
    public static string Of(DateTimeOffset instant) => throw new NotSupportedException("It runs in the database.");

    /// <returns>Null when each is an hour of a week.</returns>
    public static Refusal? Refuse(IReadOnlyList<string>? asked) =>
        asked?.FirstOrDefault(hour => !Hour().IsMatch(hour)) is { } unknown
            ? Problems.FilterUnknown.Refuse(
                $"hour {InputText.Clean(unknown)} is no hour of a week: 1-00 (Monday from 0 to 1) to 7-23.",
                ("field", "hour")
            )
            : null;

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

    [GeneratedRegex("^[1-7]-([01][0-9]|2[0-3])$")]
    private static partial Regex Hour();
}
