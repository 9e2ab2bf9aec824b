using System.Data;
using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>
/// Checks a metric's SELECT against the database: the columns and types of facts, no fact without a day, every table
/// named in its header and marking days when it changes, every fact of a known kind of record, and an index that finds
/// the facts of some days. Each refusal says what to do.
/// </summary>
internal static class CheckMetric
{
    private const string Declarations = "sql/functions/figure_records.sql";

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

    /// <summary>Ways to plan in which a day's index is used if there is one, also over tables without rows.</summary>
    private static readonly string[] PlannerSettings =
    [
        "set local enable_seqscan = off; set local enable_sort = off",
        "set local enable_sort = on; set local enable_nestloop = off",
    ];

    private sealed record ReadTable(string Name, string[]? MarkedBy);

    private sealed record WatchedRows(string Key, string Condition);

    /// <exception cref="MetricFileException">The metric cannot be used.</exception>
    public static async Task RunAsync(NpgsqlConnection connection, Metric metric, CancellationToken ct)
    {
        // Rolled back: the view and the planner's settings are gone with it.
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await RefuseShapeAsync(connection, metric, ct);
            var tables = await TablesAsync(connection, metric, ct);
            RefuseTables(metric, tables);
            await RefuseSourceAsync(connection, metric, ct);
            await RefuseNoDayAsync(connection, metric, ct);
            await RefuseSlowDaysAsync(connection, metric, tables, ct);
        }
        catch (PostgresException problem)
        {
            throw new MetricFileException(metric.Code, problem.MessageText, problem);
        }
    }

    private static async Task RefuseShapeAsync(NpgsqlConnection connection, Metric metric, CancellationToken ct)
    {
        await using var shape = Command(connection, $"select * from ({metric.Facts}\n) f");
        await using var reader = await shape.ExecuteReaderAsync(CommandBehavior.SchemaOnly, ct);
        if (metric.Columns.FirstOrDefault(column => !Further.ContainsKey(column)) is { } unknown)
        {
            throw new MetricFileException(
                metric.Code,
                $"dimensions names {unknown}, which is none of {string.Join(", ", Further.Keys)}"
            );
        }

        (string Name, string[] Types)[] columns =
        [
            .. Common,
            .. metric.Columns.Select(column => (column, Further[column])),
            .. metric.Calculation == Calculation.Distinct ? new[] { ("thing", (string[])["text"]) } : [],
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

    private static async Task<IReadOnlyList<ReadTable>> TablesAsync(
        NpgsqlConnection connection,
        Metric metric,
        CancellationToken ct
    )
    {
        await ExecuteAsync(connection, $"create temporary view facts_to_check as {metric.Facts}", ct);
        await using var read = Command(connection, Sql.Text("queries/statistics/tables_read"));
        read.With("view", "facts_to_check");
        return await read.ListAsync<ReadTable>(ct);
    }

    private static void RefuseTables(Metric metric, IReadOnlyList<ReadTable> tables)
    {
        var line = $"\"-- tables: {string.Join(", ", tables.Select(table => table.Name))}\"";
        if (tables.FirstOrDefault(table => !metric.Tables.Contains(table.Name)) is { } unnamed)
        {
            throw new MetricFileException(
                metric.Code,
                $"it reads {unnamed.Name}, which its header does not name; write {line}"
            );
        }

        if (metric.Tables.FirstOrDefault(name => tables.All(table => table.Name != name)) is { } unread)
        {
            throw new MetricFileException(
                metric.Code,
                $"its header names the table {unread}, which it does not read; write {line}"
            );
        }

        if (tables.FirstOrDefault(table => table.MarkedBy is null) is { } unmarked)
        {
            throw new MetricFileException(
                metric.Code,
                $"changes of {unmarked.Name} mark no days, so that its figures would be stale; give "
                    + $"{unmarked.Name} a row in day_mark ({Declarations})"
            );
        }
    }

    // The planner knows that no fact is left where every source is a constant of the list.
    private static async Task RefuseSourceAsync(NpgsqlConnection connection, Metric metric, CancellationToken ct)
    {
        var known = await FactSource.ReadAsync(connection, ct);
        var codes = string.Join(", ", known.Keys.Select(code => $"'{code}'"));
        var plan = await PlanAsync(
            connection,
            $"select from ({metric.Facts}\n) f where f.source is null or f.source not in ({codes})",
            ct
        );
        if (!plan.IsEmpty)
        {
            throw new MetricFileException(
                metric.Code,
                $"its facts have a source other than {codes}; write one of these as a constant, or give the new "
                    + $"kind of record a row in fact_source ({Declarations})"
            );
        }
    }

    private static async Task RefuseNoDayAsync(NpgsqlConnection connection, Metric metric, CancellationToken ct)
    {
        await using var dayless = Command(
            connection,
            $"select exists (select from ({metric.Facts}\n) f where f.day is null)"
        );
        if (await dayless.SingleAsync<bool>(ct))
        {
            throw new MetricFileException(metric.Code, "it returns a NULL day; leave such rows out");
        }
    }

    private static async Task RefuseSlowDaysAsync(
        NpgsqlConnection connection,
        Metric metric,
        IReadOnlyList<ReadTable> tables,
        CancellationToken ct
    )
    {
        if (tables.Count == 0)
        {
            return;
        }

        foreach (var settings in PlannerSettings)
        {
            await ExecuteAsync(connection, settings, ct);
            var plan = await PlanOfDaysAsync(connection, metric, ct);
            if (plan.DayIndexes() is { } used)
            {
                RefuseUnmarkedDays(metric, used, tables);
                await RefuseUnwatchedRowsAsync(connection, metric, used, tables, ct);
                return;
            }
        }

        throw new MetricFileException(
            metric.Code,
            "no index finds its facts by their day; a table has one for the days that its row in day_mark marks "
                + $"({Declarations}); for others make one in a migration"
        );
    }

    private static void RefuseUnmarkedDays(Metric metric, IReadOnlyList<DayIndex> used, IReadOnlyList<ReadTable> tables)
    {
        if (used.FirstOrDefault(index => !IsMarked(index, tables)) is { } other)
        {
            throw new MetricFileException(
                metric.Code,
                $"its days are those of {other.Table} by {other.Condition}, and changes of {other.Table} do "
                    + $"not mark them; add these days to its row in day_mark ({Declarations})"
            );
        }
    }

    private static bool IsMarked(DayIndex index, IReadOnlyList<ReadTable> tables) =>
        tables.Any(table => table.Name == index.Table && table.MarkedBy!.Any(index.Names));

    /// <summary>
    /// A row of day_mark may watch some of a table's rows alone. Facts are then of those: else new ones would not be
    /// counted. The planner proves it, for it takes an index over these rows only where the facts need no others; it is
    /// asked over an empty table in the place of the table.
    /// </summary>
    private static async Task RefuseUnwatchedRowsAsync(
        NpgsqlConnection connection,
        Metric metric,
        IReadOnlyList<DayIndex> used,
        IReadOnlyList<ReadTable> tables,
        CancellationToken ct
    )
    {
        foreach (var index in used.DistinctBy(index => index.Table))
        {
            await using var read = Command(connection, Sql.Text("queries/statistics/watched_rows"));
            read.With("table", index.Table);
            read.With("columns", tables.First(t => t.Name == index.Table).MarkedBy!.Where(index.Names).ToArray());
            foreach (var watched in await read.ListAsync<WatchedRows>(ct))
            {
                await ExecuteAsync(
                    connection,
                    $"create temporary table {index.Table} (like {index.Table});"
                        + $"create index on pg_temp.{index.Table} ({watched.Key}) where {watched.Condition}",
                    ct
                );
                var isProved = false;
                foreach (var settings in PlannerSettings)
                {
                    await ExecuteAsync(connection, settings, ct);
                    var plan = await PlanOfDaysAsync(connection, metric, ct);
                    isProved |= plan.DayIndexes()?.Any(proved => proved.Table == index.Table) is true;
                }

                if (!isProved)
                {
                    throw new MetricFileException(
                        metric.Code,
                        $"of {index.Table} the rows where {watched.Condition} mark days, and no others; ask for these "
                            + $"by the same words, or add the others to its row in day_mark ({Declarations})"
                    );
                }

                await ExecuteAsync(connection, $"drop table pg_temp.{index.Table}", ct);
            }
        }
    }

    private static Task<FactsPlan> PlanOfDaysAsync(NpgsqlConnection connection, Metric metric, CancellationToken ct) =>
        PlanAsync(
            connection,
            $"select * from ({metric.Facts}\n) f"
                + $" where f.day between '{FactsPlan.First}' and '{FactsPlan.Last}' order by f.day",
            ct
        );

    private static async Task<FactsPlan> PlanAsync(NpgsqlConnection connection, string query, CancellationToken ct)
    {
        await using var explain = Command(connection, "explain (format json) " + query);
        return FactsPlan.Parse((await explain.SingleAsync<string>(ct))!);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = Command(connection, sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) =>
        new(sql, connection) { CommandTimeout = 0 };
}
