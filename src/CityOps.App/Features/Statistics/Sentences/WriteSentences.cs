using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Statistics.Sentences;

/// <summary>The sentences of a set with their numbers, all from one snapshot.</summary>
public static class WriteSentences
{
    /// <param name="period">Instead of each line's own; null for those.</param>
    public static async Task<Result<IReadOnlyList<WrittenSentence>>> RunAsync(
        NpgsqlDataSource database,
        SentenceSet set,
        Period? period,
        FigureFilter caller,
        DateOnly today,
        CancellationToken ct
    )
    {
        await using var snapshot = await FigureSnapshot.OpenAsync(database, ct);
        var metrics = await snapshot.MetricsAsync(ct);
        var numbers = new Dictionary<string, (Metric Metric, decimal? Value, string Text)>();
        foreach (var line in set.Lines)
        {
            var (metric, unknown) = metrics.Find(line.Metric);
            if (metric is null)
            {
                return unknown!;
            }

            var filter = new FigureFilter(line.Org ?? caller.Organisation, line.Town ?? caller.Town, line.Category);
            var of = period ?? new Period(line.From, line.To ?? (today < line.From ? line.From : today));
            // The figures of others stay theirs, whoever wrote the line.
            var isOutside =
                (caller.Organisation ?? filter.Organisation) != filter.Organisation
                || (caller.Town ?? filter.Town) != filter.Town;
            var value = isOutside ? null : (await snapshot.FigureAsync(metric, of, null, filter, ct)).Total;
            numbers[line.Code] = (metric, value, NoticeNumber.Of(value, line.Print, line.RoundTo, metric.Rounding));
        }

        return set
            .Lines.Select(line => new WrittenSentence(
                line.Code,
                numbers[line.Code].Value,
                line.Unit ?? numbers[line.Code].Metric.Unit,
                line.Write(place => numbers[place].Text, period)
            ))
            .ToList();
    }
}
