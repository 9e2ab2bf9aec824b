using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace CityOps.App.Features.Organisations;

/// <summary>What an organisation's code may be: it stands in addresses and in files of tables.</summary>
public static partial class OrganisationCodes
{
    public const string Rule = "it has up to 40 letters, digits and hyphens and begins with a letter or digit.";

    public static bool IsFit([NotNullWhen(true)] string? code) => code is not null && Pattern().IsMatch(code);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,39}\z")]
    private static partial Regex Pattern();
}
