using CityOps.Ingest.Decode;

namespace CityOps.Ingest.Sl651;

/// <summary>Puts one message into a submission: its readings, and what of it is refused. The same for what comes over a
/// connection and for what is tried again.</summary>
internal static class Sl651Intake
{
    /// <param name="message">Which of the submission's messages.</param>
    /// <param name="frame">It, or one of its packets.</param>
    /// <param name="body">Its body, of several packets all bodies.</param>
    /// <param name="raw">Its frames.</param>
    /// <param name="parts">To be used again; what it holds is forgotten.</param>
    public static Sl651Message Take(
        Pipeline pipeline,
        Submission submission,
        int message,
        Sl651Frame frame,
        ReadOnlyMemory<byte> body,
        ReadOnlyMemory<byte> raw,
        Sl651Station station,
        List<DecodedReading> parts
    )
    {
        var decoded = Sl651Body.Read(frame.IsAscii, frame.Function, frame.Station, body);
        if (frame.Function == Sl651Function.Picture)
        {
            return decoded; // confirmed, so that it isn't sent again; not kept
        }

        if (!Sl651Function.HasElements(frame.Function))
        {
            Refuse(
                RejectionReason.UnknownFunction,
                $"function {frame.Function:X2}H brings nothing that is taken; it is kept as it came"
            );
            return decoded;
        }

        parts.Clear();
        if (Sl651Readings.Read(decoded, station, raw, parts) is { } failure)
        {
            Refuse(failure.Reason, failure.Detail);
        }

        pipeline.Take(submission, message, parts);
        return decoded;

        void Refuse(string reason, string detail) =>
            submission.Reject(new Rejection(message, 0, reason, detail, submission.Topic, raw));
    }
}
