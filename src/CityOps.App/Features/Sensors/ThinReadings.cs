using CityOps.App.Features.Ponding;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Sensors;

/// <summary>A sensor's readings of a period as a chart shows them: few of them, that keep the curve's shape (<see
/// cref="ThinOut"/>).</summary>
internal static class ThinReadings
{
    public static async Task<IResult> RunAsync(
        ListReadings.Span span,
        int points,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        var isLong = span.Until - span.Since > ReadCurve.LongestOfReadings;
        await using var command = (span with { Size = int.MaxValue - 1 }).Command(
            database,
            isLong ? "queries/sensors/list_reading_hours" : "queries/sensors/list_readings"
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (at, depth, flags) = isLong ? (4, 3, 8) : (0, 2, 3);
        var curve = new List<CurveSample>();
        while (await reader.ReadAsync(ct))
        {
            curve.Add(
                new(
                    reader.GetFieldValue<DateTimeOffset>(at).UtcTicks,
                    reader.GetInt32(depth),
                    (SampleDoubts)reader.GetInt16(flags)
                )
            );
        }

        return TypedResults.Ok(
            new Page<CurvePoint>(
                ThinOut.Run(curve, Math.Clamp(points, ReadCurve.FewestPoints, ReadCurve.MostPoints)),
                null
            )
        );
    }
}
