using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>
/// Checks metric files that are new or were changed against the database before anything is counted by them
/// (<see cref="CheckMetric"/>). Their days become dirty, since what was rolled up by another definition is void.
/// </summary>
public static class AdoptMetrics
{
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
            await CheckMetric.RunAsync(connection, metric, ct);
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
                mark.With("metric", metric.Code);
                await mark.ExecuteNonQueryAsync(ct);
            }

            await using var remember = new NpgsqlCommand(
                """
                insert into rolled_metric values (@metric, @sha256)
                on conflict (metric) do update set sha256 = excluded.sha256
                """,
                held.Connection
            ).With("metric", metric.Code).With("sha256", metric.Sha256);
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
        var known = (await command.ListAsync<Adopted>(ct)).ToDictionary(row => row.Metric, row => row.Sha256);
        return
        [
            // One member of a live family stands for all: they differ by a name, and there are hundreds.
            .. metrics
                .All.DistinctBy(metric => metric.IsLive ? metric.Code.Split('.')[0] : metric.Code)
                .Where(metric =>
                    metric.Facts.Length > 0
                    && (
                        !known.TryGetValue(metric.Code, out var sha256) || !sha256.AsSpan().SequenceEqual(metric.Sha256)
                    )
                ),
        ];
    }

    private sealed record Adopted(string Metric, byte[] Sha256);

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) =>
        new(sql, connection) { CommandTimeout = 0 };
}
