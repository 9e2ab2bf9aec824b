using System.Globalization;

namespace CityOps.App.Features.Statistics.Sentences;

/// <summary>Numbers as a Chinese notice prints them: 约6600, 约3.1万, 1.5万余, 2333.63.</summary>
public static class NoticeNumber
{
    private const decimal TenThousand = 10_000;

    /// <param name="decimals">Places after the point where it is exact.</param>
    public static string Of(decimal? value, PrintAs print, decimal roundTo, int decimals)
    {
        if (value is not { } number)
        {
            return "—";
        }

        var rounded =
            (
                print == PrintAs.About
                    ? Math.Round(number / roundTo, MidpointRounding.AwayFromZero)
                    : Math.Floor(number / roundTo)
            ) * roundTo;
        if (print == PrintAs.Exact || rounded == 0)
        {
            // 约0 of 258 would be no figure at all
            return Plain(Math.Round(number, decimals, MidpointRounding.AwayFromZero));
        }

        var text =
            rounded >= TenThousand && rounded % (TenThousand / 100) == 0
                ? Plain(rounded / TenThousand) + "万"
                : Plain(rounded);
        // Nothing is rounded away: the number is that exactly, and "more than" would be wrong.
        return rounded == number && print == PrintAs.Over ? text
            : print == PrintAs.About ? "约" + text
            : text + "余";
    }

    private static string Plain(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);
}
