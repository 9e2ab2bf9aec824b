using System.Threading.Channels;
using CityOps.Ingest.Follow;
using CityOps.Ingest.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.Ingest.Commit;

/// <summary>
/// Commits what has come in since the last commit, in one transaction: alone, a reading is committed at once; under
/// load the batches grow by themselves, because the next gathers while this one is written. The queue is bounded by
/// <see cref="ReadingOptions.MaximumPending"/>: callers reserve a place before they decode, so that when the database
/// is slow or away sockets are not read. What is queued is held until it is committed, however long that takes.
/// </summary>
internal sealed class GroupCommitter : BackgroundService
{
    private readonly Channel<Submission> _queue = Channel.CreateUnbounded<Submission>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    private readonly SemaphoreSlim _places;
    private readonly NpgsqlDataSource _database;
    private readonly ReadingOptions _options;
    private readonly SensorFollower _follower;
    private readonly GatewayTally _tally;
    private readonly ICommittedReadings[] _observers;
    private readonly List<CommittedReading> _committed = [];
    private readonly IngestMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<GroupCommitter> _logger;

    public GroupCommitter(
        NpgsqlDataSource database,
        IOptions<ReadingOptions> options,
        SensorFollower follower,
        GatewayTally tally,
        IEnumerable<ICommittedReadings> observers,
        IngestMetrics metrics,
        TimeProvider time,
        ILogger<GroupCommitter> logger
    )
    {
        _database = database;
        _options = options.Value;
        _follower = follower;
        _tally = tally;
        _observers = [.. observers];
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _places = new SemaphoreSlim(_options.MaximumPending);
        metrics.ObserveQueue(() => _options.MaximumPending - _places.CurrentCount);
    }

    /// <summary>Why nothing can be committed now; null while it can.</summary>
    public string? Away { get; private set; }

    /// <summary>Waits for a place in the queue; each is used by one <see cref="Enqueue"/>.</summary>
    public Task ReserveAsync(CancellationToken cancellationToken) => _places.WaitAsync(cancellationToken);

    /// <summary>Gives a reserved place back unused.</summary>
    public void Release() => _places.Release();

    /// <summary>
    /// Hands a submission over; from now on it belongs to the committer until its <c>Committed</c> is called.
    /// </summary>
    public void Enqueue(Submission submission)
    {
        submission.QueuedAt = _time.GetTimestamp();
        if (!_queue.Writer.TryWrite(submission))
        {
            _places.Release(); // stopped: it is neither stored nor acknowledged, and will be sent again
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var session = new CommitSession(_database, _options.CommandTimeout);
        var batch = new Batch();
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                await CommitQueuedAsync(batch, session, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await DrainAsync(batch, session);
        }
    }

    /// <summary>What was handed over before the end is committed in one more try; what can't be is not
    /// acknowledged.</summary>
    private async Task DrainAsync(Batch batch, CommitSession session)
    {
        _queue.Writer.TryComplete();
        using var deadline = new CancellationTokenSource(_options.CommandTimeout, _time);
        try
        {
            while (Away is null && _queue.Reader.TryPeek(out _))
            {
                Gather(batch);
                await TryCommitAsync(batch, session, deadline.Token);
                Acknowledge(batch, _time.GetTimestamp());
            }
        }
        catch (Exception e)
        {
            _logger.LogWarning("Stopped with uncommitted messages, which were not acknowledged: {Error}", e.Message);
        }
    }

    private async Task CommitQueuedAsync(Batch batch, CommitSession session, CancellationToken stoppingToken)
    {
        Gather(batch);
        var started = _time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await TryCommitAsync(batch, session, stoppingToken);
                break;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                await WaitOutAsync(e, attempt, session, stoppingToken);
            }
        }

        Returned();
        Acknowledge(batch, started);
    }

    private void Gather(Batch batch)
    {
        batch.Clear();
        while (batch.Rows.Count < _options.MaximumBatch && _queue.Reader.TryRead(out var submission))
        {
            batch.Add(submission);
        }
    }

    private async Task TryCommitAsync(Batch batch, CommitSession session, CancellationToken cancellationToken)
    {
        // decided before an outage cut the last try short
        batch.Rows.RemoveAll(row => row.Row.State != RowState.Undecided);
        var early = batch.NewRejections();
        await Quarantine.StoreAsync(session, batch.Rows, early.FindAll(IsKept), _logger, cancellationToken);
        Batch.Kept(early);

        // Conflicts show only now, once the rows are compared with what is stored.
        batch.SettleRepeats();
        var late = batch.NewRejections();
        await Quarantine.StoreAsync(session, [], late.FindAll(IsKept), _logger, cancellationToken);
        Batch.Kept(late);
    }

    private static bool IsKept((Submission Owner, Rejection Rejection) rejected) => rejected.Rejection.IsKept;

    private void Acknowledge(Batch batch, long started)
    {
        var now = _time.GetTimestamp();
        _metrics.Committed(batch, _time.GetElapsedTime(started, now));
        _committed.Clear();
        foreach (var submission in batch.Submissions)
        {
            _follower.Note(submission);
            _tally.Note(submission);
            if (_observers.Length > 0)
            {
                Note(submission);
            }

            _places.Release();
            submission.Committed(); // gives its rows back: nothing of it may be read from here on
        }

        NotifyObservers();
    }

    private void Note(Submission submission)
    {
        foreach (var row in submission.Rows)
        {
            if (row.State == RowState.Stored)
            {
                _committed.Add(
                    new CommittedReading(
                        row.Reading.SensorId,
                        row.Reading.ObservedTicks,
                        row.Reading.DepthMm,
                        submission.ReceivedAt
                    )
                );
            }
        }
    }

    private void NotifyObservers()
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.Committed(_committed);
            }
            catch (Exception e)
            {
                _logger.LogError(
                    e,
                    "{Observer} failed on committed readings; they are stored and acknowledged all the same",
                    observer.GetType().Name
                );
            }
        }
    }

    private async Task WaitOutAsync(
        Exception exception,
        int attempt,
        CommitSession session,
        CancellationToken stoppingToken
    )
    {
        await session.DisposeAsync();
        if (attempt == 0)
        {
            return; // a connection that broke while idle is no outage: once more with a new one
        }

        if (Away is null)
        {
            _logger.LogError(
                exception,
                "Readings can't be committed; they are held and sockets are not read until the database is back"
            );
            _database.Clear(); // the pool's other connections are as dead as this one
        }

        Away = exception.Message;
        await Task.Delay(BackOff.After(attempt), _time, stoppingToken);
    }

    private void Returned()
    {
        if (Away is not null)
        {
            Away = null;
            _logger.LogInformation("Readings are committed again");
        }
    }
}
