using CityOps.Ingest.Check;
using CityOps.Ingest.Commit;
using CityOps.Ingest.Decode;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Uplink;
using Microsoft.Extensions.Options;

namespace CityOps.Ingest;

/// <summary>
/// The way of a reading from the gateway into the database, the same for MQTT and HTTP:
/// <list type="number">
/// <item>receive: <see cref="Uplink.UplinkIntake"/> (MQTT), <see cref="Broker.BrokerIntake"/> (a joined broker), <see
/// cref="ReadingIntake"/> (HTTP) or <see cref="Sl651.Sl651Connection"/> (stations that speak SL 651) reserves a place
/// and fills a <see cref="Submission"/>;</item>
/// <item>decode: <see cref="ReadingDecoder"/>, straight off the payload's bytes, by <see cref="ReadingFields"/>; of SL
/// 651 <see cref="Sl651.Sl651Body"/> and <see cref="Sl651.Sl651Readings"/>; of a terminal's own format <see
/// cref="Profiles.ProfileReader"/>;</item>
/// <item>check: <see cref="ReadingCheck"/>, against the sensors in memory (<see cref="GatewayDirectory"/>);</item>
/// <item>group commit: <see cref="GroupCommitter"/>, readings, their dirty hours and flags, and rejections in one
/// transaction;</item>
/// <item>acknowledge: <see cref="Submission.Committed"/>, strictly after the commit;</item>
/// <item>follow: <see cref="Follow.SensorFollower"/>, the sensors' latest state, and <see cref="Follow.GatewayTally"/>,
/// the gateways' counts, within a second;</item>
/// <item>observe: every <see cref="ICommittedReadings"/> of the app, after the acknowledgement. The detector of ponding
/// is one: alerts begin there.</item>
/// </list>
/// Reports and feedback take the other way, <see cref="Uplink.ReportAndFeedbackMessages"/>: each is stored by its <see
/// cref="IFieldMessageHandler"/> in a transaction of the app, then acknowledged; only what is rejected comes through
/// the committer here.
/// </summary>
internal sealed class Pipeline(GatewayDirectory directory, GroupCommitter committer, IOptions<ReadingOptions> options)
{
    private static readonly Failure NoReadings = new(
        RejectionReason.NotPermitted,
        "the gateway has no right to send readings"
    );

    [ThreadStatic]
    private static List<DecodedReading>? _parts;

    /// <summary>Waits for a place; to be called before a submission is filled. When the database is slow, this is where
    /// it stops.</summary>
    public Task ReserveAsync(CancellationToken cancellationToken) => committer.ReserveAsync(cancellationToken);

    /// <summary>Gives the place back when nothing needs the committer.</summary>
    public void Release() => committer.Release();

    /// <summary>Steps 2 and 3: adds one message's readings, or its rejections, to the submission.</summary>
    public void Take(Submission submission, int message, ReadOnlyMemory<byte> payload)
    {
        var parts = _parts ??= [];
        parts.Clear();
        if (ReadingDecoder.Decode(payload, parts) is { } broken)
        {
            submission.Reject(new Rejection(message, 0, broken.Reason, broken.Detail, submission.Topic, payload));
            return;
        }

        Take(submission, message, parts);
    }

    /// <summary>Step 3 for parts that are decoded already.</summary>
    /// <param name="together">Each part's payload is the whole message: what is refused of it for one reason is one
    /// rejection.</param>
    public void Take(Submission submission, int message, List<DecodedReading> parts, bool together = false)
    {
        List<Rejection>? refused = null;
        var limits = TimeLimits.At(submission.HeardAt, options.Value); // tried again, a time stays as wrong as it was
        var known = directory.Current;
        var rights = known.Gateway(submission.Gateway.Id) ?? submission.Gateway; // as they are now, on old connections too
        var maySend = rights.Sends.Contains(UplinkTopics.ReadingsKind);
        var liveFrom = (submission.HeardAt - (rights.BackfillAfter ?? options.Value.BackfillAfter)).UtcTicks;
        var tiltedFrom = options.Value.TiltedFromDeg;
        for (var part = 0; part < parts.Count; part++)
        {
            var decoded = parts[part];
            var failure = ReadingCheck.Check(in decoded, submission.Gateway, known, limits, out var reading);
            failure ??= maySend ? null : NoReadings;
            if (failure is not null)
            {
                var rejection = new Rejection(
                    message,
                    part,
                    failure.Reason,
                    failure.Detail,
                    submission.Topic,
                    decoded.Payload
                )
                {
                    ObservedTicks = decoded.Failure is null ? decoded.ObservedTicks : null,
                    SensorId = reading.SensorId == 0 ? null : reading.SensorId, // the check got as far as that
                };
                if (together)
                {
                    (refused ??= []).Add(rejection);
                }
                else
                {
                    submission.Reject(rejection);
                }
            }
            else
            {
                submission.Rows.Add(
                    new ReadingRow(reading, message, part, decoded.Payload)
                    {
                        Flags =
                            (decoded.Fields.Number(ReadingFields.TiltDeg) >= tiltedFrom ? ReadingFlags.Tilted : 0)
                            | (reading.ObservedTicks < liveFrom ? ReadingFlags.Backfill : 0),
                    }
                );
            }
        }

        foreach (var reason in refused?.GroupBy(rejection => rejection.Reason) ?? [])
        {
            var others = reason.Count() - 1;
            submission.Reject(
                others == 0
                    ? reason.First()
                    : reason.First() with
                    {
                        Detail = FormattableString.Invariant(
                            $"{reason.First().Detail}, and {others} more of the message"
                        ),
                    }
            );
        }
    }

    /// <summary>The same for lines of JSON, one reading each; blank lines don't count.</summary>
    public void TakeLines(Submission submission, ReadOnlyMemory<byte> body)
    {
        var line = 0;
        foreach (var range in body.Span.Split((byte)'\n'))
        {
            var text = body[range];
            if (text.Span.Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            if (line == options.Value.MaximumLines)
            {
                submission.Reject(
                    new Rejection(
                        line,
                        0,
                        RejectionReason.TooManyParts,
                        $"from line {line} on nothing was taken",
                        submission.Topic,
                        body[range.Start..]
                    )
                );
                return;
            }

            Take(submission, line++, text);
        }
    }

    /// <summary>Steps 4 to 7: hands the submission over; its <c>Committed</c> is called after the commit.</summary>
    public void Send(Submission submission) => committer.Enqueue(submission);
}
