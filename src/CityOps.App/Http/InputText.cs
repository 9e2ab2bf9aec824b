using System.Text;

namespace CityOps.App.Http;

/// <summary>What people typed, made fit to store and to compare.</summary>
public static class InputText
{
    /// <summary>
    /// Trimmed, in Unicode's composed form, without noncharacters and control characters other than line breaks and
    /// tabs (PostgreSQL takes no U+0000); null when nothing is left.
    /// </summary>
    public static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // lone surrogates come out as U+FFFD
        {
            if ((!Rune.IsControl(rune) || rune.Value is '\n' or '\t') && !IsNoncharacter(rune.Value))
            {
                kept.Append(rune);
            }
        }

        var clean = kept.ToString().Normalize().Trim();
        return clean.Length == 0 ? null : clean;
    }

    /// <summary>
    /// The text in half-width letters and digits, as it is compared with what we know (NFKC). What is no text becomes
    /// U+FFFD, where <see cref="string.Normalize(NormalizationForm)" /> would throw.
    /// </summary>
    public static string HalfWidth(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(IsNoncharacter(rune.Value) ? Rune.ReplacementChar : rune);
        }

        return plain.ToString().Normalize(NormalizationForm.FormKC);
    }

    /// <summary>
    /// Whether a code of a thing is fit to be written on a plate, into an address, a file's name and a table's cell:
    /// letters and digits, between them <c>- _ : · + # ( )</c>, and dots, slashes and spaces one at a time. So it is no
    /// path (<c>../</c>), no formula (<c>=</c>), and nothing in it turns the way it is read (U+202E).
    /// </summary>
    public static bool IsCode(string code)
    {
        var isAfterSign = true; // as at the beginning
        foreach (var rune in code.EnumerateRunes())
        {
            var isSign = " -_.:/·+#()（）".Contains(rune.ToString(), StringComparison.Ordinal);
            if ((!isSign && !Rune.IsLetterOrDigit(rune)) || (isAfterSign && (rune.Value is '.' or '/' or ' ')))
            {
                return false;
            }

            isAfterSign = isSign;
        }

        return code.Length > 0 && char.IsLetterOrDigit(code[0]) && code[^1] is not ('.' or '/' or ' ');
    }

    /// <summary>
    /// The values of a parameter that lists them separated by commas; null when nothing is asked for.
    /// </summary>
    public static string[]? List(string? values) =>
        Clean(values)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // U+FDD0 to U+FDEF and the last two of each plane, which are no text (Unicode, 23.7) and which Normalize refuses.
    private static bool IsNoncharacter(int rune) => rune is >= 0xFDD0 and <= 0xFDEF || (rune & 0xFFFE) == 0xFFFE;

    /// <summary>The cleaned text, refused when it is longer than <paramref name="longest"/> characters.</summary>
    public static Refusal? TooLong(string? text, int longest, string field) =>
        text?.Length > longest
            ? Problems.FieldInvalid.Refuse(
                $"{field} has {text.Length} characters; {longest} is the most.",
                ("field", field)
            )
            : null;
}
