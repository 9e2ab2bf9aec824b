using CityOps.Ingest.Commit;
using CityOps.Ingest.Decode;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Profiles;
using CityOps.Ingest.Sl651;
using CityOps.Ingest.Uplink;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.Ingest.Follow;

/// <summary>
/// Tries rejected messages again that an operator asked for, through the same pipeline, and notes the outcome on their
/// rows. A row is locked meanwhile, so that of several nodes one does it; readings and field messages are known by
/// their keys, so one whose node died between the commit and the note is stored once all the same (and is noted as a
/// duplicate).
/// </summary>
internal sealed class ReplayRejected(
    NpgsqlDataSource database,
    Pipeline pipeline,
    ReportAndFeedbackMessages reportsAndFeedback,
    GatewayDirectory directory,
    Sl651Replay sl651,
    Sl651Stations stations,
    Terminals terminals,
    ProfileIntake profiles,
    TimeProvider time,
    ILogger<ReplayRejected> logger
) : BackgroundService
{
    private const int AtOnce = 200;
    private readonly Wake _signal = new();

    private sealed record Message(
        Guid Id,
        DateTimeOffset ReceivedAt,
        string Channel,
        string? GatewayId,
        string Topic,
        byte[] Payload,
        string Reason,
        bool IsCut
    );

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            AlwaysAsync(ct => Listening.RunAsync(database, "cityops_replay", _ => _signal.Call(), ct), stoppingToken),
            AlwaysAsync(WorkAsync, stoppingToken)
        );

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _signal.WaitAsync(cancellationToken);
            while (await ReplaySomeAsync(cancellationToken))
            {
                // there may be more
            }
        }
    }

    private async Task<bool> ReplaySomeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var claimed = await ClaimAsync(connection, cancellationToken);
        if (claimed.Count == 0)
        {
            return false;
        }

        await LearnTheMendAsync(cancellationToken);
        var outcomes = new List<ReplayOutcome>();
        foreach (var message in claimed)
        {
            outcomes.Add(await ReplayAsync(message, cancellationToken));
        }

        await NoteAsync(connection, claimed, outcomes, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>What was mended may not have been told here yet.</summary>
    private async Task LearnTheMendAsync(CancellationToken cancellationToken)
    {
        await directory.LoadAsync(cancellationToken);
        await stations.LoadAsync(cancellationToken);
        await terminals.LoadAsync(cancellationToken);
    }

    private async Task<ReplayOutcome> ReplayAsync(Message message, CancellationToken cancellationToken)
    {
        if (message.Channel == Sl651Submission.ChannelName)
        {
            return await sl651.RunAsync(message.Payload, message.Topic, message.ReceivedAt, cancellationToken);
        }

        if (
            message.GatewayId is null
            || await directory.FindGatewayAsync(message.GatewayId, cancellationToken) is not { } gateway
        )
        {
            return ReplayOutcome.Rejected(RejectionReason.UnknownGateway, $"there is no gateway {message.GatewayId}");
        }

        if (message.IsCut)
        {
            return ReplayOutcome.Rejected(message.Reason, "only the beginning of it is kept");
        }

        if (gateway.Disabled)
        {
            return ReplayOutcome.Rejected(RejectionReason.DisabledGateway, $"gateway {gateway.Id} is out of service");
        }

        var topics = new UplinkTopics(gateway.Id);
        return IsOwnFormat(message, topics) ? await ReplayReadingsAsync(message, gateway, true, cancellationToken)
            : message.Channel == "http" || message.Topic == topics.Readings
                ? await ReplayReadingsAsync(message, gateway, false, cancellationToken)
            : topics.FieldKind(message.Topic) is { } kind
                ? await ReplayFieldMessageAsync(message, gateway, kind, cancellationToken)
            : ReplayOutcome.Rejected(
                topics.RefusalOf(message.Topic),
                $"gateway {gateway.Id} may not publish to {message.Topic}"
            );
    }

    /// <summary>Whether it is the payload profile's to read; one that came before the profile was entered is
    /// too.</summary>
    private bool IsOwnFormat(Message message, UplinkTopics topics) =>
        message.Channel == "http"
            ? message.Topic.StartsWith(ReadingIntake.PushPath, StringComparison.Ordinal)
            : message.Topic == topics.Raw || terminals.Of(message.GatewayId!)?.Takes(message.Topic) == true;

    private async Task<ReplayOutcome> ReplayReadingsAsync(
        Message message,
        Gateway gateway,
        bool isOwnFormat,
        CancellationToken cancellationToken
    )
    {
        await pipeline.ReserveAsync(cancellationToken);
        var submission = new ReplaySubmission(
            message.Channel,
            gateway,
            message.Topic,
            time.GetUtcNow(),
            message.ReceivedAt
        );
        try
        {
            if (isOwnFormat)
            {
                profiles.Take(submission, 0, message.Payload);
            }
            else if (message is { Channel: "http", Reason: RejectionReason.TooManyParts })
            {
                pipeline.TakeLines(submission, message.Payload); // the rest of a body of lines
            }
            else
            {
                pipeline.Take(submission, 0, message.Payload);
            }
        }
        catch
        {
            pipeline.Release();
            throw;
        }

        pipeline.Send(submission);
        return await submission.Outcome.WaitAsync(cancellationToken);
    }

    private async Task<ReplayOutcome> ReplayFieldMessageAsync(
        Message message,
        Gateway gateway,
        string kind,
        CancellationToken cancellationToken
    )
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        if (JsonParts.Split(message.Payload, parts) is { } broken)
        {
            return ReplayOutcome.Rejected(broken.Reason, broken.Detail);
        }

        var (accepted, duplicates, rejections) = (0, 0, new List<Rejection>());
        foreach (var part in parts)
        {
            var outcome = await reportsAndFeedback.HandlePartAsync(gateway.Id, kind, part, cancellationToken);
            accepted += outcome.Kind == FieldMessageOutcomeKind.Stored ? 1 : 0;
            duplicates += outcome.Kind == FieldMessageOutcomeKind.Duplicate ? 1 : 0;
            if (outcome.Kind == FieldMessageOutcomeKind.Rejected)
            {
                rejections.Add(
                    new Rejection(
                        0,
                        0,
                        outcome.Reason ?? RejectionReason.HandlerFailed,
                        outcome.Detail,
                        message.Topic,
                        part
                    )
                );
            }
        }

        return ReplayOutcome.Of(accepted, duplicates, rejections);
    }

#pragma warning disable CA2100 // The texts are SQL files of ours.
    private static async Task<List<Message>> ClaimAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Sql.File("claim_replays"), connection);
        command.With("most", AtOnce);
        return await command.ListAsync<Message>(cancellationToken);
    }

    private async Task NoteAsync(
        NpgsqlConnection connection,
        List<Message> claimed,
        List<ReplayOutcome> outcomes,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(Sql.File("note_replays"), connection);
        // $1 id
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. claimed.Select(message => message.Id)] });
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = [.. outcomes.Select(outcome => outcome.Result)] }
        ); // $2 result
        command.Parameters.Add(
            new NpgsqlParameter<string?[]>
            {
                TypedValue = [.. outcomes.Select(outcome => outcome.Detail?.Replace('\0', '\uFFFD'))], // $3 detail
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            }
        );
        // $4 replayed_at
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

#pragma warning restore CA2100

    private Task AlwaysAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken) =>
        UntilStopped.RunAsync(work, Failed, time, stoppingToken);

    private void Failed(Exception e)
    {
        logger.LogWarning("Rejected messages can't be tried again now and will be later: {Error}", e.Message);
        _signal.Call();
    }
}
