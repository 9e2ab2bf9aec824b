using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Http;

namespace CityOps.App.Features.Bulletins;

/// <summary>A calendar month of the city.</summary>
/// <param name="FirstDay">Its first day.</param>
public readonly record struct Month(DateOnly FirstDay)
{
    /// <summary>The month under way.</summary>
    public static Month Current(DateTimeOffset now) => Of(CityTime.Day(now));

    public static Month Of(DateOnly day) => new(new DateOnly(day.Year, day.Month, 1));

    public bool IsOver(DateTimeOffset now) => FirstDay < Current(now).FirstDay;

    /// <summary>Reads yyyy-MM.</summary>
    public static Result<Month> Read(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new Month(day)
            : Problems.FieldInvalid.Refuse(
                $"A month is written as 2023-12, not {InputText.Clean(text)}.",
                ("field", "month")
            );

    /// <summary>yyyy-MM.</summary>
    public override string ToString() => FirstDay.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
