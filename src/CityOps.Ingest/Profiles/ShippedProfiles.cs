using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace CityOps.Ingest.Profiles;

/// <summary>A profile that comes with the program.</summary>
/// <param name="Code">Its name in the API.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Source">Where the format is described.</param>
/// <param name="Definition">JSON of a <see cref="PayloadProfile"/>.</param>
public sealed record ShippedProfile(string Code, string Name, string Source, string Definition);

/// <summary>
/// The profiles of <c>Profiles/Shipped</c>, a file each. One that a city has changed under the same code stands before
/// it; deleted there, it is what it was.
/// </summary>
public static class ShippedProfiles
{
    private const string Prefix = "profiles/";
    private static readonly FrozenDictionary<string, ShippedProfile> ByCode = Read().ToFrozenDictionary(p => p.Code);

    /// <summary>All of them, by code.</summary>
    public static IReadOnlyList<ShippedProfile> All { get; } =
    [.. ByCode.Values.OrderBy(p => p.Code, StringComparer.Ordinal)];

    /// <summary>One of them; null where there is none of this code.</summary>
    public static ShippedProfile? Find(string code) => ByCode.GetValueOrDefault(code);

    private static IEnumerable<ShippedProfile> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        )
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var document = JsonDocument.Parse(stream);
            var root = document.RootElement;
            yield return new ShippedProfile(
                Path.GetFileNameWithoutExtension(name[Prefix.Length..]),
                root.GetProperty("name").GetString()!,
                root.GetProperty("source").GetString()!,
                root.GetProperty("profile").GetRawText()
            );
        }
    }
}
