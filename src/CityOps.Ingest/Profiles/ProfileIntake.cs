using CityOps.Ingest.Decode;

namespace CityOps.Ingest.Profiles;

/// <summary>Puts one message in a terminal's own format into a submission: its readings, and what of it is refused. The
/// same for MQTT, for HTTP and for what is tried again.</summary>
internal sealed class ProfileIntake(Pipeline pipeline, Terminals terminals, PayloadHeard heard, TimeProvider time)
{
    [ThreadStatic]
    private static List<DecodedReading>? _parts;

    /// <summary>Steps 2 and 3 of <see cref="Pipeline"/>.</summary>
    /// <param name="message">Which of the submission's messages.</param>
    public void Take(Submission submission, int message, ReadOnlyMemory<byte> payload)
    {
        var terminal = terminals.Of(submission.Gateway.Id);
        if (terminal?.Reader is not { } reader)
        {
            var why = terminal is null
                ? $"gateway {submission.Gateway.Id} has no payload profile"
                : $"the payload profile {terminal.ProfileCode} is not known here, or cannot be used";
            Refuse(new Failure(RejectionReason.NoProfile, why));
            return;
        }

        var parts = _parts ??= [];
        parts.Clear();
        var isReplay = submission is ReplaySubmission;
        var received = isReplay ? submission.HeardAt : time.GetUtcNow();
        var context = new ProfileContext(terminal, received.UtcTicks);
        if (reader.Read(payload, context, parts, out var passedOver) is { } failure)
        {
            Refuse(failure);
            return;
        }

        Note(null, parts.Count, passedOver);
        pipeline.Take(submission, message, parts, together: true);

        void Refuse(Failure why)
        {
            Note(why, 0, 0);
            submission.Reject(new Rejection(message, 0, why.Reason, why.Detail, submission.Topic, payload));
        }

        void Note(Failure? why, int readings, int passed)
        {
            if (submission is not ReplaySubmission)
            {
                heard.Note(submission, payload, why, readings, passed);
            }
        }
    }
}
