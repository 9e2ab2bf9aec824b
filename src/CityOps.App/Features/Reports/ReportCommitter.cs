using System.Threading.Channels;
using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Reports;

/// <summary>
/// Commits the reports that have come since the last commit in one transaction: a lone report at once, under load more and more
/// together, because the next ones gather while these are written (decision 195). What a group does not take (a repeat, what is refused, what
/// collects a facility) its own request stores by itself, and gets the answer that it always got. One that the database refuses does not
/// fail its neighbours: the group is halved until it is alone, and then it is stored by itself too.
/// </summary>
public sealed class ReportCommitter(ReportGroup group, CityDatabase city, ILogger<ReportCommitter> logger)
    : BackgroundService
{
    /// <summary>Reports in one transaction: as many as keep it short.</summary>
    private const int Most = 64;

    /// <summary>Reports that wait for their turn; when it is full, requests wait to hand theirs over.</summary>
    private const int MostWaiting = 4_096;

    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true }
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

        return await waiting.Stored.Task.WaitAsync(ct);
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
            var composed = await group.ComposeAsync(connection, [.. gathered.Select(w => w.Sent)]);
            var plain = new List<(Waiting Waiting, NewReport New)>(gathered.Count);
            foreach (var (waiting, report) in gathered.Zip(composed))
            {
                if (report is null)
                {
                    waiting.Stored.TrySetResult(null);
                }
                else
                {
                    plain.Add((waiting, report));
                }
            }

            await StoreAsync(connection, plain);
        }
        catch (Exception e)
        {
            foreach (var waiting in gathered)
            {
                waiting.Stored.TrySetException(e); // those that are answered already stay so
            }
        }
    }

    private async Task StoreAsync(NpgsqlConnection connection, List<(Waiting Waiting, NewReport New)> plain)
    {
        if (plain.Count == 0)
        {
            return;
        }

        try
        {
            await group.StoreAsync(connection, [.. plain.Select(p => p.New)]);
        }
        catch (PostgresException refused)
        {
            logger.LogInformation("A group of {Count} reports is taken apart: {Reason}", plain.Count, refused.Message);
            if (plain.Count == 1)
            {
                plain[0].Waiting.Stored.TrySetResult(null);
                return;
            }

            var half = plain.Count / 2;
            await StoreAsync(connection, plain[..half]);
            await StoreAsync(connection, plain[half..]);
            return;
        }

        foreach (var (waiting, report) in plain)
        {
            waiting.Stored.TrySetResult(new(report.Report, IsNew: true, report.Receipt));
        }
    }

    private sealed record Waiting(SentReport Sent)
    {
        public TaskCompletionSource<ReceiveReport.Received?> Stored { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
