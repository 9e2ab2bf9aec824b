using System.Reflection;
using CityOps.App.Database;
using CityOps.Ingest;

namespace CityOps.App.Hosting;

/// <summary>
/// Every setting that there is: the properties of the options classes, which are those with a constant Section, and a
/// few that are read where they are used.
/// </summary>
internal static class KnownSettings
{
    /// <summary>Read by their names.</summary>
    public static IReadOnlyList<string> Single { get; } =
    ["Database:ConnectionString", "Http:TrustedProxies", "OTEL_EXPORTER_OTLP_ENDPOINT"];

    public static IEnumerable<Type> Options() =>
        new[] { typeof(CityOpsDb).Assembly, typeof(ReadingOptions).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is { IsLiteral: true })
            .OrderBy(Section, StringComparer.Ordinal)
            .ThenBy(type => type.Name, StringComparer.Ordinal);

    public static string Section(Type options) => (string)options.GetField("Section")!.GetRawConstantValue()!;

    /// <summary>Of settings that are a list of entries: what an entry may say, by the list's key.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Entries() =>
        Options()
            .SelectMany(options =>
                options
                    .GetProperties()
                    .Select(property =>
                        (Key: $"{Section(options)}:{property.Name}", Entry: property.PropertyType.GetElementType())
                    )
            )
            .Where(list => list.Entry is { IsClass: true } entry && entry != typeof(string))
            .ToDictionary(
                list => list.Key,
                IReadOnlySet<string> (list) =>
                    list.Entry!.GetProperties()
                        .Select(property => property.Name)
                        .ToHashSet(StringComparer.OrdinalIgnoreCase),
                StringComparer.OrdinalIgnoreCase
            );

    /// <summary>By key, with the value that holds where nobody says another.</summary>
    public static IEnumerable<(string Key, object? Default)> All() =>
        Single
            .Select(key => (key, (object?)null))
            .Concat(
                Options()
                    .SelectMany(options =>
                    {
                        var defaults = Activator.CreateInstance(options);
                        return options
                            .GetProperties()
                            .Where(property => property.CanWrite)
                            .Select(property => ($"{Section(options)}:{property.Name}", property.GetValue(defaults)));
                    })
            );
}
