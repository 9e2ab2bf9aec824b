using System.Data;
using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>
/// Holds the metric files against the database before anything is counted by them: columns, types, no fact without a day.
/// The days of a metric that is new or was changed become dirty, since what was rolled up by another definition is void.
/// </summary>
public static class AdoptMetrics
{
    private static readonly (string Name, string[] Types)[] Columns =
    [
        ("day", ["date"]), ("org", ["text"]), ("town", ["text"]), ("category", ["text"]),
        ("quantity", ["smallint", "integer", "bigint", "numeric"]), ("source", ["text"]), ("source_id", ["uuid"]),
    ];

    /// <exception cref="MetricFileException">A file is not a SELECT of facts; nothing was adopted.</exception>
    public static async Task RunAsync(NpgsqlDataSource database, IReadOnlyList<Metric> metrics, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        foreach (var metric in metrics)
        {
            await CheckAsync(connection, metric, ct);
        }

        if (await ChangedAsync(connection, metrics, ct) is { Count: > 0 })
        {
            await AdoptAsync(database, metrics, ct);
        }
    }

    private static async Task AdoptAsync(NpgsqlDataSource database, IReadOnlyList<Metric> metrics, CancellationToken ct)
    {
        await using var held = await AdvisoryLock.TakeAsync(database, RollUpDays.Lock, ct);
        await using var transaction = await held.Connection.BeginTransactionAsync(ct);
        foreach (var metric in await ChangedAsync(held.Connection, metrics, ct))
        {
            await using var mark = Command(held.Connection, MetricSql.Text("adopt", metric));
            mark.Parameters.AddWithValue("metric", metric.Code);
            await mark.ExecuteNonQueryAsync(ct);
            await using var remember = new NpgsqlCommand(
                "insert into rolled_metric values ($1, $2) on conflict (metric) do update set sha256 = excluded.sha256", held.Connection)
            {
                Parameters = { new() { Value = metric.Code }, new() { Value = metric.Sha256 } },
            };
            await remember.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    private static async Task<IReadOnlyList<Metric>> ChangedAsync(
        NpgsqlConnection connection, IReadOnlyList<Metric> metrics, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select metric, sha256 from rolled_metric", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var known = new Dictionary<string, byte[]>();
        while (await reader.ReadAsync(ct))
        {
            known[reader.GetString(0)] = reader.GetFieldValue<byte[]>(1);
        }

        return [.. metrics.Where(metric => !known.TryGetValue(metric.Code, out var sha256) || !sha256.AsSpan().SequenceEqual(metric.Sha256))];
    }

    private static async Task CheckAsync(NpgsqlConnection connection, Metric metric, CancellationToken ct)
    {
        try
        {
            await using (var shape = Command(connection, $"select * from ({metric.Facts}\n) f"))
            await using (var reader = await shape.ExecuteReaderAsync(CommandBehavior.SchemaOnly, ct))
            {
                RefuseShape(metric, reader);
            }

            await using var dayless = Command(connection, $"select exists (select from ({metric.Facts}\n) f where f.day is null)");
            if ((bool)(await dayless.ExecuteScalarAsync(ct))!)
            {
                throw new MetricFileException(metric.Code, "it returns a NULL day; leave such rows out");
            }
        }
        catch (PostgresException problem)
        {
            throw new MetricFileException(metric.Code, problem.MessageText, problem);
        }
    }

    private static void RefuseShape(Metric metric, NpgsqlDataReader reader)
    {
        var found = Enumerable.Range(0, reader.FieldCount)
            .Select(i => (Name: reader.GetName(i), Type: reader.GetDataTypeName(i).Split('(')[0])).ToList();
        foreach (var (name, types) in Columns)
        {
            var column = found.FirstOrDefault(candidate => candidate.Name == name);
            if (column.Name is null)
            {
                throw new MetricFileException(metric.Code, $"it lacks the column {name}");
            }

            if (!types.Contains(column.Type))
            {
                throw new MetricFileException(metric.Code, $"its column {name} is {column.Type}, not {string.Join(" or ", types)}");
            }
        }

        if (found.Count > Columns.Length)
        {
            throw new MetricFileException(metric.Code, $"facts have the columns {string.Join(", ", Columns.Select(c => c.Name))} and no others");
        }
    }

#pragma warning disable CA2100 // The metrics' own files.
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
}
