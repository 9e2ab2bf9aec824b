using CityOps.App.Features.Statistics;

namespace CityOps.App.Features.Bulletins;

/// <summary>A month as it is frozen: every metric in total and by organisation, town and category, with the names of that day.</summary>
/// <param name="Month">yyyy-MM.</param>
public sealed record MonthFigures(string Month, IReadOnlyList<FrozenFigure> Figures)
{
    private static readonly Cut[] Cuts = [Cut.Organisation, Cut.Town, Cut.Category];

    public static async Task<MonthFigures> ReadAsync(FigureSnapshot snapshot, Month month, CancellationToken ct)
    {
        var period = Period.OfMonth(month.FirstDay);
        var figures = new List<FrozenFigure>();
        foreach (var metric in Metrics.All)
        {
            var total = await snapshot.FigureAsync(metric, period, null, FigureFilter.None, ct);
            var cuts = new SortedDictionary<string, IReadOnlyList<FigureRow>>(StringComparer.Ordinal);
            foreach (var cut in Cuts)
            {
                var rows = (await snapshot.FigureAsync(metric, period, cut, FigureFilter.None, ct)).Rows;
                cuts[cut.Code] = [.. rows.OrderBy(row => row.Key, StringComparer.Ordinal)];
            }

            // What is issued is beyond doubt: rolled-up days and records are counted once against each other.
            var (_, recount) = await snapshot.EvidenceSumAsync(metric, period, FigureFilter.None, ct);
            if (recount != total.Total || cuts.Values.Any(rows => rows.Sum(row => row.Value) != recount))
            {
                throw new InvalidOperationException(
                    $"{month} cannot be closed: {metric.Code} is {total.Total} by rolled-up days and {recount} by its records.");
            }

            var (count, sha256) = await snapshot.FactsHashAsync(metric, period, ct);
            figures.Add(new(metric.Code, metric.Name, metric.Unit, total.Total, cuts, new(count, sha256)));
        }

        return new(month.ToString(), figures);
    }

    /// <summary>What differs from an earlier freezing of the same month; empty when only names do.</summary>
    public IReadOnlyList<FigureChange> ChangesSince(MonthFigures earlier)
    {
        var before = earlier.Figures.ToDictionary(figure => figure.Metric);
        var after = Figures.ToDictionary(figure => figure.Metric);
        return [.. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .SelectMany(metric => Changes(metric, before.GetValueOrDefault(metric), after.GetValueOrDefault(metric)))];
    }

    private static IEnumerable<FigureChange> Changes(string metric, FrozenFigure? before, FrozenFigure? after)
    {
        var name = (after ?? before)!.Name;
        if (before?.Total != after?.Total)
        {
            yield return new(metric, name, "total", null, null, before?.Total, after?.Total);
        }

        foreach (var cut in Cuts)
        {
            var (rowsBefore, rowsAfter) = (Rows(before, cut), Rows(after, cut));
            foreach (var key in rowsBefore.Keys.Union(rowsAfter.Keys).Order(StringComparer.Ordinal))
            {
                var (was, isNow) = (rowsBefore.GetValueOrDefault(key), rowsAfter.GetValueOrDefault(key));
                if (was?.Value != isNow?.Value)
                {
                    yield return new(metric, name, cut.Code, (isNow ?? was)!.Key, (isNow ?? was)!.Name, was?.Value, isNow?.Value);
                }
            }
        }

        if (before?.Facts.Sha256 != after?.Facts.Sha256)
        {
            yield return new(metric, name, "facts", null, null, before?.Facts.Count, after?.Facts.Count);
        }
    }

    private static Dictionary<string, FigureRow> Rows(FrozenFigure? figure, Cut cut) =>
        figure?.By.GetValueOrDefault(cut.Code)?.ToDictionary(row => row.Key ?? "") ?? [];
}

/// <param name="Metric">The metric's code.</param>
/// <param name="By">By org, town and category; rows in the order of their keys.</param>
public sealed record FrozenFigure(
    string Metric, string Name, string Unit, decimal Total, IReadOnlyDictionary<string, IReadOnlyList<FigureRow>> By, FrozenFacts Facts);

/// <summary>The records that were counted.</summary>
/// <param name="Sha256">Hex, over their ids (sql/queries/statistics/facts_hash.sql).</param>
public sealed record FrozenFacts(long Count, string Sha256);

/// <summary>A difference between two revisions of a month.</summary>
/// <param name="By">total, org, town, category; or facts, where other records were counted (before and after are their numbers).</param>
/// <param name="Before">Null where there was none.</param>
/// <param name="After">Null where there is none any more.</param>
public sealed record FigureChange(string Metric, string Name, string By, string? Key, string? KeyName, decimal? Before, decimal? After);
