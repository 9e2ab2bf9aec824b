using System.Collections.Concurrent;
using System.Reflection;

namespace CityOps.Ingest.Commit;

/// <summary>The files of sql/queries/ingest, embedded in the assembly.</summary>
internal static class Sql
{
    private static readonly ConcurrentDictionary<string, string> Read = new();

    /// <summary>The text of <c>sql/queries/ingest/{name}.sql</c>.</summary>
    public static string File(string name) => Read.GetOrAdd(name, static name =>
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name + ".sql")
                ?? throw new InvalidOperationException($"sql/queries/ingest/{name}.sql is not embedded.");
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        });
}
