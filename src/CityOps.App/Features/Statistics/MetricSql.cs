using CityOps.App.Database;

namespace CityOps.App.Features.Statistics;

/// <summary>The statements of sql/queries/statistics, which are written over any metric's facts.</summary>
internal static class MetricSql
{
    private static readonly Dictionary<string, string> Filters = new()
    {
        ["origin"] = " and (f.origin = @origin or (@origin = '-' and f.origin is null))",
        ["officer"] = $" and (f.officer = @officer or (@officer = '{Guid.Empty}' and f.officer is null))",
        ["section"] = " and (f.section = @section or (@section = '-' and f.section is null))",
        ["facility"] = $" and (f.facility = @facility or (@facility = '{Guid.Empty}' and f.facility is null))",
    };

    /// <param name="dimension">Null for the total alone.</param>
    /// <param name="filter">For the columns that not every metric has; the others are parameters of every
    /// statement.</param>
    public static string Text(string statement, Metric metric, Dimension? dimension = null, FigureFilter? filter = null)
    {
        // The header names the placeholders, so it is cut off before they are filled.
        var body = Sql.Text($"queries/statistics/{statement}")
            .Split('\n')
            .SkipWhile(line => line.StartsWith("--", StringComparison.Ordinal));
        return string.Join('\n', body)
            .Replace("{key}", dimension?.Key ?? "'total'", StringComparison.Ordinal)
            .Replace("{join}", dimension?.Join ?? "", StringComparison.Ordinal)
            .Replace(
                "{filter}",
                string.Concat((filter ?? FigureFilter.None).Columns.Select(column => Filters[column])),
                StringComparison.Ordinal
            )
            .Replace("{facts}", metric.Facts + "\n", StringComparison.Ordinal);
    }
}
