using CityOps.Ingest.Directory;

namespace CityOps.Ingest;

/// <summary>The readings of one HTTP request.</summary>
internal sealed class HttpSubmission(Gateway gateway, string path, DateTimeOffset receivedAt)
    : Submission("http", gateway, path, receivedAt)
{
    private readonly TaskCompletionSource<IntakeOutcome> _outcome = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>Completes after the commit.</summary>
    public Task<IntakeOutcome> Outcome => _outcome.Task;

    /// <inheritdoc />
    public override void Committed()
    {
        var (accepted, duplicates) = (0, 0);
        foreach (var row in Rows)
        {
            accepted += row.State == RowState.Stored ? 1 : 0;
            duplicates += row.State == RowState.Duplicate ? 1 : 0;
        }

        // A line is a message of one part, an array one message of many: either way their sum is the index.
        var rejected = Rejections
            .Select(rejection => new IntakeRejection(
                rejection.Message + rejection.Part,
                rejection.Reason,
                rejection.Detail
            ))
            .OrderBy(rejection => rejection.Index);
        _outcome.SetResult(new IntakeOutcome(accepted, duplicates, [.. rejected]));
    }
}
