using CityOps.App.Features.Statistics;

namespace CityOps.App.Features.Bulletins;

/// <summary>A month as it is frozen: every metric in total and by organisation, town and category, with the names of
/// that day.</summary>
/// <param name="Month">yyyy-MM.</param>
public sealed record MonthFigures(string Month, IReadOnlyList<FrozenFigure> Figures)
{
    internal static readonly Dimension[] Dimensions = [Dimension.Organisation, Dimension.Town, Dimension.Category];

    /// <summary>What differs from an earlier freezing of the same month; empty when only names do.</summary>
    public IReadOnlyList<FigureChange> ChangesSince(MonthFigures earlier)
    {
        var before = earlier.Figures.ToDictionary(figure => figure.Metric);
        var after = Figures.ToDictionary(figure => figure.Metric);
        return
        [
            .. before
                .Keys.Union(after.Keys)
                .Order(StringComparer.Ordinal)
                .SelectMany(metric =>
                    Changes(metric, before.GetValueOrDefault(metric), after.GetValueOrDefault(metric))
                ),
        ];
    }

    private static IEnumerable<FigureChange> Changes(string metric, FrozenFigure? before, FrozenFigure? after)
    {
        var name = (after ?? before)!.Name;
        if (before?.Total != after?.Total)
        {
            yield return new(metric, name, "total", null, null, before?.Total, after?.Total);
        }

        foreach (var dimension in Dimensions)
        {
            var (rowsBefore, rowsAfter) = (Rows(before, dimension), Rows(after, dimension));
            foreach (var key in rowsBefore.Keys.Union(rowsAfter.Keys).Order(StringComparer.Ordinal))
            {
                var (was, isNow) = (rowsBefore.GetValueOrDefault(key), rowsAfter.GetValueOrDefault(key));
                if (was?.Value != isNow?.Value)
                {
                    yield return new(
                        metric,
                        name,
                        dimension.Code,
                        (isNow ?? was)!.Key,
                        (isNow ?? was)!.Name,
                        was?.Value,
                        isNow?.Value
                    );
                }
            }
        }

        if (before?.Facts?.Sha256 != after?.Facts?.Sha256)
        {
            yield return new(metric, name, "facts", null, null, before?.Facts?.Count, after?.Facts?.Count);
        }
    }

    private static Dictionary<string, FigureRow> Rows(FrozenFigure? figure, Dimension dimension) =>
        figure?.By.GetValueOrDefault(dimension.Code)?.ToDictionary(row => row.Key ?? "") ?? [];
}

/// <param name="Metric">The metric's code.</param>
/// <param name="Total">Null for a rate or a mean over nothing.</param>
/// <param name="By">By org, town and category; rows in the order of their keys. None for a median and its like.</param>
/// <param name="Facts">Null for what is made from other metrics.</param>
public sealed record FrozenFigure(
    string Metric,
    string Name,
    string Unit,
    decimal? Total,
    IReadOnlyDictionary<string, IReadOnlyList<FigureRow>> By,
    FrozenFacts? Facts
);

/// <summary>The records that were counted.</summary>
/// <param name="Sha256">Hex, over a line for each day: the day, how many, and the hash of their ids
/// (sql/queries/statistics/day_facts.sql).</param>
public sealed record FrozenFacts(long Count, string Sha256);

/// <summary>A difference between two revisions of a month.</summary>
/// <param name="By">total, org, town, category; or facts, where other records were counted (before and after are their
/// numbers).</param>
/// <param name="Before">Null where there was none.</param>
/// <param name="After">Null where there is none any more.</param>
public sealed record FigureChange(
    string Metric,
    string Name,
    string By,
    string? Key,
    string? KeyName,
    decimal? Before,
    decimal? After
);
