using CityOps.Ingest.Directory;

namespace CityOps.Ingest;

/// <summary>
/// A rejected message that is tried again. What is refused once more is not recorded as another rejection: it is the
/// same message, and the outcome goes to its row.
/// </summary>
internal sealed class ReplaySubmission(
    string channel,
    Gateway gateway,
    string topic,
    DateTimeOffset receivedAt,
    DateTimeOffset heardAt
) : Submission(channel, gateway, topic, receivedAt)
{
    private readonly TaskCompletionSource<ReplayOutcome> _outcome = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>Completes after the commit.</summary>
    public Task<ReplayOutcome> Outcome => _outcome.Task;

    /// <summary>When it first reached us: a replay is no sign of life of the sensor.</summary>
    public override DateTimeOffset HeardAt => heardAt;

    /// <inheritdoc />
    public override void Reject(Rejection rejection)
    {
        base.Reject(rejection);
        KeptRejections++; // for the committer there is nothing to store
    }

    /// <inheritdoc />
    public override void Committed() =>
        _outcome.SetResult(
            ReplayOutcome.Of(
                Rows.Count(row => row.State == RowState.Stored),
                Rows.Count(row => row.State == RowState.Duplicate),
                Rejections
            )
        );
}

/// <summary>What became of a message that was tried again.</summary>
/// <param name="Result">The value of <c>rejected_message.replay_result</c>.</param>
/// <param name="Detail">Of a rejection: its reason and what a person needs to correct it.</param>
internal sealed record ReplayOutcome(string Result, string? Detail)
{
    public static ReplayOutcome Rejected(string reason, string? detail) =>
        new("rejected", detail is null ? reason : $"{reason}: {detail}");

    public static ReplayOutcome Of(int accepted, int duplicates, IReadOnlyList<Rejection> rejections)
    {
        if (rejections.Count == 0)
        {
            return new(accepted > 0 ? "accepted" : "duplicate", null);
        }

        var outcome = Rejected(rejections[0].Reason, rejections[0].Detail);
        return accepted + duplicates == 0
            ? outcome
            : outcome with
            {
                Detail = FormattableString.Invariant(
                    $"{accepted} accepted, {duplicates} duplicates, {rejections.Count} {outcome.Detail}"
                ),
            };
    }
}
