using System.Globalization;
using CityOps.App.Http;

namespace CityOps.App.Features.Statistics;

/// <summary>City days, both included.</summary>
public sealed record Period(DateOnly From, DateOnly To)
{
    /// <summary>All days of a month.</summary>
    public static Period OfMonth(DateOnly firstDay) => new(firstDay, firstDay.AddMonths(1).AddDays(-1));

    /// <summary>Reads days as yyyy-MM-dd; refused when one is missing or when they are reversed.</summary>
    public static Result<Period> Read(string? from, string? to)
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

        return last < first
            ? Problems.PeriodReversed.Refuse($"The period ends on {to}, before it begins on {from}.")
            : new Period(first, last);
    }

    private static Result<DateOnly> Day(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Problems.FieldMissing.Refuse($"{field} is missing; it is a day such as 2023-10-01.", ("field", field));
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : Problems.FieldInvalid.Refuse($"{field} is not a day such as 2023-10-01: {InputText.Clean(text)}.", ("field", field));
    }
}
