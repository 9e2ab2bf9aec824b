using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>What is asked for, checked.</summary>
/// <param name="Metrics">Those asked for; all of them when none was named.</param>
public sealed record FigureQuestion(Period Period, IReadOnlyList<Metric> Metrics, Cut? Cut)
{
    /// <summary>Checks a question as people and programs put it.</summary>
    public static Result<FigureQuestion> Read(string? from, string? to, string? metric, string? by)
    {
        var (period, badPeriod) = Period.Read(from, to);
        if (period is null)
        {
            return badPeriod!;
        }

        Cut? cut = null;
        if (by is not null)
        {
            (cut, var badCut) = Cut.Find(by);
            if (cut is null)
            {
                return badCut!;
            }
        }

        if (metric is null)
        {
            return new FigureQuestion(period, Statistics.Metrics.All, cut);
        }

        var (found, unknown) = Statistics.Metrics.Find(metric);
        return found is null ? unknown! : new FigureQuestion(period, [found], cut);
    }
}

/// <summary>Figures over a period, all from one snapshot.</summary>
public static class ReadFigures
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(
        NpgsqlDataSource database, FigureQuestion question, FigureFilter filter, CancellationToken ct)
    {
        await using var snapshot = await FigureSnapshot.OpenAsync(database, ct);
        var figures = new List<Figure>();
        foreach (var metric in question.Metrics)
        {
            figures.Add(await snapshot.FigureAsync(metric, question.Period, question.Cut, filter, ct));
        }

        return figures;
    }
}
