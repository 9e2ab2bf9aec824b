using System.Globalization;
using System.Net;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Follow;
using Microsoft.Extensions.Logging;

namespace CityOps.Ingest.Sl651;

/// <summary>
/// What is not let in: frames of unknown stations, with a wrong password or a wrong check. Their sender is not known
/// for certain, so they are not confirmed; each is counted in <c>refused_connection</c>, and the first of an hour are
/// kept in <c>rejected_message</c>, where they can be replayed once the station is entered.
/// </summary>
internal sealed class Sl651Refusals(
    Pipeline pipeline,
    RefusedConnections refused,
    TimeProvider time,
    ILogger<Sl651Refusals> logger
)
{
    private const int MaxOfOnePerHour = 20;
    private const int MaxPerHour = 500;
    private readonly Lock _lock = new();
    private Dictionary<(string, string), int> _kept = [];
    private int _keptInAll;
    private long _hour;

    /// <summary>Notes and keeps one.</summary>
    /// <param name="gateway">The gateway that it seems to be; null for none.</param>
    /// <param name="station">The station address in it; empty for none.</param>
    /// <param name="raw">Its bytes.</param>
    public async ValueTask NoteAsync(
        Gateway? gateway,
        string station,
        EndPoint? from,
        string reason,
        string detail,
        ReadOnlyMemory<byte> raw,
        CancellationToken cancellationToken
    )
    {
        refused.Note(station, "SL 651", from ?? new IPEndPoint(IPAddress.None, 0), reason);
        var name = gateway?.Id ?? PseudoGateway(station);
        if (!Keeps(name, reason))
        {
            return;
        }

        logger.LogInformation(
            "SL 651: {Reason} from {Remote}, station {Station}: {Detail}",
            reason,
            from,
            station,
            detail
        );
        await pipeline.ReserveAsync(cancellationToken);
        var submission = new Sl651Submission(
            gateway ?? new Gateway(name, [], Disabled: true),
            Sl651Submission.TopicOf(station),
            time.GetUtcNow(),
            null
        );
        submission.Reject(new Rejection(0, 0, reason, detail, submission.Topic, raw.ToArray()));
        pipeline.Send(submission);
    }

    /// <summary>Under this name stands what a station sent that is no gateway yet.</summary>
    public static string PseudoGateway(string station) =>
        station.Length == 0 ? "sl651" : $"sl651-{station.ToLower(CultureInfo.InvariantCulture)}";

    private bool Keeps(string gateway, string reason)
    {
        var hour = time.GetUtcNow().UtcTicks / TimeSpan.TicksPerHour;
        lock (_lock)
        {
            if (hour != _hour)
            {
                (_hour, _keptInAll, _kept) = (hour, 0, []);
            }

            var ofOne = _kept.GetValueOrDefault((gateway, reason));
            if (ofOne >= MaxOfOnePerHour || _keptInAll >= MaxPerHour)
            {
                return false;
            }

            _kept[(gateway, reason)] = ofOne + 1;
            _keptInAll++;
            return true;
        }
    }
}
