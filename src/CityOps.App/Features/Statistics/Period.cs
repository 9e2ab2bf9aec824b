using System.Globalization;
using CityOps.App.Http;

namespace CityOps.App.Features.Statistics;

/// <summary>City days, both included.</summary>
public sealed record Period(DateOnly From, DateOnly To)
{
    /// <summary>All days of a month.</summary>
    public static Period OfMonth(DateOnly firstDay) => new(firstDay, firstDay.AddMonths(1).AddDays(-1));

    /// <summary>
    /// What 环比 compares with: as many whole months before where the period is whole months, otherwise as many days
    /// before.
    /// </summary>
    public Period Previous
    {
        get
        {
            var months = (To.Year - From.Year) * 12 + To.Month - From.Month + 1;
            return new(
                IsWholeMonths ? From.AddMonths(-months) : From.AddDays(From.DayNumber - To.DayNumber - 1),
                From.AddDays(-1)
            );
        }
    }

    /// <summary>What 同比 compares with: the same days a year earlier; whole months stay whole in a leap year.</summary>
    public Period LastYear =>
        new(From.AddYears(-1), IsWholeMonths ? To.AddDays(1).AddYears(-1).AddDays(-1) : To.AddYears(-1));

    private bool IsWholeMonths => From.Day == 1 && To.AddDays(1).Day == 1;

    /// <summary>Reads days as yyyy-MM-dd; refused when one is missing, when they are reversed, or when none of them has
    /// begun.</summary>
    public static Result<Period> Read(string? from, string? to, DateOnly today)
    {
        var (first, badFrom) = Day(from, "from");
        if (badFrom is not null)
        {
            return badFrom;
        }

        var (last, badTo) = Day(to, "to");
        if (badTo is not null)
        {
            return badTo;
        }

        return last < first ? Problems.PeriodReversed.Refuse($"The period ends on {to}, before it begins on {from}.")
            : first > today
                ? Problems.PeriodInFuture.Refuse(
                    $"The period begins on {from}, which is still to come; today is {today:yyyy-MM-dd}."
                )
            : new Period(first, last);
    }

    private static Result<DateOnly> Day(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Problems.FieldMissing.Refuse(
                $"{field} is missing; it is a day such as 2023-10-01.",
                ("field", field)
            );
        }

        return
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 1900 and <= 2900
            ? day
            : Problems.FieldInvalid.Refuse(
                $"{field} is not a day such as 2023-10-01: {InputText.Clean(text)}.",
                ("field", field)
            );
    }
}
