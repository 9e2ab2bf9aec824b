using System.Collections.Concurrent;

namespace CityOps.App.Database;

/// <summary>The SQL files of sql/, embedded in the executable.</summary>
public static class Sql
{
    private static readonly ConcurrentDictionary<string, string> Cache = new();

    /// <summary>The text of sql/<paramref name="path"/>.sql, e.g. "queries/maps/cases".</summary>
    public static string Text(string path) => Cache.GetOrAdd(path, static p => Read($"sql/{p}.sql"));

    /// <summary>The names under sql/<paramref name="folder"/>/, without folder and ending, in order.</summary>
    public static IReadOnlyList<string> Names(string folder)
    {
        var prefix = $"sql/{folder}/";
        return
        [
            .. typeof(Sql)
                .Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(name => name[prefix.Length..^".sql".Length])
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string Read(string resource)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"There is no embedded SQL file {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
