using Microsoft.Extensions.ObjectPool;

namespace CityOps.Ingest.Uplink;

/// <summary>The lists of submissions, used again and again.</summary>
internal sealed class SubmissionPool
{
    private const int Kept = 256;

    public ObjectPool<List<ReadingRow>> Rows { get; } =
        new DefaultObjectPool<List<ReadingRow>>(new Lists<ReadingRow>(), Kept);

    public ObjectPool<List<PendingAck>> Acks { get; } =
        new DefaultObjectPool<List<PendingAck>>(new Lists<PendingAck>(), Kept);

    private sealed class Lists<T> : PooledObjectPolicy<List<T>>
    {
        private const int MaxKept = 1024;

        public override List<T> Create() => [];

        public override bool Return(List<T> obj)
        {
            obj.Clear();
            return obj.Capacity <= MaxKept;
        }
    }
}
