using System.Threading.Channels;
using CityOps.App.Database;
using CityOps.App.Features.Photos;
using Npgsql;

namespace CityOps.App.Features.Reports;

/// <summary>
/// Commits the reports that have come since the last commit in one transaction: a lone report at once, under load more
/// and more together, because the next ones gather while these are written (decision 195). What a group does not take
/// (a repeat, what is refused, what collects a facility) its own request stores by itself, and gets the answer that it
/// always got. One that the database refuses does not fail its neighbours: the group is halved until it is alone, and
/// then it is stored by itself too.
/// </summary>
public sealed class ReportCommitter(
    ReportGroup group,
    PhotoStore store,
    CityDatabase city,
    ILogger<ReportCommitter> logger
) : BackgroundService
{
    /// <summary>Reports in one transaction: as many as keep it short.</summary>
    private const int Most = 64;

    /// <summary>Reports that wait for their turn; when it is full, requests wait to hand theirs over.</summary>
    private const int MaxWaiting = 4_096;

    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true }
    );

    /// <summary>Returns after the commit; null when the report is to be stored by itself.</summary>
    /// <exception cref="NpgsqlException">The database is away; nothing was stored.</exception>
    public async Task<ReceiveReport.Received?> TryStoreAsync(SentReport sent, CancellationToken ct)
    {
        var waiting = new Waiting(sent);
        try
        {
            await _queue.Writer.WriteAsync(waiting, ct);
        }
        catch (ChannelClosedException)
        {
            return null; // stopping
        }

        return await waiting.Stored.Task; // stored, whether the client still listens or not
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var gathered = new List<Waiting>(Most);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                gathered.Clear();
                while (gathered.Count < Most && _queue.Reader.TryRead(out var waiting))
                {
                    gathered.Add(waiting);
                }

                await CommitAsync(gathered);
            }
        }
        catch (OperationCanceledException)
        {
            _queue.Writer.Complete();
            while (_queue.Reader.TryRead(out var waiting))
            {
                waiting.Stored.TrySetResult(null);
            }
        }
    }

    private async Task CommitAsync(List<Waiting> gathered)
    {
        try
        {
            await using var connection = await city.DataSource.OpenConnectionAsync();
            await StoreAsync(connection, gathered);
        }
        catch (Exception e)
        {
            foreach (var waiting in gathered)
            {
                waiting.Stored.TrySetException(e); // those that are answered already stay so
            }
        }
    }

    private async Task StoreAsync(NpgsqlConnection connection, List<Waiting> gathered)
    {
        try
        {
            var composed = await group.ComposeAsync(connection, [.. gathered.Select(w => w.Sent)]);
            var plain = gathered
                .Zip(composed, (waiting, report) => (Waiting: waiting, New: report!))
                .Where(p => p.New is not null)
                .ToList();
            KeepPhotos(plain);
            if (plain.Count > 0)
            {
                await group.StoreAsync(connection, [.. plain.Select(p => p.New)]);
            }

            foreach (var (waiting, report) in plain)
            {
                waiting.Stored.TrySetResult(new(report.Report, IsNew: true, report.Receipt));
            }

            foreach (var waiting in gathered)
            {
                waiting.Stored.TrySetResult(null); // what is not plain
            }
        }
        catch (PostgresException refused)
        {
            logger.LogInformation(
                "A group of {Count} reports is taken apart: {Reason}",
                gathered.Count,
                refused.MessageText
            );
            if (gathered.Count == 1)
            {
                gathered[0].Stored.TrySetResult(null);
                return;
            }

            var half = gathered.Count / 2;
            await StoreAsync(connection, gathered[..half]);
            await StoreAsync(connection, gathered[half..]);
        }
    }

    /// <summary>
    /// The photos that came with these reports, on disk before any row refers to them. Where that cannot be, the
    /// reports without a photo go on.
    /// </summary>
    private void KeepPhotos(List<(Waiting Waiting, NewReport New)> plain)
    {
        var arrived = plain.SelectMany(p => p.New.Arrived).ToList();
        if (arrived.Count == 0)
        {
            return;
        }

        try
        {
            store.Take(arrived);
        }
        catch (IOException e)
        {
            foreach (var (waiting, _) in plain.Where(p => p.New.Arrived.Count > 0))
            {
                waiting.Stored.TrySetException(e);
            }

            plain.RemoveAll(p => p.New.Arrived.Count > 0);
        }
    }

    private sealed record Waiting(SentReport Sent)
    {
        public TaskCompletionSource<ReceiveReport.Received?> Stored { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
