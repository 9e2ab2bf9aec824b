using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CityOps.App.Database;
using CityOps.App.Features.Statistics;
using Npgsql;

namespace CityOps.App.Features.Bulletins;

/// <summary>The facts of a metric on a day: how many, and the hash (hex) of their ids.</summary>
public sealed record DayFacts(long Count, string Sha256);

/// <summary>A month as it is now.</summary>
/// <param name="Roll">The latest rollup that it saw; a day with a later one has changed since.</param>
/// <param name="Facts">By metric and day (yyyy-MM-dd).</param>
public sealed record FrozenNow(
    MonthFigures Figures,
    long Roll,
    SortedDictionary<string, SortedDictionary<string, DayFacts>> Facts
);

/// <summary>
/// Reads a month to be frozen. The figures come from the rolled-up days; the records of every day that changed since
/// the revision before (all days the first time) are counted once more against them, since what is issued is beyond
/// doubt.
/// </summary>
internal sealed class FreezeMonth(NpgsqlTransaction transaction, Month month)
{
    private sealed record Sum(string Metric, string? Org, string? Town, string? Category, decimal Quantity);

    private static readonly DateOnly Beginning = new(1900, 1, 1);
    private readonly FigureSnapshot _snapshot = FigureSnapshot.Of(transaction);
    private readonly Period _period = Period.OfMonth(month.FirstDay);

    /// <param name="roll">That of the revision before; null for none.</param>
    /// <param name="facts">Those of the revision before.</param>
    /// <param name="before">The figures of the revision before.</param>
    public async Task<FrozenNow> RunAsync(
        long? roll,
        IReadOnlyDictionary<string, SortedDictionary<string, DayFacts>>? facts,
        MonthFigures? before,
        CancellationToken ct
    )
    {
        var metrics = await _snapshot.MetricsAsync(ct);
        var (latest, changed) = await ChangedDaysAsync(roll, ct);
        var all = Days().ToArray();
        var dirty = await _snapshot.DirtyDaysAsync(ct);
        var sums = new Dictionary<string, List<Sum>>();
        await AddSumsAsync(sums, [.. metrics.RolledUp.Where(metric => !metric.IsStock)], _period.From, dirty, ct);
        await AddSumsAsync(sums, [.. metrics.RolledUp.Where(metric => metric.IsStock)], Beginning, dirty, ct);
        var (rolledAll, rolledChanged) = (
            await RolledAsync(metrics, [.. all.Except(dirty)], ct),
            await RolledAsync(metrics, [.. changed.Except(dirty)], ct)
        );
        var counted = await CountedDaysAsync(
            [.. metrics.RolledUp],
            metric => facts?.ContainsKey(metric.Code) == true ? changed : all,
            ct
        );
        var now = new SortedDictionary<string, SortedDictionary<string, DayFacts>>(StringComparer.Ordinal);
        foreach (var metric in metrics.RolledUp)
        {
            var known = facts?.GetValueOrDefault(metric.Code);
            now[metric.Code] = Facts(
                metric,
                known is null ? all : changed,
                known,
                counted.GetValueOrDefault(metric.Code, []),
                (known is null ? rolledAll : rolledChanged).GetValueOrDefault(metric.Code),
                dirty
            );
        }

        var names = new Dictionary<string, Dictionary<string, string>>();
        foreach (var dimension in MonthFigures.Dimensions)
        {
            names[dimension.Code] = await NamesAsync(dimension, ct);
        }

        // Live ones are asked for by name, and no bulletin is made of them.
        var kept = metrics.All.Where(metric => !metric.IsLive).ToList();
        var figures = new Dictionary<string, FrozenFigure>();
        foreach (var metric in kept.OrderBy(metric => metric.Calculation is Calculation.Quotient or Calculation.Median))
        {
            figures[metric.Code] = metric.Calculation switch
            {
                Calculation.Sum => Added(metric, sums.GetValueOrDefault(metric.Code, []), names, now[metric.Code]),
                Calculation.Quotient => Divided(metric, figures[metric.Parts[0]], figures[metric.Parts[1]]),
                // Of the same facts, hash for hash, the median is the same.
                Calculation.Median when Same(figures[metric.Parts[0]], before) && Before(before, metric) is { } known =>
                    known with
                    {
                        Name = metric.Name,
                        Unit = metric.Unit,
                    },
                _ => await CountedAsync(metric, now.GetValueOrDefault(metric.Code), ct),
            };
        }

        return new(new(month.ToString(), [.. kept.Select(metric => figures[metric.Code])]), latest, now);
    }

    private static FrozenFigure? Before(MonthFigures? before, Metric metric) =>
        before?.Figures.FirstOrDefault(figure => figure.Metric == metric.Code);

    private static bool Same(FrozenFigure now, MonthFigures? before) =>
        before?.Figures.FirstOrDefault(figure => figure.Metric == now.Metric)?.Facts is { } facts && facts == now.Facts;

    private IEnumerable<DateOnly> Days()
    {
        for (var day = _period.From; day <= _period.To; day = day.AddDays(1))
        {
            yield return day;
        }
    }

    private async Task<(long Latest, DateOnly[] Days)> ChangedDaysAsync(long? roll, CancellationToken ct)
    {
        await using var command = Command(Sql.Text("queries/bulletins/changed_days"))
            .With("first", _period.From)
            .With("last", _period.To)
            .With("roll", roll ?? -1);
        var (latest, days) = await command.SingleAsync<Changed>(ct);
        return (latest, days);
    }

    private sealed record Changed(long Latest, DateOnly[] Days);

    // From the rolled-up days, and from the records of those that changed since.
    private async Task AddSumsAsync(
        Dictionary<string, List<Sum>> sums,
        Metric[] metrics,
        DateOnly first,
        DateOnly[] dirty,
        CancellationToken ct
    )
    {
        var changed = Array.FindAll(dirty, day => day >= first && day <= _period.To);
        await using (
            var command = Command(Sql.Text("queries/bulletins/month_sums"))
                .With("metrics", metrics.Select(metric => metric.Code).ToArray())
                .With("first", first)
                .With("last", _period.To)
                .With("dirty", changed)
        )
        {
            await AddAsync(command, sums, ct);
        }

        foreach (var metric in changed.Length == 0 ? [] : metrics)
        {
            await using var command = Command(MetricSql.Text("day_sums", metric))
                .With("metric", metric.Code)
                .With("days", changed);
            await AddAsync(command, sums, ct);
        }
    }

    private static async Task AddAsync(NpgsqlCommand command, Dictionary<string, List<Sum>> sums, CancellationToken ct)
    {
        foreach (var sum in await command.ListAsync<Sum>(ct))
        {
            if (!sums.TryGetValue(sum.Metric, out var of))
            {
                sums[sum.Metric] = of = [];
            }

            of.Add(sum);
        }
    }

    private sealed record CountedDay(DateOnly Day, DayFacts Facts, decimal Quantity);

    // The records of the days, by metric, all in one round trip.
    private async Task<Dictionary<string, List<CountedDay>>> CountedDaysAsync(
        IReadOnlyList<Metric> metrics,
        Func<Metric, DateOnly[]> days,
        CancellationToken ct
    )
    {
        var asked = metrics.Where(metric => days(metric).Length > 0).ToList();
        var counted = new Dictionary<string, List<CountedDay>>();
        if (asked.Count == 0)
        {
            return counted;
        }

        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { Timeout = 0 };
        foreach (var metric in asked)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(MetricSql.Text("day_facts", metric)).With("days", days(metric))
            );
        }

        await using var reader = await batch.ExecuteReaderAsync(ct);
        foreach (var metric in asked)
        {
            counted[metric.Code] = await reader.ListAsync<CountedDay>(ct);
            await reader.NextResultAsync(ct);
        }

        return counted;
    }

    /// <exception cref="InvalidOperationException">The rolled-up days contradict the records.</exception>
    private SortedDictionary<string, DayFacts> Facts(
        Metric metric,
        DateOnly[] days,
        SortedDictionary<string, DayFacts>? known,
        List<CountedDay> counted,
        decimal rolled,
        DateOnly[] dirty
    )
    {
        var facts = new SortedDictionary<string, DayFacts>(StringComparer.Ordinal);
        foreach (var (day, of) in known ?? [])
        {
            facts[day] = of;
        }

        foreach (var day in days)
        {
            facts.Remove(Text(day));
        }

        foreach (var day in counted)
        {
            facts[Text(day.Day)] = day.Facts;
        }

        // A dirty day is no rolled-up one to be held against.
        var recount = counted.Where(day => !dirty.Contains(day.Day)).Sum(day => day.Quantity);
        return rolled == recount
            ? facts
            : throw new InvalidOperationException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{month} cannot be closed: {metric.Code} is {rolled} by rolled-up days and {recount} by its records."
                )
            );
    }

    private async Task<Dictionary<string, decimal>> RolledAsync(Metrics metrics, DateOnly[] days, CancellationToken ct)
    {
        if (days.Length == 0)
        {
            return [];
        }

        await using var command = Command(Sql.Text("queries/bulletins/rolled_sums"))
            .With("metrics", metrics.RolledUp.Select(metric => metric.Code).ToArray())
            .With("days", days);
        return (await command.ListAsync<Rolled>(ct)).ToDictionary(row => row.Metric, row => row.Quantity);
    }

    private sealed record Rolled(string Metric, decimal Quantity);

    private static FrozenFigure Added(
        Metric metric,
        List<Sum> sums,
        Dictionary<string, Dictionary<string, string>> names,
        SortedDictionary<string, DayFacts> facts
    )
    {
        IReadOnlyList<FigureRow> By(Dimension dimension, Func<Sum, string?> key) =>
            [
                .. sums.GroupBy(key)
                    .Select(group => new FigureRow(
                        group.Key,
                        group.Key is null
                            ? Dimension.Unnamed
                            : names[dimension.Code].GetValueOrDefault(group.Key, group.Key),
                        Plain(group.Sum(sum => sum.Quantity))
                    ))
                    .OrderBy(row => row.Key, StringComparer.Ordinal),
            ];
        return Frozen(
            metric,
            Plain(sums.Sum(sum => sum.Quantity)),
            new(StringComparer.Ordinal)
            {
                [Dimension.Organisation.Code] = By(Dimension.Organisation, sum => sum.Org),
                [Dimension.Town.Code] = By(Dimension.Town, sum => sum.Town),
                [Dimension.Category.Code] = By(Dimension.Category, sum => sum.Category),
            },
            facts
        );
    }

    private static FrozenFigure Divided(Metric metric, FrozenFigure above, FrozenFigure below)
    {
        decimal? Of(decimal? numerator, decimal? denominator) =>
            denominator is { } value and not 0
                ? Plain(Math.Round((metric.Unit == "%" ? 100 : 1) * (numerator ?? 0) / value, 6))
                : null;
        var by = new SortedDictionary<string, IReadOnlyList<FigureRow>>(StringComparer.Ordinal);
        foreach (var (dimension, rows) in below.By)
        {
            var numerators = above.By[dimension].ToDictionary(row => row.Key ?? "", row => row.Value);
            by[dimension] =
            [
                .. rows.Select(row => row with { Value = Of(numerators.GetValueOrDefault(row.Key ?? ""), row.Value) }),
            ];
        }

        return Frozen(metric, Of(above.Total, below.Total), by, null);
    }

    // A median and its like, which the records are read for, in total.
    private async Task<FrozenFigure> CountedAsync(
        Metric metric,
        SortedDictionary<string, DayFacts>? facts,
        CancellationToken ct
    ) =>
        Frozen(
            metric,
            (await _snapshot.FigureAsync(metric, _period, null, FigureFilter.None, ct)).Total,
            new(StringComparer.Ordinal),
            facts
        );

    private static FrozenFigure Frozen(
        Metric metric,
        decimal? total,
        SortedDictionary<string, IReadOnlyList<FigureRow>> by,
        SortedDictionary<string, DayFacts>? facts
    )
    {
        FrozenFacts? frozen = null;
        if (facts is not null)
        {
            var lines = string.Join(
                '\n',
                facts.Select(day =>
                    string.Create(CultureInfo.InvariantCulture, $"{day.Key} {day.Value.Count} {day.Value.Sha256}")
                )
            );
            frozen = new(
                facts.Values.Sum(day => day.Count),
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)))
            );
        }

        return new(metric.Code, metric.Name, metric.Unit, total, by, frozen);
    }

    private async Task<Dictionary<string, string>> NamesAsync(Dimension dimension, CancellationToken ct)
    {
        await using var command = Command(dimension.Names!);
        return (await command.ListAsync<KeyName>(ct)).ToDictionary(row => row.Code, row => row.Name);
    }

    // Without the zeros that a sum of numbers with places ends in, so that the same value is the same text.
    private static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private NpgsqlCommand Command(string sql)
    {
        return new(sql, transaction.Connection, transaction) { CommandTimeout = 0 };
    }
}
