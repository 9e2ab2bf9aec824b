using System.Text;
using CityOps.Ingest.Decode;
using CityOps.Ingest.Directory;

namespace CityOps.Ingest.Check;

/// <summary>The range of accepted times, in UTC ticks.</summary>
internal readonly record struct TimeLimits(long Earliest, long Latest)
{
    public static TimeLimits At(DateTimeOffset now, ReadingOptions options) =>
        new((now - options.MaximumAge).UtcTicks, (now + options.FutureTolerance).UtcTicks);
}

/// <summary>
/// Whether a decoded reading is plausible: a known sensor of this gateway, a depth that it can measure, a time within
/// the limits.
/// </summary>
internal static class ReadingCheck
{
    private static readonly Failure Future = new(
        RejectionReason.InTheFuture,
        "observedAt is further ahead than clocks may differ"
    );
    private static readonly Failure Old = new(
        RejectionReason.TooOld,
        "observedAt is longer ago than readings are taken"
    );

    /// <summary>The reading, or why not. Pure.</summary>
    public static Failure? Check(
        in DecodedReading part,
        Gateway gateway,
        DirectorySnapshot directory,
        TimeLimits limits,
        out Reading reading
    )
    {
        reading = default;
        if (part.Failure is not null)
        {
            return part.Failure;
        }

        if (!directory.TryGetSensor(part.Sensor.Span, out var sensor))
        {
            return new Failure(RejectionReason.UnknownSensor, $"no sensor has the code {Quoted(part.Sensor.Span)}");
        }

        var depthMm = part.DepthMm - sensor.ZeroAt(part.ObservedTicks); // the range is that of the raw depth
        reading = new Reading(sensor.Id, part.ObservedTicks, depthMm, part.Fields);
        return !string.Equals(sensor.GatewayId, gateway.Id, StringComparison.Ordinal)
                ? new Failure(RejectionReason.ForeignSensor, $"sensor {sensor.Code} belongs to another gateway")
            : sensor.Disabled ? new Failure(RejectionReason.DisabledSensor, $"sensor {sensor.Code} is out of service")
            : part.DepthMm < sensor.RangeMinMm || part.DepthMm > sensor.RangeMaxMm
                ? new Failure(
                    RejectionReason.OutOfRange,
                    $"depthMm {part.DepthMm} is outside {sensor.RangeMinMm} to {sensor.RangeMaxMm} of sensor {sensor.Code}"
                )
            : part.ObservedTicks > limits.Latest ? Future
            : part.ObservedTicks < limits.Earliest ? Old
            : null;
    }

    private static string Quoted(ReadOnlySpan<byte> code)
    {
        var text = Encoding.UTF8.GetString(code);
        return string.Create(text.Length + 2, text, static (span, text) =>
        {
            span[0] = span[^1] = '"';
            for (var i = 0; i < text.Length; i++)
            {
                span[i + 1] = char.IsControl(text[i]) ? '\uFFFD' : text[i]; // PostgreSQL's text holds no NUL
            }
        });
    }
}
