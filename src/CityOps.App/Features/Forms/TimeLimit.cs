using System.Globalization;
using System.Text.RegularExpressions;
using CityOps.App.Http;

namespace CityOps.App.Features.Forms;

/// <summary>The four clocks that a limit can run on (the first three are those of GB/T 30428.8).</summary>
public static class LimitUnits
{
    /// <summary>紧急工作时: an hour that runs day and night, holidays too.</summary>
    public const string UrgentHour = "urgent_hour";

    /// <summary>工作时: an hour of the working calendar.</summary>
    public const string WorkingHour = "working_hour";

    /// <summary>工作日: a day of the working calendar.</summary>
    public const string WorkingDay = "working_day";

    /// <summary>自然日: 24 hours.</summary>
    public const string NaturalDay = "natural_day";

    public static IReadOnlyList<string> All { get; } = [UrgentHour, WorkingHour, WorkingDay, NaturalDay];
}

/// <summary>How long putting a matter right may take.</summary>
/// <param name="Amount">How many of <paramref name="Unit"/>; more than 0.</param>
/// <param name="Unit">One of <see cref="LimitUnits"/>.</param>
public readonly partial record struct TimeLimit(decimal Amount, string Unit)
{
    // A year of any of the clocks; with its two extensions it stays within what the calendar is looked through for.
    private const decimal GreatestDays = 366;
    private const decimal GreatestWorkingHours = GreatestDays * 8;
    private const decimal GreatestHours = GreatestDays * 24;

    /// <summary>
    /// Reads a limit as bureaus write it: 2紧急工作时, 4小时, 1天, 5个工作日, 7个自然日内. A plain hour (小时) and a plain day (天, 日)
    /// are working ones, as in the lists that set them against 紧急工作时. An urgent day (紧急工作日) is 24 urgent hours.
    /// </summary>
    /// <returns>Null for anything else, and for what is longer than a year; nothing is guessed.</returns>
    public static TimeLimit? Parse(string text)
    {
        var written = Written().Match(InputText.HalfWidth(text).Replace(" ", "", StringComparison.Ordinal));
        if (
            !written.Success
            || !decimal.TryParse(
                written.Groups["amount"].Value,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var amount
            )
            || amount <= 0
            || amount > GreatestHours
            || decimal.Round(amount, 2) != amount
        )
        {
            return null;
        }

        TimeLimit? limit = written.Groups["unit"].Value switch
        {
            "紧急工作时" or "紧急工作小时" or "紧急小时" => new(amount, LimitUnits.UrgentHour),
            "紧急工作日" => new(amount * 24, LimitUnits.UrgentHour),
            "工作时" or "工作小时" or "小时" or "时" => new(amount, LimitUnits.WorkingHour),
            "工作日" or "工作天" or "天" or "日" => new(amount, LimitUnits.WorkingDay),
            "自然日" or "自然天" => new(amount, LimitUnits.NaturalDay),
            _ => null,
        };
        return limit is { } read && read.Amount <= Greatest(read.Unit) ? read : null;
    }

    private static decimal Greatest(string unit) =>
        unit switch
        {
            LimitUnits.UrgentHour => GreatestHours,
            LimitUnits.WorkingHour => GreatestWorkingHours,
            _ => GreatestDays,
        };

    /// <summary>As <see cref="Parse"/> reads it: 2紧急工作时.</summary>
    public override string ToString() =>
        Amount.ToString("0.##", CultureInfo.InvariantCulture)
        + Unit switch
        {
            LimitUnits.UrgentHour => "紧急工作时",
            LimitUnits.WorkingHour => "工作时",
            LimitUnits.WorkingDay => "工作日",
            LimitUnits.NaturalDay => "自然日",
            _ => throw new InvalidOperationException($"There is no unit {Unit}."),
        };

    [GeneratedRegex(@"^(?<amount>\d+(\.\d+)?)个?(?<unit>\p{L}+?)(以?内)?$")]
    private static partial Regex Written();
}
