using System.Text.RegularExpressions;

namespace CityOps.App.Features.Organisations;

/// <summary>What people call a town: 石岐 for 石岐街道.</summary>
public static partial class TownNames
{
    public static string WithoutKind(string name) => Kind().Replace(name, "");

    [GeneratedRegex("(?<=^..+)(街道办事处|街道|镇|乡)$")]
    private static partial Regex Kind();
}
