using System.Buffers;
using System.Text.RegularExpressions;

namespace CityOps.App.Features.Bulletins.Tables.Foreign;

/// <summary>What a workbook's number format does to a number, as far as a reader of sums must know.</summary>
/// <param name="Decimals">Places shown; null shows what there is.</param>
public sealed partial record NumberFormat(int? Decimals, bool IsPercent, bool IsDate)
{
    private static readonly SearchValues<char> DateLetters = SearchValues.Create("yYmMdDhHsS");

    public static NumberFormat General { get; } = new(null, false, false);

    /// <summary>A format that every workbook has without saying so (ECMA-376 part 1, 18.8.30).</summary>
    public static NumberFormat BuiltIn(uint id) =>
        id switch
        {
            1 or 3 or 37 or 38 => new(0, false, false),
            2 or 4 or 39 or 40 or 43 or 44 => new(2, false, false),
            9 => new(0, true, false),
            10 => new(2, true, false),
            (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58) => new(0, false, true),
            _ => General,
        };

    /// <summary>A format of the workbook's own, e.g. <c>#,##0.00_);[Red](#,##0.00)</c>.</summary>
    public static NumberFormat Parse(string code)
    {
        var positive = Decoration().Replace(code, "").Split(';')[0];
        if (
            positive.Contains("general", StringComparison.OrdinalIgnoreCase)
            || positive.Contains("G/", StringComparison.Ordinal)
        )
        {
            return General;
        }

        if (positive.AsSpan().ContainsAny(DateLetters))
        {
            return new NumberFormat(0, false, true);
        }

        var places = Places().Match(positive);
        var hasDigits = positive.AsSpan().ContainsAny('0', '#', '?');
        return new NumberFormat(
            hasDigits ? places.Groups[1].Length : null,
            positive.Contains('%', StringComparison.Ordinal),
            false
        );
    }

    // Quoted text, escaped characters, colours and conditions, padding and filling.
    [GeneratedRegex("""("[^"]*"|\\.|\[[^\]]*\]|_.|\*.)""")]
    private static partial Regex Decoration();

    [GeneratedRegex(@"\.([0#?]+)")]
    private static partial Regex Places();
}
