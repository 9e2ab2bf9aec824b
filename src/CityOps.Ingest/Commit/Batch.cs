namespace CityOps.Ingest.Commit;

/// <summary>
/// The submissions of one transaction. Keys that come twice in it are settled here, so that the rows to store are
/// unique: the first is stored, one of the same depth is its duplicate, another depth is a conflict.
/// </summary>
internal sealed class Batch
{
    private readonly Dictionary<(int SensorId, long ObservedTicks), RowRef> _keys = [];
    private readonly List<(RowRef Later, RowRef First)> _repeats = [];

    public List<Submission> Submissions { get; } = [];

    /// <summary>The rows to store, keys unique.</summary>
    public List<RowRef> Rows { get; } = [];

    public void Clear()
    {
        _keys.Clear();
        _repeats.Clear();
        Submissions.Clear();
        Rows.Clear();
    }

    public void Add(Submission submission)
    {
        Submissions.Add(submission);
        for (var i = 0; i < submission.Rows.Count; i++)
        {
            var row = new RowRef(submission, i);
            if (_keys.TryAdd(row.Row.Reading.Key, row))
            {
                Rows.Add(row);
            }
            else
            {
                _repeats.Add((row, _keys[row.Row.Reading.Key]));
            }
        }
    }

    /// <summary>
    /// Decides the repeats once the first of each key is decided. They are compared with what was sent first in this
    /// batch; when that one was rejected, an equal repeat is rejected with it.
    /// </summary>
    public void SettleRepeats()
    {
        foreach (var (later, first) in _repeats)
        {
            if (later.Row.Reading.DepthMm != first.Row.Reading.DepthMm)
            {
                later.Reject(RejectionReason.Conflict, Conflict.With(first.Row.Reading.DepthMm));
            }
            else if (first.Row.State != RowState.Rejected)
            {
                later.Row.State = RowState.Duplicate;
            }
            else
            {
                var why = first.Owner.Rejections.First(r => r.Message == first.Row.Message && r.Part == first.Row.Part);
                later.Reject(why.Reason, why.Detail);
            }
        }

        _repeats.Clear();
    }

    /// <summary>The rejections that are not committed yet, those that are not kept among them.</summary>
    public List<(Submission Owner, Rejection Rejection)> NewRejections()
    {
        var found = new List<(Submission, Rejection)>();
        foreach (var submission in Submissions)
        {
            for (var i = submission.KeptRejections; i < submission.Rejections.Count; i++)
            {
                found.Add((submission, submission.Rejections[i]));
            }
        }

        return found;
    }

    /// <summary>Notes that these rejections, found before, are committed; later ones may have joined them
    /// meanwhile.</summary>
    public static void Kept(List<(Submission Owner, Rejection Rejection)> rejections) =>
        rejections.ForEach(kept => kept.Owner.KeptRejections++);
}

/// <summary>The details of a conflict: another depth for the same sensor and time. Other fields never conflict, because
/// a modem measures battery and signal anew at each try; those of the first try stay.</summary>
internal static class Conflict
{
    public const string WithStored = "a reading of the same sensor and time is stored with another depthMm";

    public static string With(int firstDepthMm) =>
        FormattableString.Invariant($"the same sensor and time came just before with depthMm {firstDepthMm}");
}
