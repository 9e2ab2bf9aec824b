using System.Text.RegularExpressions;
using CityOps.App.Http;

namespace CityOps.App.Features.Facilities.Types;

/// <summary>A regular expression that facilities' codes match as a whole. It is matched without going back, so that no
/// pattern of an administrator and no code of a list can take long.</summary>
internal static class CodePattern
{
    private const int Longest = 200;

    public static Refusal? Check(string? pattern)
    {
        if (InputText.TooLong(pattern, Longest, "codePattern") is { } tooLong)
        {
            return tooLong;
        }

        try
        {
            _ = pattern is null ? null : Of(pattern);
            return null;
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            return Problems.FieldInvalid.Refuse(
                $"codePattern is no regular expression of ours (no references back, no looking around): {problem.Message}",
                ("field", "codePattern")
            );
        }
    }

    public static Regex Of(string pattern) =>
        new($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
