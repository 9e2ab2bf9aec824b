using CityOps.App.Database;

namespace CityOps.App.Features.Statistics;

/// <summary>The statements of sql/queries/statistics, which are written over any metric's facts.</summary>
internal static class MetricSql
{
    /// <param name="key">A <see cref="Cut"/>'s expression, where the statement groups by one.</param>
    public static string Text(string statement, Metric metric, string key = "")
    {
        // The header speaks of the places, so it goes before they are filled.
        var body = Sql.Text($"queries/statistics/{statement}").Split('\n').SkipWhile(line => line.StartsWith("--", StringComparison.Ordinal));
        return string.Join('\n', body)
            .Replace("{key}", key, StringComparison.Ordinal)
            .Replace("{facts}", metric.Facts + "\n", StringComparison.Ordinal);
    }
}
