using Microsoft.Extensions.Logging;
using Npgsql;

namespace CityOps.Ingest.Commit;

/// <summary>
/// Stores a batch; when the database refuses it because of what a row holds, halves it until that row is found, rejects
/// the row alone, and stores the rest. No row that passes the checks is known to need this; it is for the unknown ones.
/// </summary>
internal static class Quarantine
{
    /// <summary>
    /// Afterwards every row is decided and every given rejection stored. Throws only while the database is unreachable.
    /// </summary>
    public static async Task StoreAsync(
        CommitSession session,
        List<RowRef> rows,
        List<(Submission Owner, Rejection Rejection)> rejections,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        if (rows.Count + rejections.Count == 0)
        {
            return;
        }

        try
        {
            await session.StoreAsync(rows, rejections, cancellationToken);
        }
        catch (PostgresException e) when (Outage.IsPoison(e))
        {
            var narrowed = (rows.Count, rejections.Count) switch
            {
                (> 0, > 0) => SplitAsync((rows, []), ([], rejections)),
                (1, 0) => RefuseAsync(rows[0], e),
                (0, 1) => LoseDetailAsync(rejections[0], e),
                (> 1, _) => SplitAsync((rows[..(rows.Count / 2)], []), (rows[(rows.Count / 2)..], [])),
                _ => SplitAsync(([], rejections[..(rejections.Count / 2)]), ([], rejections[(rejections.Count / 2)..])),
            };
            await narrowed;
        }

        async Task SplitAsync(
            (List<RowRef> Rows, List<(Submission, Rejection)> Rejections) one,
            (List<RowRef> Rows, List<(Submission, Rejection)> Rejections) other
        )
        {
            await StoreAsync(session, one.Rows, one.Rejections, logger, cancellationToken);
            await StoreAsync(session, other.Rows, other.Rejections, logger, cancellationToken);
        }

        Task RefuseAsync(RowRef row, PostgresException e)
        {
            logger.LogError(
                e,
                "A reading of sensor {SensorId} is not storable and was put aside",
                row.Row.Reading.SensorId
            );
            row.Reject(RejectionReason.NotStorable, $"{e.SqlState}: {e.MessageText}");
            return Task.CompletedTask;
        }

        async Task LoseDetailAsync((Submission Owner, Rejection Rejection) one, PostgresException e)
        {
            var (owner, rejection) = one;
            logger.LogError(
                e,
                "Rejection {Id} of gateway {Gateway} is kept without its topic and detail",
                rejection.Id,
                owner.Gateway.Id
            );
            var bare = new Rejection(
                rejection.Message,
                rejection.Part,
                RejectionReason.NotStorable,
                e.SqlState,
                "",
                rejection.Payload
            )
            {
                KeptBytes = rejection.KeptBytes,
            };
            await session.StoreAsync([], [(owner, bare)], cancellationToken);
        }
    }
}
