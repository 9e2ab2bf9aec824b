using CityOps.Ingest.Directory;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// Tries frames again that were rejected: the station is the one that has their address by now, so what came before it
/// was entered gets into its hours. The password is looked at again; the check of a broken frame stays broken.
/// </summary>
internal sealed class Sl651Replay(
    Pipeline pipeline,
    GatewayAuthentication gateways,
    Sl651Stations stations,
    TimeProvider time
)
{
    public async Task<ReplayOutcome> RunAsync(
        ReadOnlyMemory<byte> payload,
        string topic,
        DateTimeOffset receivedAt,
        CancellationToken cancellationToken
    )
    {
        if (Frames(payload) is not [var first, ..] frames)
        {
            return ReplayOutcome.Rejected(RejectionReason.BadFrame, "no frame with a right check is in it");
        }

        if (!first.IsUp)
        {
            return ReplayOutcome.Rejected(RejectionReason.WrongDirection, "it says that it comes from a center");
        }

        if (await stations.FindAsync(first.Station, cancellationToken) is not { } station)
        {
            return ReplayOutcome.Rejected(
                RejectionReason.UnknownStation,
                $"no gateway has the station address {first.Station}"
            );
        }

        var gateway = await gateways.FindAsync(station.GatewayId, cancellationToken);
        if (gateway is null or { Disabled: true })
        {
            return ReplayOutcome.Rejected(
                RejectionReason.DisabledGateway,
                $"gateway {station.GatewayId} is out of service"
            );
        }

        return first.Password == station.Password
            ? await TakeAsync(frames, station, gateway, topic, receivedAt, cancellationToken)
            : ReplayOutcome.Rejected(RejectionReason.WrongPassword, $"not the password of station {station.Address}");
    }

    private async Task<ReplayOutcome> TakeAsync(
        List<Sl651Frame> frames,
        Sl651Station station,
        Gateway gateway,
        string topic,
        DateTimeOffset receivedAt,
        CancellationToken cancellationToken
    )
    {
        var (last, body, raw) = (frames[^1], frames[^1].Body, frames[^1].Raw);
        if (last.IsPacket)
        {
            var packets = new Sl651Packets();
            var became = frames.ConvertAll(packets.Add)[^1];
            if (became.Kind != Sl651PacketKind.Whole)
            {
                return ReplayOutcome.Rejected(RejectionReason.TooManyParts, "not all packets of the message are there");
            }

            (body, raw) = (became.Body, became.Raw);
        }

        await pipeline.ReserveAsync(cancellationToken);
        var submission = new ReplaySubmission(
            Sl651Submission.ChannelName,
            gateway,
            topic,
            time.GetUtcNow(),
            receivedAt
        );
        try
        {
            Sl651Intake.Take(pipeline, submission, 0, last, body, raw, station, []);
        }
        catch
        {
            pipeline.Release();
            throw;
        }

        pipeline.Send(submission);
        return await submission.Outcome.WaitAsync(cancellationToken);
    }

    private static List<Sl651Frame> Frames(ReadOnlyMemory<byte> payload)
    {
        var frames = new List<Sl651Frame>();
        var (at, failures) = (0, 0);
        while (at < payload.Length)
        {
            var cut = Sl651Framer.Next(payload.Span[at..], ref failures);
            if (cut.Kind == Sl651CutKind.Incomplete)
            {
                break;
            }

            if (cut.Kind == Sl651CutKind.Frame)
            {
                frames.Add(Sl651Framer.Read(payload.Slice(at, cut.Length)));
            }

            at += cut.Length;
        }

        return frames;
    }
}
