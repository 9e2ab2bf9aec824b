using SkiaSharp;

namespace CityOps.App.Features.Bulletins.Printing.Charts;

/// <summary>A font of this machine that has Chinese characters.</summary>
public static class ChartFont
{
    private static readonly string[] Preferred =
    [
        "Noto Sans CJK SC",
        "Source Han Sans SC",
        "WenQuanYi Micro Hei",
        "WenQuanYi Zen Hei",
        "Microsoft YaHei",
        "SimHei",
    ];

    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>Null where no font has them: then a chart would be a row of empty boxes, and is left out.</summary>
    public static string? Family => Found.Value;

    private static string? Find()
    {
        var families = SKFontManager.Default.FontFamilies.ToList();
        return Preferred.FirstOrDefault(families.Contains)
            ?? families.Order(StringComparer.Ordinal).FirstOrDefault(HasChinese);
    }

    private static bool HasChinese(string family)
    {
        using var typeface = SKFontManager.Default.MatchFamily(family);
        return typeface?.ContainsGlyph('镇') == true;
    }
}
