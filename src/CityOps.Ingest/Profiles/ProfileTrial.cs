using CityOps.Ingest.Decode;

namespace CityOps.Ingest.Profiles;

/// <summary>What a trial is made with.</summary>
/// <param name="ReceivedAt">Taken for when it reached us.</param>
/// <param name="Sensors">Our sensors by the terminal's own numbers; null to leave them as they are.</param>
public sealed record TrialInput(
    ReadOnlyMemory<byte> Payload,
    DateTimeOffset ReceivedAt,
    IReadOnlyList<TrialSensor>? Sensors = null
);

/// <param name="Number">The terminal's own; empty of its only sensor.</param>
/// <param name="Sensor">Our sensor's code.</param>
/// <param name="ZeroMm">The terminal's value where the depth is zero.</param>
public sealed record TrialSensor(string Number, string Sensor, int ZeroMm = 0);

/// <summary>What a profile reads from a message.</summary>
/// <param name="Readings">Its parts, those that are refused among them.</param>
/// <param name="PassedOver">How many parts bring nothing and are not refused: a condition does not hold, or the
/// terminal says that it has no value.</param>
/// <param name="Refusal">Why the message as a whole is refused; null when it is not.</param>
public sealed record TrialAnswer(IReadOnlyList<TrialReading> Readings, int PassedOver, TrialRefusal? Refusal);

/// <param name="Number">The terminal's own number of the sensor; null where it has one sensor.</param>
/// <param name="Sensor">Our sensor's code; null where it is not known.</param>
/// <param name="DepthMm">Of a distance without a sensor's zero, its negative.</param>
/// <param name="Fields">Those that were read.</param>
/// <param name="Refusal">Why it is none; then the rest is what could be read.</param>
/// <param name="Unread">Optional fields that could not be read, and why; the reading counts without them.</param>
public sealed record TrialReading(
    string? Number,
    string? Sensor,
    DateTimeOffset? ObservedAt,
    int? DepthMm,
    IReadOnlyDictionary<string, double> Fields,
    TrialRefusal? Refusal,
    IReadOnlyList<TrialRefusal> Unread
);

/// <param name="Reason">One of <see cref="RejectionReason"/>.</param>
/// <param name="Path">Which path failed, or where in the frame; null where none did.</param>
public sealed record TrialRefusal(string Reason, string Detail, string? Path);

/// <summary>Reads a message as the uplink would, without storing anything: for whoever writes a profile.</summary>
public static class ProfileTrial
{
    /// <summary>What it reads, or what is wrong with the profile.</summary>
    public static (TrialAnswer? Answer, ProfileProblem? Problem) Run(PayloadProfile profile, TrialInput input)
    {
        var (reader, problem) = ProfileReader.Compile(profile);
        if (reader is null)
        {
            return (null, problem);
        }

        var terminal = input.Sensors is null
            ? null
            : new Terminal(
                "this terminal",
                "",
                reader,
                null,
                null,
                input.Sensors.Select(s =>
                    (s.Number, new TerminalSensor(System.Text.Encoding.UTF8.GetBytes(s.Sensor), s.ZeroMm))
                )
            );
        var (parts, trace) = (new List<DecodedReading>(), new ProfileTrace());
        var failure = reader.Read(
            input.Payload,
            new ProfileContext(terminal, input.ReceivedAt.UtcTicks, trace),
            parts,
            out var passedOver
        );
        return (
            new TrialAnswer(
                [.. parts.Select((part, i) => Reading(part, trace.Numbers[i], trace.Unread[i]))],
                passedOver,
                Refusal(failure)
            ),
            null
        );
    }

    private static TrialReading Reading(DecodedReading part, string? number, List<Failure> unread)
    {
        var isRead = part.Failure is null;
        var fields = new Dictionary<string, double>();
        foreach (var field in ReadingFields.All)
        {
            if ((field.Type == FieldType.Number ? part.Fields.Number(field) : part.Fields.Whole(field)) is { } value)
            {
                fields[field.Name] = value;
            }
        }

        return new TrialReading(
            number,
            part.Sensor.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(part.Sensor.Span),
            part.ObservedTicks == 0 ? null : new DateTimeOffset(part.ObservedTicks, TimeSpan.Zero),
            isRead ? part.DepthMm : null,
            fields,
            Refusal(part.Failure),
            unread.ConvertAll(one => Refusal(one)!)
        );
    }

    private static TrialRefusal? Refusal(Failure? failure) =>
        failure is null ? null : new TrialRefusal(failure.Reason, failure.Detail, failure.Path);
}
