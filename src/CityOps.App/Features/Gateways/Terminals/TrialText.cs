using System.Globalization;
using CityOps.Ingest.Profiles;

namespace CityOps.App.Features.Gateways.Terminals;

/// <summary>What a profile reads, as lines for a terminal.</summary>
internal static class TrialText
{
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    public static IEnumerable<string> Lines(TrialAnswer answer)
    {
        if (answer.Refusal is { } refusal)
        {
            yield return Refused(refusal);
        }

        foreach (var reading in answer.Readings)
        {
            yield return reading.Refusal is { } why
                ? $"{Who(reading)}{Refused(why)}"
                : $"{Who(reading)}{Values(reading)}";
            foreach (var unread in reading.Unread)
            {
                yield return $"  left out: {unread.Detail}";
            }
        }

        if (answer.PassedOver > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"passed over: {answer.PassedOver}");
        }
    }

    private static string Who(TrialReading reading) =>
        (reading.Sensor, reading.Number) switch
        {
            ({ } sensor, { } number) => $"{sensor} (number {number})  ",
            ({ } sensor, null) => $"{sensor}  ",
            (null, { } number) => $"number {number}  ",
            _ => "",
        };

    private static string Values(TrialReading reading) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{reading.ObservedAt?.ToOffset(Beijing):yyyy-MM-dd HH:mm:sszzz}  {reading.DepthMm} mm"
        )
        + string.Concat(
            reading.Fields.Select(f => string.Create(CultureInfo.InvariantCulture, $"  {f.Key} {f.Value}"))
        );

    private static string Refused(TrialRefusal refusal) => $"refused, {refusal.Reason}: {refusal.Detail}";
}
