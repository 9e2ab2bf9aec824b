using CityOps.App.Database;
using CityOps.App.Features.Ponding.Detection;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>One sensor's part of a section's depth curve.</summary>
/// <param name="Readings">How many readings, or hours of a long span, the points were chosen from.</param>
public sealed record SensorCurve(string Sensor, int Readings, IReadOnlyList<CurvePoint> Points);

/// <summary>Reads a section's depths for a chart.</summary>
internal static class ReadCurve
{
    public const int MinPoints = 10;
    public const int MaxPoints = 5000;

    /// <summary>A longer span is drawn from the highest of each hour: at a chart's width single readings cannot be told
    /// apart.</summary>
    public static readonly TimeSpan MaxReadingsSpan = TimeSpan.FromDays(31);

    private sealed record Row(string Sensor, DateTimeOffset ObservedAt, int DepthMm, SampleDoubts Flags, int SensorId);

    /// <param name="points">Per sensor.</param>
    public static async Task<IReadOnlyList<SensorCurve>> RunAsync(
        NpgsqlDataSource database,
        string section,
        DateTimeOffset from,
        DateTimeOffset to,
        int points,
        CancellationToken ct
    )
    {
        await using var command = database
            .CreateCommand(
                Sql.Text(to - from > MaxReadingsSpan ? "queries/ponding/curve_hours" : "queries/ponding/curve")
            )
            .With("section", section)
            .With("from", from)
            .With("to", to);
        var curves = new List<(string Sensor, List<CurveSample> Samples)>();
        var sensor = 0;
        await foreach (var row in command.StreamAsync<Row>(ct))
        {
            if (curves.Count == 0 || row.SensorId != sensor)
            {
                sensor = row.SensorId;
                curves.Add((row.Sensor, []));
            }

            curves[^1].Samples.Add(new(row.ObservedAt.UtcTicks, row.DepthMm, row.Flags));
        }

        return
        [
            .. curves.Select(curve => new SensorCurve(
                curve.Sensor,
                curve.Samples.Count,
                ThinOut.Run(curve.Samples, Math.Clamp(points, MinPoints, MaxPoints))
            )),
        ];
    }
}
