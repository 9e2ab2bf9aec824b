using System.Diagnostics.Metrics;
using CityOps.Ingest.Commit;

namespace CityOps.Ingest.Telemetry;

/// <summary>The meter <c>CityOps.Ingest</c>.</summary>
internal sealed class IngestMetrics
{
    /// <summary>The meter's name, for those who export it.</summary>
    public const string MeterName = "CityOps.Ingest";

    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _rejected;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _acknowledge;
    private readonly UpDownCounter<int> _connections;

    public IngestMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(MeterName);
        _accepted = _meter.CreateCounter<long>("cityops.ingest.readings.accepted", "{reading}", "Readings stored");
        _duplicates = _meter.CreateCounter<long>(
            "cityops.ingest.readings.duplicate",
            "{reading}",
            "Readings that were stored before"
        );
        _rejected = _meter.CreateCounter<long>(
            "cityops.ingest.messages.rejected",
            "{message}",
            "Messages not accepted, by reason"
        );
        _batch = _meter.CreateHistogram<int>("cityops.ingest.batch.size", "{reading}", "Readings in one transaction");
        _commit = _meter.CreateHistogram<double>(
            "cityops.ingest.commit.duration",
            "s",
            "From gathering a batch to its commit"
        );
        _acknowledge = _meter.CreateHistogram<double>(
            "cityops.ingest.acknowledge.duration",
            "s",
            "From a message's queueing to its acknowledgement"
        );
        _connections = _meter.CreateUpDownCounter<int>(
            "cityops.ingest.connections",
            "{connection}",
            "Open MQTT connections"
        );
    }

    public void ObserveQueue(Func<int> depth) =>
        _meter.CreateObservableGauge(
            "cityops.ingest.queue.depth",
            depth,
            "{submission}",
            "Submissions decoded and not yet committed"
        );

    public void Connections(int change) => _connections.Add(change);

    /// <summary>Counts a batch that is committed.</summary>
    public void Committed(Batch batch, TimeSpan took)
    {
        _batch.Record(batch.Rows.Count);
        _commit.Record(took.TotalSeconds);
        var (accepted, duplicates) = (0, 0);
        foreach (var submission in batch.Submissions)
        {
            _acknowledge.Record(_time.GetElapsedTime(submission.QueuedAt).TotalSeconds);
            foreach (var row in submission.Rows)
            {
                accepted += row.State == RowState.Stored ? 1 : 0;
                duplicates += row.State == RowState.Duplicate ? 1 : 0;
            }

            foreach (var rejection in submission.Rejections)
            {
                _rejected.Add(1, new KeyValuePair<string, object?>("reason", rejection.Reason));
            }
        }

        _accepted.Add(accepted);
        _duplicates.Add(duplicates);
    }
}
