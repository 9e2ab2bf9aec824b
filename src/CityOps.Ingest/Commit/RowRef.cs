using System.Runtime.InteropServices;

namespace CityOps.Ingest.Commit;

/// <summary>A row of a batch, in the submission that owns it.</summary>
internal readonly record struct RowRef(Submission Owner, int Index)
{
    /// <summary>The row itself; valid while nothing is added to its submission, that is, from hand-over on.</summary>
    public ref ReadingRow Row => ref CollectionsMarshal.AsSpan(Owner.Rows)[Index];

    /// <summary>Marks the row as refused and records why.</summary>
    public void Reject(string reason, string? detail)
    {
        ref var row = ref Row;
        row.State = RowState.Rejected;
        Owner.Reject(new Rejection(row.Message, row.Part, reason, detail, Owner.Topic, row.Payload));
    }
}
