using System.Data;
using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>
/// Counts the days that changed since they were last rolled up into daily_figure. Safe to run twice and at once. What
/// commits meanwhile leaves its own mark behind and is counted the next time; figures are right all the while. Today
/// and what is to come stay marked: their facts may still depend on the hour (a deadline passes), so they are counted
/// live.
/// </summary>
public static class RollUpDays
{
    internal const string Lock = "figures: roll up";

    /// <returns>How many days were counted.</returns>
    public static async Task<int> RunAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var held = await AdvisoryLock.TakeAsync(database, Lock, ct);
        var connection = held.Connection;
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var days = await DaysAsync(connection, ct);
        if (days.Length > 0)
        {
            await CountAsync(connection, [.. (await Metrics.ReadAsync(connection, ct)).RolledUp], days, ct);
            await ExecuteAsync(connection, Sql.Text("queries/statistics/remember_roll"), days, ct);
        }

        // Repeatable read: this deletes the marks that the facts above were counted with, and no later ones.
        await ExecuteAsync(connection, Sql.Text("queries/statistics/clear_marks"), days, ct);
        await transaction.CommitAsync(ct);
        return days.Length;
    }

    private static async Task<DateOnly[]> DaysAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(array_agg(distinct day) filter (where day < city_day(now())), '{}') from dirty_day",
            connection
        );
        return (await command.SingleAsync<DateOnly[]>(ct))!;
    }

    // All metrics in one round trip: for a single day, the way there and back would cost more than the counting.
    private static async Task CountAsync(
        NpgsqlConnection connection,
        IReadOnlyList<Metric> metrics,
        DateOnly[] days,
        CancellationToken ct
    )
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        // Those of metrics that are gone too: a type without facilities has none until there are some again.
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand("delete from daily_figure where day = any (@days)").With("days", days)
        );
        foreach (var metric in metrics)
        {
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(MetricSql.Text("roll_up", metric)).With("metric", metric.Code).With("days", days)
            );
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        DateOnly[] days,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.With("days", days);
        await command.ExecuteNonQueryAsync(ct);
    }
}
