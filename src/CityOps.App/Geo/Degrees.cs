using System.Globalization;
using System.Text.RegularExpressions;
using CityOps.App.Http;

namespace CityOps.App.Geo;

/// <summary>A longitude, a latitude or a coordinate in metres as people write it: 113.3824, 113.3824°E, 113°22′56.6″,
/// 113 22 56.6, 东经113度22分56.6秒, full-width digits, a decimal comma, metres with separators.</summary>
public static partial class Degrees
{
    /// <summary>The number; null when it is none without doubt.</summary>
    public static double? Read(string text)
    {
        var plain = InputText.HalfWidth(text).Trim().ToUpperInvariant();
        if (double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return double.IsFinite(number) ? number : null;
        }

        if (Separated().IsMatch(plain))
        {
            return double.Parse(plain.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }

        if (Written().Match(plain) is not { Success: true } match)
        {
            return null;
        }

        var degrees = Part(match, "d");
        var (minutes, seconds) = (Part(match, "m"), Part(match, "s"));
        if (
            minutes >= 60
            || seconds >= 60
            || (match.Groups["m"].Success && degrees % 1 != 0)
            || (match.Groups["s"].Success && minutes % 1 != 0)
        )
        {
            return null;
        }

        var value = degrees + minutes / 60 + seconds / 3600;
        return match.Groups["w"].Success || match.Groups["minus"].Success ? -value : value;
    }

    private static double Part(Match match, string name) =>
        match.Groups[name].Success
            ? double.Parse(match.Groups[name].Value.Replace(',', '.'), CultureInfo.InvariantCulture)
            : 0;

    // 2,491,234.5, or 435,678 where no degree has so many
    [GeneratedRegex(@"^(\d{1,3}(,\d{3}){2,}(\.\d+)?|\d{1,3},\d{3}\.\d+|([2-9]\d\d|1[89]\d),\d{3})$")]
    private static partial Regex Separated();

    [GeneratedRegex(
        """
            ^(东经|北纬|[EN]|(?<w>西经|南纬|[WS]))?\s*(?<minus>-)?\s*(?<d>\d{1,3}([.,]\d+)?)\s*
            ([°º度:\s]\s*((?<m>\d{1,2}([.,]\d+)?)\s*(['′’分:\s]\s*((?<s>\d{1,2}([.,]\d+)?)\s*("|″|”|''|′′|秒)?)?)?)?)?
            \s*([EN]|(?<w>[WS]))?$
            """,
        RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Written();
}
