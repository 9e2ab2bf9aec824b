using CityOps.Ingest.Commit;
using CityOps.Ingest.Decode;
using CityOps.Ingest.Directory;
using CityOps.Ingest.Follow;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// Hands reports and feedback to the app's handlers. The acknowledgement waits for their commit as for a reading's;
/// what they reject goes to <c>rejected_message</c> through the committer.
/// </summary>
internal sealed class ReportAndFeedbackMessages(
    IServiceScopeFactory scopes,
    Pipeline pipeline,
    GatewayTally tally,
    GatewayDirectory directory,
    TimeProvider time,
    ILogger<ReportAndFeedbackMessages> logger
) : IDisposable
{
    // Each holds a database connection; the rest waits its turn, and its sender's window with it.
    private readonly SemaphoreSlim _atOnce = new(8);

    /// <summary>
    /// Handles one message, then calls its submission's <c>Committed</c>. The submission's place is reserved.
    /// </summary>
    public async Task HandleAsync(
        UplinkSubmission submission,
        string kind,
        string topic,
        ReadOnlyMemory<byte> payload,
        CancellationToken stopping
    )
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        if (JsonParts.Split(payload, parts) is { } broken)
        {
            submission.Reject(new Rejection(0, 0, broken.Reason, broken.Detail, topic, payload));
            parts.Clear();
        }

        try
        {
            await _atOnce.WaitAsync(stopping);
            try
            {
                for (var part = 0; part < parts.Count; part++)
                {
                    var outcome = await HandlePartAsync(submission.Gateway.Id, kind, parts[part], stopping);
                    tally.Note(submission, outcome.Kind);
                    if (outcome.Kind == FieldMessageOutcomeKind.Rejected)
                    {
                        submission.Reject(
                            new Rejection(
                                0,
                                part,
                                outcome.Reason ?? RejectionReason.HandlerFailed,
                                outcome.Detail,
                                topic,
                                parts[part]
                            )
                        );
                    }
                }
            }
            finally
            {
                _atOnce.Release();
            }
        }
        catch (OperationCanceledException)
        {
            pipeline.Release(); // stopping: not acknowledged, so it will be sent again
            return;
        }

        if (submission.Rejections.Count > 0)
        {
            pipeline.Send(submission);
        }
        else
        {
            pipeline.Release();
            submission.Committed();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _atOnce.Dispose();

    /// <summary>One part, tried until the database takes or refuses it.</summary>
    public async Task<FieldMessageOutcome> HandlePartAsync(
        string gatewayId,
        string kind,
        ReadOnlyMemory<byte> part,
        CancellationToken stopping
    )
    {
        if (directory.Current.Gateway(gatewayId)?.Sends.Contains(kind) != true)
        {
            return FieldMessageOutcome.Rejected(
                RejectionReason.NotPermitted,
                $"gateway {gatewayId} has no right to send {kind}"
            );
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var handler = scope
                    .ServiceProvider.GetServices<IFieldMessageHandler>()
                    .FirstOrDefault(handler => handler.Kind == kind);
                return handler is null
                    ? FieldMessageOutcome.Rejected(RejectionReason.NoHandler, $"nothing takes {kind} here")
                    : await handler.HandleAsync(gatewayId, part, stopping);
            }
            catch (Exception e) when (IsOutage(e) && !stopping.IsCancellationRequested)
            {
                logger.LogWarning(
                    "A message of gateway {Gateway} is held while the database is away: {Error}",
                    gatewayId,
                    e.Message
                );
                await Task.Delay(BackOff.After(attempt), time, stopping);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
            {
                logger.LogError(e, "A message of gateway {Gateway} to {Kind} failed in its handler", gatewayId, kind);
                return FieldMessageOutcome.Rejected(RejectionReason.HandlerFailed, e.GetType().Name);
            }
        }
    }

    private static bool IsOutage(Exception? exception) =>
        exception is not null && (Outage.Is(exception) || IsOutage(exception.InnerException));
}
