using CityOps.App.Database;
using CityOps.App.Http;

namespace CityOps.App.Features.Statistics;

/// <summary>The catalogue of metrics: the files of sql/metrics, ordered by code.</summary>
public static class Metrics
{
    private static readonly Lazy<IReadOnlyList<Metric>> Files = new(() =>
        [.. Sql.Names("metrics").Select(name => Metric.Parse(name, Sql.Text($"metrics/{name}")))]);

    /// <exception cref="MetricFileException">A file's header is not right.</exception>
    public static IReadOnlyList<Metric> All => Files.Value;

    /// <summary>The metric of this code, or a refusal that names the near ones.</summary>
    public static Result<Metric> Find(string code) =>
        All.FirstOrDefault(metric => metric.Code == code) is { } found
            ? found
            : Problems.MetricUnknown.Refuse(
                $"There is no metric {InputText.Clean(code)}.{NearNames.Hint(code, All.Select(metric => metric.Code))}",
                ("allowed", All.Select(metric => metric.Code)));
}
