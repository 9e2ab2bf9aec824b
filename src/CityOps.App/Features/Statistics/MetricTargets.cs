using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <param name="Value">In percent, from 0 to 100; null: none any more.</param>
public sealed record MetricTargetBody(decimal? Value);

/// <summary>Targets (目标值): what the overview compares rates with. A count has none, since it would be another one for
/// each period.</summary>
internal static class MetricTargets
{
    private sealed record Row(string Metric, decimal Value);

    /// <returns>By the metric's code, in percent.</returns>
    public static async Task<IReadOnlyDictionary<string, decimal>> ReadAsync(
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand("select metric, value from metric_target");
        return (await command.ListAsync<Row>(ct)).ToDictionary(row => row.Metric, row => row.Value);
    }

    public static async Task<Result<Metric>> SetAsync(
        CityOpsDb db,
        Metrics metrics,
        string code,
        decimal? value,
        CancellationToken ct
    )
    {
        var (metric, unknown) = metrics.Find(code);
        if (metric is null)
        {
            return unknown!;
        }

        if (metric.Unit != "%" || !metrics.All.Contains(metric))
        {
            return Problems.FieldInvalid.Refuse($"{metric.Code} is no rate of the catalogue.", ("field", "metric"));
        }

        if (value is < 0 or > 100 || value is { } given && decimal.Round(given, 2) != given)
        {
            return Problems.FieldInvalid.Refuse(
                "value is in percent, from 0 to 100, with at most two decimals.",
                ("field", "value")
            );
        }

        await db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/statistics/set_target"),
            [Parameters.Of("metric", metric.Code), Parameters.Of("value", value)],
            ct
        );
        return metric;
    }
}
