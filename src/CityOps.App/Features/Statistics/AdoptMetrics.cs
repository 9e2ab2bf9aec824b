using System.Data;
using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>
/// Holds metric files that are new or were changed against the database before anything is counted by them: columns,
/// types,
/// no fact without a day. Their days become dirty, since what was rolled up by another definition is void.
/// </summary>
public static class AdoptMetrics
{
    private static readonly (string Name, string[] Types)[] Common =
    [
        ("day", ["date"]),
        ("org", ["text"]),
        ("town", ["text"]),
        ("category", ["text"]),
        ("quantity", ["smallint", "integer", "bigint", "numeric"]),
        ("source", ["text"]),
        ("source_id", ["uuid"]),
    ];

    private static readonly Dictionary<string, string[]> Further = new()
    {
        ["officer"] = ["uuid"],
        ["facility"] = ["uuid"],
        ["origin"] = ["text"],
        ["section"] = ["text"],
    };

    /// <summary>Adopts all files of sql/metrics.</summary>
    public static Task RunAsync(NpgsqlDataSource database, CancellationToken ct) =>
        RunAsync(database, Metrics.Files, ct);

    /// <exception cref="MetricFileException">A file is not a SELECT of facts; nothing was adopted.</exception>
    public static async Task RunAsync(NpgsqlDataSource database, IReadOnlyList<Metric> files, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var metrics = await Metrics.ReadAsync(connection, files, ct);
        var changed = await ChangedAsync(connection, metrics, ct);
        foreach (var metric in changed)
        {
            await CheckAsync(connection, metric, ct);
        }

        if (changed.Count > 0)
        {
            await AdoptAsync(database, metrics, ct);
        }
    }

    private static async Task AdoptAsync(NpgsqlDataSource database, Metrics metrics, CancellationToken ct)
    {
        await using var held = await AdvisoryLock.TakeAsync(database, RollUpDays.Lock, ct);
        await using var transaction = await held.Connection.BeginTransactionAsync(ct);
        foreach (var metric in await ChangedAsync(held.Connection, metrics, ct))
        {
            if (metric.IsRolledUp)
            {
                await using var mark = Command(held.Connection, MetricSql.Text("adopt", metric));
                mark.Parameters.AddWithValue("metric", metric.Code);
                await mark.ExecuteNonQueryAsync(ct);
            }

            await using var remember = new NpgsqlCommand(
                "insert into rolled_metric values ($1, $2) on conflict (metric) do update set sha256 = excluded.sha256",
                held.Connection
            )
            {
                Parameters =
                {
                    new() { Value = metric.Code },
                    new() { Value = metric.Sha256 },
                },
            };
            await remember.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    private static async Task<IReadOnlyList<Metric>> ChangedAsync(
        NpgsqlConnection connection,
        Metrics metrics,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand("select metric, sha256 from rolled_metric", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var known = new Dictionary<string, byte[]>();
        while (await reader.ReadAsync(ct))
        {
            known[reader.GetString(0)] = reader.GetFieldValue<byte[]>(1);
        }

        return
        [
            .. metrics.All.Where(metric =>
                metric.Facts.Length > 0
                && (!known.TryGetValue(metric.Code, out var sha256) || !sha256.AsSpan().SequenceEqual(metric.Sha256))
            ),
        ];
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

            await using var dayless = Command(
                connection,
                $"select exists (select from ({metric.Facts}\n) f where f.day is null)"
            );
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
        if (metric.Columns.FirstOrDefault(column => !Further.ContainsKey(column)) is { } unknown)
        {
            throw new MetricFileException(
                metric.Code,
                $"cuts names {unknown}, which is none of {string.Join(", ", Further.Keys)}"
            );
        }

        (string Name, string[] Types)[] columns =
        [
            .. Common,
            .. metric.Columns.Select(column => (column, Further[column])),
            .. metric.Making == Making.Distinct ? new[] { ("thing", (string[])["text"]) } : [],
        ];
        var found = Enumerable
            .Range(0, reader.FieldCount)
            .Select(i => (Name: reader.GetName(i), Type: reader.GetDataTypeName(i).Split('(')[0]))
            .ToList();
        foreach (var (name, types) in columns)
        {
            var column = found.FirstOrDefault(candidate => candidate.Name == name);
            if (column.Name is null)
            {
                throw new MetricFileException(metric.Code, $"it lacks the column {name}");
            }

            if (!types.Contains(column.Type))
            {
                throw new MetricFileException(
                    metric.Code,
                    $"its column {name} is {column.Type}, not {string.Join(" or ", types)}"
                );
            }
        }

        if (found.Count > columns.Length)
        {
            throw new MetricFileException(
                metric.Code,
                $"its facts have the columns {string.Join(", ", columns.Select(c => c.Name))} and no others"
            );
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) =>
        new(sql, connection) { CommandTimeout = 0 };
}
