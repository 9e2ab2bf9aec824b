using System.Text.RegularExpressions;

namespace CityOps.App.Features.Maps.BaseMaps;

/// <summary>The address of a layer's tiles as a setting has it, and what it becomes for a browser.</summary>
internal static partial class TileTemplate
{
    /// <summary>The names that a server's capabilities give to the same numbers (OGC 07-057r7, 11.3).</summary>
    private static readonly Dictionary<string, string> OfWmts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["{TileMatrix}"] = "{z}",
        ["{TileCol}"] = "{x}",
        ["{TileRow}"] = "{y}",
    };

    private static readonly string[] OfTile = ["{z}", "{x}", "{y}", "{-y}"];

    /// <summary>What is wrong with it, as the end of a sentence that begins with the layer; null when nothing
    /// is.</summary>
    public static string? Fault(string template, BaseMapSetting map, BaseMapOptions options)
    {
        var plain = Plain(template, map);
        foreach (var name in Names().Matches(plain).Select(match => match.Value))
        {
            if (name.StartsWith("{key:", StringComparison.Ordinal))
            {
                if (!options.Keys.ContainsKey(name[5..^1]))
                {
                    return $"takes {name}, and there is no Maps:Keys:{name[5..^1]}";
                }
            }
            else if (name == "{s}")
            {
                if (map.Subdomains.Length == 0)
                {
                    return "has {s}, and Subdomains is empty";
                }
            }
            else if (!OfTile.Contains(name))
            {
                return $"has {name}, which stands for nothing";
            }
        }

        if (
            !plain.Contains("{z}", StringComparison.Ordinal)
            || !plain.Contains("{x}", StringComparison.Ordinal)
            || !(plain.Contains("{y}", StringComparison.Ordinal) || IsFromSouth(plain))
        )
        {
            return "lacks {z}, {x} or {y}";
        }

        return Expand(template, map, options).All(IsAddress)
            ? null
            : "is not an address of http or https whose host is fixed but for {s}";
    }

    /// <summary>With subdomains and keys in their places: one address for each subdomain.</summary>
    public static IReadOnlyList<string> Expand(string template, BaseMapSetting map, BaseMapOptions options)
    {
        var filled = Keys()
            .Replace(Plain(template, map), match =>
                Uri.EscapeDataString(options.Keys.GetValueOrDefault(match.Groups[1].Value, "").Trim())
            );
        return filled.Contains("{s}", StringComparison.Ordinal)
            ? [.. map.Subdomains.Select(sub => filled.Replace("{s}", sub.Trim(), StringComparison.Ordinal))]
            : [filled];
    }

    /// <summary>Whether rows are counted from the south, as TMS does.</summary>
    public static bool IsFromSouth(string template) => template.Contains("{-y}", StringComparison.Ordinal);

    /// <summary>Scheme, host and, where it is not the usual one, port.</summary>
    public static string Origin(string address) => new Uri(address).GetLeftPart(UriPartial.Authority);

    private static string Plain(string template, BaseMapSetting map) =>
        map.Kind == BaseMap.Wmts
            ? Names().Replace(template.Trim(), match => OfWmts.GetValueOrDefault(match.Value, match.Value))
            : template.Trim();

    // A user's name has no place in the header that names the host; a brace in the host is no subdomain.
    private static bool IsAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length == 0
        && Host().IsMatch(uri.Authority);

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Names();

    [GeneratedRegex(@"\{key:([^{}]*)\}")]
    private static partial Regex Keys();

    [GeneratedRegex(@"^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?$")]
    private static partial Regex Host();
}
