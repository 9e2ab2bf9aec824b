using System.Globalization;
using System.Text.RegularExpressions;
using CityOps.App.Http;

namespace CityOps.App.Features.Bulletins.Tables;

/// <summary>Numbers between their value and how Chinese bulletins print them.</summary>
public static partial class Printed
{
    /// <summary>Half up, as in every statistics office: 93.725 prints 93.73, −0.5 prints −1.</summary>
    public static decimal Round(decimal value, int decimals) =>
        Math.Round(value, decimals, MidpointRounding.AwayFromZero);

    /// <summary>With exactly <paramref name="decimals"/> places, no thousands separators.</summary>
    public static string Number(decimal value, int decimals) =>
        Round(value, decimals)
            .ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>0.005 for two places.</summary>
    public static decimal HalfUnit(int decimals)
    {
        var unit = 0.5m;
        for (var i = 0; i < decimals; i++)
        {
            unit /= 10;
        }

        return unit;
    }

    /// <summary>Whether a cell says that there is no number: blank, a dash, a stroke.</summary>
    public static bool IsNothing(string text) =>
        Bare(text) is "" or "-" or "--" or "—" or "——" or "–" or "−" or "/" or "\\" or "无" or "…";

    /// <summary>
    /// Reads a number as people type it: full-width digits, thousands separators, spaces inside, a sign or an arrow in
    /// front (↓ is minus), a percent sign, 万 or 亿, or a unit behind (12120件, 1.5万㎡).
    /// </summary>
    /// <returns>Null when the text is no number.</returns>
    public static ParsedNumber? Parse(string text)
    {
        var match = NumberPattern().Match(Bare(text));
        if (!match.Success)
        {
            return null;
        }

        var digits = match.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal);
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : digits.Length - point - 1;
        var isNegative = match.Groups["sign"].Value is "-" or "−" or "–" or "↓" or "▼";
        var (scale, zeros) = match.Groups["scale"].Value switch
        {
            "万" => (10_000m, 4),
            "亿" => (100_000_000m, 8),
            _ => (1m, 0),
        };
        return new ParsedNumber(
            (isNegative ? -value : value) * scale,
            Math.Max(0, decimals - zeros),
            match.Groups["percent"].Success
        )
        {
            Slack = decimals > 0 || zeros > 0 ? HalfUnit(decimals) * scale : 0,
        };
    }

    /// <summary>Half-width forms, without any white space.</summary>
    public static string Bare(string text) => WhiteSpace().Replace(InputText.HalfWidth(text), "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(
        @"^(?<sign>[-+−–↑↓▲▼])?(?<number>\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?)(?<percent>%)?(?<scale>[万亿])?(个?百分点|人次|辆次|座次|平方米|平方公里|立方米|公里|千米|公斤|千克|[kcm]?m[23]?|kg|t|[件宗个次份处条盏座名人辆起项吨米元分户张块根株棵台套段])?$"
    )]
    private static partial Regex NumberPattern();
}

/// <summary>A number read from text.</summary>
/// <param name="Decimals">Places after the point as written.</param>
public readonly record struct ParsedNumber(decimal Value, int Decimals, bool IsPercent)
{
    /// <summary>Half a unit of the last place that is written; whole numbers are exact, but not whole 万.</summary>
    public decimal Slack { get; init; }
}
