using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>
/// One instant of the database in which figures are read, so that all of them and the records behind them agree. A sum
/// is that of the rolled-up days plus the facts of the days that changed since (docs/decisions/0002).
/// </summary>
public sealed class FigureSnapshot : IAsyncDisposable
{
    private const int RateDecimals = 6;
    private static readonly DateOnly Beginning = new(1900, 1, 1);
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly bool _isOwner;
    private readonly Dictionary<string, Dictionary<string, string>> _names = [];
    private readonly Dictionary<string, string[]> _subtrees = [];
    private Metrics? _metrics;
    private IReadOnlyDictionary<string, FactSource>? _sources;
    private DateOnly[]? _dirtyDays;

    private FigureSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, bool isOwner) =>
        (_connection, _transaction, _isOwner) = (connection, transaction, isOwner);

    public static async Task<FigureSnapshot> OpenAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            return new(
                connection,
                await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct),
                isOwner: true
            );
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The snapshot of a transaction under way, which must be repeatable read and stays the
    /// caller's.</summary>
    public static FigureSnapshot Of(NpgsqlTransaction transaction) =>
        transaction.IsolationLevel is IsolationLevel.RepeatableRead or IsolationLevel.Serializable
            ? new(transaction.Connection!, transaction, isOwner: false)
            : throw new ArgumentException(
                "Figures are read in one snapshot; begin the transaction as repeatable read.",
                nameof(transaction)
            );

    /// <summary>The catalogue as it is in this snapshot.</summary>
    public async Task<Metrics> MetricsAsync(CancellationToken ct) =>
        _metrics ??= await Metrics.ReadAsync(_connection, ct);

    /// <summary>The kinds of records that facts can be, by their codes.</summary>
    internal async Task<IReadOnlyDictionary<string, FactSource>> SourcesAsync(CancellationToken ct) =>
        _sources ??= await FactSource.ReadAsync(_connection, ct);

    /// <param name="dimension">Null for the total alone.</param>
    public async Task<Figure> FigureAsync(
        Metric metric,
        Period period,
        Dimension? dimension,
        FigureFilter filter,
        CancellationToken ct
    )
    {
        var (rows, sum) = dimension is null ? ([], null) : await RowsAndSumAsync(metric, period, dimension, filter, ct);
        var total =
            dimension is not null && metric.Calculation is (Calculation.Sum or Calculation.Quotient)
                ? sum
                : (await RowsAsync(metric, period, null, filter, ct))
                    .Select(row => row.Value)
                    .SingleOrDefault(metric.Calculation is Calculation.Sum or Calculation.Distinct ? 0 : null);
        var names = dimension?.Names is { } sql && rows.Count > 0 ? await NamesAsync(sql, ct) : [];
        var named = rows.Select(row => new FigureRow(
                row.Key,
                row.Key is null ? Dimension.Unnamed : names.GetValueOrDefault(row.Key, row.Key),
                row.Value
            ))
            .OrderByDescending(row => dimension!.IsTime ? 0 : row.Value)
            .ThenBy(row => row.Key, StringComparer.Ordinal);
        return new(metric.Code, metric.Name, metric.Unit, period.From, period.To, total, [.. named])
        {
            MadeFrom = metric.MadeFrom,
        };
    }

    /// <summary>How many records a figure counts, and what they come to when counted one by one.</summary>
    public async Task<(long Count, decimal Total)> EvidenceSumAsync(
        Metric metric,
        Period period,
        FigureFilter filter,
        CancellationToken ct
    )
    {
        await using var command = await NewCommandAsync("evidence_sum", metric, null, period, filter, ct);
        var (count, quantity) = await command.SingleAsync<EvidenceSum>(ct);
        return (count, quantity);
    }

    private sealed record EvidenceSum(long Count, decimal Quantity);

    /// <summary>The records that a figure counts, in the order of their days.</summary>
    /// <param name="after">The last one of the page before.</param>
    public async Task<IReadOnlyList<Fact>> FactsAsync(
        Metric metric,
        Period period,
        FigureFilter filter,
        FactPlace? after,
        int size,
        CancellationToken ct
    )
    {
        var facts = new List<Fact>();
        await foreach (var fact in ReadFactsAsync(metric, period, filter, after, size, ct))
        {
            facts.Add(fact);
        }

        return facts;
    }

    /// <summary>The same one after the other as the database gives them; the snapshot reads nothing else
    /// meanwhile.</summary>
    /// <param name="size">Null for all.</param>
    public async IAsyncEnumerable<Fact> ReadFactsAsync(
        Metric metric,
        Period period,
        FigureFilter filter,
        FactPlace? after,
        int? size,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var sources = (await SourcesAsync(ct)).Values;
        await using var command = await NewCommandAsync("evidence", metric, null, period, filter, ct);
        command.CommandText = command
            .CommandText.Replace("{key_of_source}", FactSource.Case(sources, s => s.Key), StringComparison.Ordinal)
            .Replace("{title_of_source}", FactSource.Case(sources, s => s.Title), StringComparison.Ordinal);
        command
            .With("after_day", after?.Day)
            .With("after_source", after?.Source)
            .With("after_id", after?.SourceId)
            .With("size", size);
        await foreach (var fact in command.StreamAsync<Fact>(ct))
        {
            yield return fact;
        }
    }

    /// <summary>What the keys of a dimension are called.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(Dimension dimension, CancellationToken ct) =>
        dimension.Names is { } sql ? await NamesAsync(sql, ct) : new Dictionary<string, string>();

    /// <summary>The days that changed since they were rolled up.</summary>
    public async Task<DateOnly[]> DirtyDaysAsync(CancellationToken ct)
    {
        if (_dirtyDays is null)
        {
            await using var command = new NpgsqlCommand(
                "select coalesce(array_agg(distinct day), '{}') from dirty_day",
                _connection,
                _transaction
            );
            _dirtyDays = (await command.SingleAsync<DateOnly[]>(ct))!;
        }

        return _dirtyDays;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isOwner)
        {
            await _transaction.DisposeAsync();
            await _connection.DisposeAsync();
        }
    }

    private sealed record Counted(string? Key, decimal? Value);

    private async Task<IReadOnlyList<Counted>> RowsAsync(
        Metric metric,
        Period period,
        Dimension? dimension,
        FigureFilter filter,
        CancellationToken ct
    )
    {
        var metrics = await MetricsAsync(ct);
        switch (metric.Calculation)
        {
            case Calculation.Quotient:
                var above = await RowsAsync(metrics[metric.Parts[0]], period, dimension, filter, ct);
                var below = await RowsAsync(metrics[metric.Parts[1]], period, dimension, filter, ct);
                return Divide(above, below, metric.Unit == "%" ? 100 : 1);
            case Calculation.Median:
                return await CountAsync(
                    metrics[metric.Parts[0]],
                    "percentile_cont(0.5) within group (order by f.quantity)::numeric",
                    period,
                    dimension,
                    filter,
                    ct
                );
            case Calculation.Distinct:
                return await CountAsync(metric, "count(distinct f.thing)::numeric", period, dimension, filter, ct);
            case Calculation.Maximum:
                return await CountAsync(metric, "max(f.quantity)::numeric", period, dimension, filter, ct);
            default:
                return metric.IsLive || dimension?.Column is not null || filter.Columns.Any()
                    ? await CountAsync(metric, "sum(f.quantity::numeric)", period, dimension, filter, ct)
                    : await SumAsync(metric, period, dimension, filter, ct);
        }
    }

    // What adds up is not counted a second time for its total.
    private async Task<(IReadOnlyList<Counted> Rows, decimal? Sum)> RowsAndSumAsync(
        Metric metric,
        Period period,
        Dimension dimension,
        FigureFilter filter,
        CancellationToken ct
    )
    {
        if (metric.Calculation != Calculation.Quotient)
        {
            var rows = await RowsAsync(metric, period, dimension, filter, ct);
            return (rows, rows.Sum(row => row.Value));
        }

        var metrics = await MetricsAsync(ct);
        var above = await RowsAsync(metrics[metric.Parts[0]], period, dimension, filter, ct);
        var below = await RowsAsync(metrics[metric.Parts[1]], period, dimension, filter, ct);
        var factor = metric.Unit == "%" ? 100 : 1;
        return (
            Divide(above, below, factor),
            Divide([new(null, above.Sum(row => row.Value))], [new(null, below.Sum(row => row.Value))], factor)[0].Value
        );
    }

    private static List<Counted> Divide(IReadOnlyList<Counted> above, IReadOnlyList<Counted> below, int factor)
    {
        var numerators = above.ToDictionary(row => row.Key ?? "", row => row.Value ?? 0);
        return
        [
            .. below.Select(row => new Counted(
                row.Key,
                row.Value is { } value and not 0
                    ? Math.Round(factor * numerators.GetValueOrDefault(row.Key ?? "") / value, RateDecimals)
                    : null
            )),
        ];
    }

    // From the rolled-up days.
    private async Task<IReadOnlyList<Counted>> SumAsync(
        Metric metric,
        Period period,
        Dimension? dimension,
        FigureFilter filter,
        CancellationToken ct
    )
    {
        var first = metric.IsStock ? Beginning : period.From;
        var dirty = Array.FindAll(await DirtyDaysAsync(ct), day => day >= first && day <= period.To);
        await using var command = await NewCommandAsync(
            dirty.Length == 0 ? "clean" : "figure",
            metric,
            dimension,
            period,
            filter,
            ct
        );
        command.With("metric", metric.Code);
        if (dirty.Length > 0)
        {
            command.With("dirty", dirty);
        }

        return await command.ListAsync<Counted>(ct);
    }

    // From the facts themselves.
    private async Task<IReadOnlyList<Counted>> CountAsync(
        Metric metric,
        string aggregate,
        Period period,
        Dimension? dimension,
        FigureFilter filter,
        CancellationToken ct
    )
    {
        await using var command = await NewCommandAsync("count", metric, dimension, period, filter, ct);
        command.CommandText = command.CommandText.Replace("{aggregate}", aggregate, StringComparison.Ordinal);
        return await command.ListAsync<Counted>(ct);
    }

    private async Task<NpgsqlCommand> NewCommandAsync(
        string statement,
        Metric metric,
        Dimension? dimension,
        Period period,
        FigureFilter filter,
        CancellationToken ct
    )
    {
        var categories = filter.Category is { } top ? await SubtreeAsync(top, ct) : null;
        var command = new NpgsqlCommand(
            MetricSql.Text(statement, metric, dimension, filter),
            _connection,
            _transaction
        );
        return command
            .With("first", metric.IsStock ? Beginning : period.From)
            .With("last", period.To)
            .With("org", filter.Organisation)
            .With("town", filter.Town)
            .With("categories", categories)
            .With("origin", filter.Source)
            .With("officer", filter.Officer)
            .With("facility", filter.Facility)
            .With("section", filter.Section);
    }

    /// <summary>A category and all below it.</summary>
    private async Task<string[]> SubtreeAsync(string top, CancellationToken ct)
    {
        if (!_subtrees.TryGetValue(top, out var codes))
        {
            await using var command = new NpgsqlCommand(
                Database.Sql.Text("queries/statistics/category_subtree"),
                _connection,
                _transaction
            ).With("code", top);
            _subtrees[top] = codes = (await command.SingleAsync<string[]>(ct))!;
        }

        return codes;
    }

    private async Task<Dictionary<string, string>> NamesAsync(string sql, CancellationToken ct)
    {
        if (_names.TryGetValue(sql, out var known))
        {
            return known;
        }

        await using var command = new NpgsqlCommand(sql, _connection, _transaction);
        return _names[sql] = (await command.ListAsync<KeyName>(ct)).ToDictionary(row => row.Code, row => row.Name);
    }
}

/// <summary>What a key of a dimension is called.</summary>
internal sealed record KeyName(string Code, string Name);

/// <summary>A record that counts.</summary>
/// <param name="Source">The kind of record: patrol, report, feedback, case, …</param>
/// <param name="Key">The end of the record's address where that is not its id.</param>
/// <param name="Title">What people know the record by: its number, its name or its first words.</param>
public sealed record Fact(
    DateOnly Day,
    string? Organisation,
    string? Town,
    string? Category,
    decimal Quantity,
    string Source,
    Guid SourceId,
    string? Key,
    string? Title
);

/// <summary>A fact's place in the order of evidence.</summary>
public sealed record FactPlace(DateOnly Day, string Source, Guid SourceId);
