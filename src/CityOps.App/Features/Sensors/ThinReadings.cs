using CityOps.App.Features.Ponding;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Sensors;

/// <summary>A sensor's readings of a period as a chart shows them: few of them, that keep the curve's shape (<see
/// cref="ThinOut"/>).</summary>
internal static class ThinReadings
{
    private sealed record Sample(DateTimeOffset ObservedAt, int DepthMm, SampleDoubts Flags);

    public static async Task<IResult> RunAsync(
        ListReadings.Span span,
        int points,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        var isLong = span.Until - span.Since > ReadCurve.MaxReadingsSpan;
        var (query, columns) = isLong
            ? ("queries/sensors/list_reading_hours", "max_at as observed_at, max_mm as depth_mm, flags")
            : ("queries/sensors/list_readings", "observed_at, depth_mm, flags");
        await using var command = (span with { Size = int.MaxValue - 1 }).Command(database, query);
        command.CommandText = $"select {columns} from ({command.CommandText}) span order by observed_at";
        var curve = (await command.ListAsync<Sample>(ct)).ConvertAll(sample => new CurveSample(
            sample.ObservedAt.UtcTicks,
            sample.DepthMm,
            sample.Flags
        ));
        return TypedResults.Ok(
            new Page<CurvePoint>(ThinOut.Run(curve, Math.Clamp(points, ReadCurve.MinPoints, ReadCurve.MaxPoints)), null)
        );
    }
}
