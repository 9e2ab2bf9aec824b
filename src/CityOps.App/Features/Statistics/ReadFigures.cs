using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>What is asked for, as people and programs put it.</summary>
/// <param name="Metric">Several by commas; null for all.</param>
/// <param name="Compare">With the period before (环比) and the same period a year earlier (同比).</param>
/// <param name="Top">Only so many rows, the largest first; null for all.</param>
public sealed record FigureQuestion(
    string? From,
    string? To,
    string? Metric,
    string? By,
    bool Compare = false,
    int? Top = null
);

/// <summary>Figures over a period, all from one snapshot.</summary>
public static class ReadFigures
{
    private sealed record Checked(Period Period, IReadOnlyList<Metric> Metrics, Dimension? Dimension);

    public static async Task<Result<IReadOnlyList<Figure>>> RunAsync(
        NpgsqlDataSource database,
        FigureQuestion question,
        FigureFilter filter,
        DateOnly today,
        CancellationToken ct
    )
    {
        await using var snapshot = await FigureSnapshot.OpenAsync(database, ct);
        var (asked, refusal) = Check(await snapshot.MetricsAsync(ct), question, filter, today);
        if (asked is null)
        {
            return refusal!;
        }

        var figures = new List<Figure>();
        foreach (var metric in asked.Metrics)
        {
            var figure = await snapshot.FigureAsync(metric, asked.Period, asked.Dimension, filter, ct);
            if (question.Compare)
            {
                figure = Compare(
                    figure,
                    asked.Dimension,
                    await snapshot.FigureAsync(metric, asked.Period.Previous, asked.Dimension, filter, ct),
                    await snapshot.FigureAsync(metric, asked.Period.LastYear, asked.Dimension, filter, ct)
                );
            }

            figures.Add(
                question.Top is { } top
                    ? figure with
                    {
                        Rows = [.. figure.Rows.OrderByDescending(row => row.Value).Take(top)],
                    }
                    : figure
            );
        }

        return figures;
    }

    /// <summary>Several metrics by commas, each known, and the filter's columns among those of all of them.</summary>
    internal static Result<IReadOnlyList<Metric>> FindMetrics(
        Metrics metrics,
        string? codes,
        Dimension? dimension,
        FigureFilter filter
    )
    {
        bool Suits(Metric metric) =>
            (dimension is null || dimension.Suits(metric, metrics) is null) && Lacking(metrics, metric, filter) is null;
        if (codes is null)
        {
            return metrics.All.Where(metric => !metric.IsLive && Suits(metric)).ToList(); // those are asked for by name
        }

        var found = new List<Metric>();
        foreach (
            var code in codes
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .DefaultIfEmpty("")
        )
        {
            var (metric, unknown) = metrics.Find(code);
            if ((unknown ?? dimension?.Suits(metric!, metrics) ?? Lacking(metrics, metric!, filter)) is { } refusal)
            {
                return refusal;
            }

            found.Add(metric!);
        }

        return found;
    }

    private static Result<Checked> Check(Metrics metrics, FigureQuestion question, FigureFilter filter, DateOnly today)
    {
        var (period, badPeriod) = Period.Read(question.From, question.To, today);
        if (period is null)
        {
            return badPeriod!;
        }

        var (dimension, unknown) = question.By is { } by ? Dimension.Find(by) : Dimension.Day;
        if (dimension is null)
        {
            return unknown!;
        }

        if (question.Top is < 1)
        {
            return Problems.FieldInvalid.Refuse("top is the number of rows wanted, from 1.", ("field", "top"));
        }

        dimension = question.By is null ? null : dimension;
        var (found, refusal) = FindMetrics(metrics, question.Metric, dimension, filter);
        return found is null ? refusal! : new Checked(period, found, dimension);
    }

    private static Refusal? Lacking(Metrics metrics, Metric metric, FigureFilter filter) =>
        filter.Columns.FirstOrDefault(column =>
            metric.Parts.DefaultIfEmpty(metric.Code).Any(part => !metrics[part].Columns.Contains(column))
        )
            is { } lacking
            ? Problems.DimensionUnknown.Refuse(
                $"{metric.Code} cannot be narrowed by {(lacking == "origin" ? "source" : lacking)}: "
                    + "its records do not have it."
            )
            : null;

    private static Figure Compare(Figure now, Dimension? dimension, Figure before, Figure lastYear)
    {
        now = now with
        {
            Previous = Comparison.Of(now.Total, new(before.From, before.To), before.Total),
            LastYear = Comparison.Of(now.Total, new(lastYear.From, lastYear.To), lastYear.Total),
        };
        if (dimension is null or { IsTime: true })
        {
            // days, weeks and months of another period are other ones; their rows are not set against each other
            return now;
        }

        // A row that is gone has fallen to nothing: it is shown, and the rows' earlier values add up to the earlier
        // total.
        decimal? nothing = now.MadeFrom is null ? 0 : null;
        var gone = before
            .Rows.Concat(lastYear.Rows)
            .DistinctBy(row => row.Key)
            .ExceptBy(now.Rows.Select(row => row.Key), row => row.Key);
        Comparison Of(FigureRow row, Figure then) =>
            Comparison.Of(
                row.Value,
                new(then.From, then.To),
                then.Rows.FirstOrDefault(other => other.Key == row.Key) is { } was ? was.Value : nothing
            );
        return now with
        {
            Rows =
            [
                .. now
                    .Rows.Concat(gone.Select(row => new FigureRow(row.Key, row.Name, nothing)))
                    .Select(row => row with { Previous = Of(row, before), LastYear = Of(row, lastYear) }),
            ],
        };
    }
}
