using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Statistics;

/// <summary>
/// One instant of the database in which figures are read, so that all of them and the records behind them agree. A figure
/// is the sum of the rolled-up days plus the facts of the days that changed since (docs/decisions/0002).
/// </summary>
public sealed class FigureSnapshot : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly bool _isOwner;
    private DateOnly[]? _dirtyDays;

    private FigureSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, bool isOwner) =>
        (_connection, _transaction, _isOwner) = (connection, transaction, isOwner);

    public static async Task<FigureSnapshot> OpenAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            return new(connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct), isOwner: true);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The snapshot of a transaction under way, which must be repeatable read and stays the caller's.</summary>
    public static FigureSnapshot Of(NpgsqlTransaction transaction) =>
        transaction.IsolationLevel is IsolationLevel.RepeatableRead or IsolationLevel.Serializable
            ? new(transaction.Connection!, transaction, isOwner: false)
            : throw new ArgumentException("Figures are read in one snapshot; begin the transaction as repeatable read.", nameof(transaction));

    /// <param name="cut">Null for the total alone.</param>
    public async Task<Figure> FigureAsync(Metric metric, Period period, Cut? cut, FigureFilter filter, CancellationToken ct)
    {
        var names = cut?.Names is { } namesSql ? await NamesAsync(namesSql, ct) : [];
        await using var command = NewCommand(MetricSql.Text("figure", metric, cut?.Key ?? "'total'"), period, filter);
        command.Parameters.AddWithValue("metric", metric.Code);
        command.Parameters.AddWithValue("dirty", await DirtyDaysAsync(ct));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<FigureRow>();
        while (await reader.ReadAsync(ct))
        {
            var key = reader.IsDBNull(0) ? null : reader.GetString(0);
            rows.Add(new(key, key is null ? Cut.Unnamed : names.GetValueOrDefault(key, key), reader.GetDecimal(1)));
        }

        var inTime = cut == Cut.Day || cut == Cut.Month;
        var ordered = rows.OrderByDescending(row => inTime ? 0 : row.Value).ThenBy(row => row.Key, StringComparer.Ordinal);
        return new(metric.Code, metric.Name, metric.Unit, period.From, period.To,
            rows.Sum(row => row.Value), cut is null ? [] : [.. ordered]);
    }

    /// <summary>How many records a figure counts, and what they come to when counted one by one.</summary>
    public async Task<(long Count, decimal Total)> EvidenceSumAsync(Metric metric, Period period, FigureFilter filter, CancellationToken ct)
    {
        await using var command = NewCommand(MetricSql.Text("evidence_sum", metric), period, filter);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetDecimal(1));
    }

    /// <summary>How many records a figure counts, and the SHA-256 (hex) over their ids.</summary>
    public async Task<(long Count, string Sha256)> FactsHashAsync(Metric metric, Period period, CancellationToken ct)
    {
        await using var command = NewCommand(MetricSql.Text("facts_hash", metric), period, FigureFilter.None);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetString(1));
    }

    /// <summary>The records that a figure counts, in the order of their days.</summary>
    /// <param name="after">The last one of the page before.</param>
    public async Task<IReadOnlyList<Fact>> FactsAsync(
        Metric metric, Period period, FigureFilter filter, FactPlace? after, int size, CancellationToken ct)
    {
        await using var command = NewCommand(MetricSql.Text("evidence", metric), period, filter);
        command.Parameters.Add(new("after_day", NpgsqlDbType.Date) { Value = (object?)after?.Day ?? DBNull.Value });
        command.Parameters.Add(new("after_source", NpgsqlDbType.Text) { Value = (object?)after?.Source ?? DBNull.Value });
        command.Parameters.Add(new("after_id", NpgsqlDbType.Uuid) { Value = (object?)after?.SourceId ?? DBNull.Value });
        command.Parameters.AddWithValue("size", size);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var facts = new List<Fact>();
        while (await reader.ReadAsync(ct))
        {
            facts.Add(new(
                reader.GetFieldValue<DateOnly>(0), Text(reader, 1), Text(reader, 2), Text(reader, 3), reader.GetDecimal(4),
                reader.GetString(5), reader.GetGuid(6), Text(reader, 7)));
        }

        return facts;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isOwner)
        {
            await _transaction.DisposeAsync();
            await _connection.DisposeAsync();
        }
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private NpgsqlCommand NewCommand(string sql, Period period, FigureFilter filter)
    {
#pragma warning disable CA2100 // Our own SQL files; whatever was asked for is a parameter.
        var command = new NpgsqlCommand(sql, _connection, _transaction);
#pragma warning restore CA2100
        command.Parameters.AddWithValue("first", period.From);
        command.Parameters.AddWithValue("last", period.To);
        command.Parameters.Add(new("org", NpgsqlDbType.Text) { Value = (object?)filter.Organisation ?? DBNull.Value });
        command.Parameters.Add(new("town", NpgsqlDbType.Text) { Value = (object?)filter.Town ?? DBNull.Value });
        command.Parameters.Add(new("category", NpgsqlDbType.Text) { Value = (object?)filter.Category ?? DBNull.Value });
        return command;
    }

    private async Task<DateOnly[]> DirtyDaysAsync(CancellationToken ct)
    {
        if (_dirtyDays is null)
        {
            await using var command = new NpgsqlCommand("select distinct day from dirty_day", _connection, _transaction);
            await using var reader = await command.ExecuteReaderAsync(ct);
            var days = new List<DateOnly>();
            while (await reader.ReadAsync(ct))
            {
                days.Add(reader.GetFieldValue<DateOnly>(0));
            }

            _dirtyDays = [.. days];
        }

        return _dirtyDays;
    }

    private async Task<Dictionary<string, string>> NamesAsync(string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // A cut's constant.
        await using var command = new NpgsqlCommand(sql, _connection, _transaction);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new Dictionary<string, string>();
        while (await reader.ReadAsync(ct))
        {
            names[reader.GetString(0)] = reader.GetString(1);
        }

        return names;
    }
}

/// <summary>A record that counts.</summary>
/// <param name="Source">patrol, report, feedback or case.</param>
/// <param name="Receipt">A feedback's.</param>
public sealed record Fact(
    DateOnly Day, string? Organisation, string? Town, string? Category, decimal Quantity, string Source, Guid SourceId, string? Receipt);

/// <summary>A fact's place in the order of evidence.</summary>
public sealed record FactPlace(DateOnly Day, string Source, Guid SourceId);
