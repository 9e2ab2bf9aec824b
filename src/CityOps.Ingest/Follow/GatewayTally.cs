using System.Runtime.InteropServices;
using CityOps.Ingest.Commit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CityOps.Ingest.Follow;

/// <summary>
/// Counts per gateway and hour what was accepted, seen before and rejected, and how far its clock is off; in memory,
/// and added to <c>gateway_hour</c> once a second. A process that dies loses a second of these counts; readings and
/// rejections themselves are committed.
/// </summary>
internal sealed class GatewayTally(NpgsqlDataSource database, TimeProvider time, ILogger<GatewayTally> logger)
    : BackgroundService
{
    private readonly Lock _lock = new();
    private Dictionary<(string Gateway, long Hour), Counts> _counts = [];

    /// <summary>Counts a committed submission. One that is tried again by an operator is not its gateway's
    /// doing.</summary>
    public void Note(Submission submission)
    {
        if (submission is ReplaySubmission)
        {
            return;
        }

        var counts = new Counts { HeardTicks = submission.ReceivedAt.UtcTicks };
        var latest = long.MinValue;
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(submission.Rows))
        {
            counts.Accepted += row.State == RowState.Stored ? 1 : 0;
            counts.Duplicates += row.State == RowState.Duplicate ? 1 : 0;
            latest = Math.Max(latest, row.Reading.ObservedTicks);
        }

        foreach (var rejection in submission.Rejections)
        {
            counts.Rejected += rejection.IsKept ? 1 : 0;
            counts.OverQuota += rejection.IsKept ? 0 : 1;
            var observed = rejection.ObservedTicks ?? long.MinValue;
            if (observed <= submission.ReceivedAt.UtcTicks)
            {
                latest = Math.Max(latest, observed);
            }
            else
            {
                counts.LeastAhead = Latest(counts.LeastAhead, submission.ReceivedAt.UtcTicks - observed);
            }

            if (rejection is { Reason: RejectionReason.InTheFuture, SensorId: { } sensor })
            {
                (counts.FutureSensors ??= []).Add(sensor);
            }
        }

        counts.LeastLag = latest == long.MinValue ? null : submission.ReceivedAt.UtcTicks - latest;
        Add(submission.Gateway.Id, counts);
    }

    /// <summary>Counts a report or feedback; what was refused is counted with its submission's rejections.</summary>
    public void Note(Submission submission, FieldMessageOutcomeKind outcome)
    {
        if (outcome != FieldMessageOutcomeKind.Rejected)
        {
            Add(
                submission.Gateway.Id,
                new Counts
                {
                    Accepted = outcome == FieldMessageOutcomeKind.Stored ? 1 : 0,
                    Duplicates = outcome == FieldMessageOutcomeKind.Duplicate ? 1 : 0,
                    HeardTicks = submission.ReceivedAt.UtcTicks,
                }
            );
        }
    }

    /// <summary>A gateway was not read for a while, because it had sent more than it may.</summary>
    public void Held(string gateway, TimeSpan held) =>
        Add(gateway, new Counts { HeldMs = (long)held.TotalMilliseconds, HeardTicks = time.GetUtcNow().UtcTicks });

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        EachSecond.RunAsync(TryWriteAsync, time, stoppingToken);

    private void Add(string gateway, Counts counts)
    {
        lock (_lock)
        {
            Add(_counts, (gateway, counts.HeardTicks / TimeSpan.TicksPerHour), counts);
        }
    }

    private static void Add(Dictionary<(string, long), Counts> to, (string, long) key, Counts counts)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(to, key, out _);
        sum.Accepted += counts.Accepted;
        sum.Duplicates += counts.Duplicates;
        sum.Rejected += counts.Rejected;
        sum.OverQuota += counts.OverQuota;
        sum.HeldMs += counts.HeldMs;
        sum.LeastLag = sum.LeastLag is { } least && !(counts.LeastLag < least) ? least : counts.LeastLag;
        sum.LeastAhead = Latest(sum.LeastAhead, counts.LeastAhead);
        sum.HeardTicks = Math.Max(sum.HeardTicks, counts.HeardTicks);
        if (counts.FutureSensors is { } sensors)
        {
            (sum.FutureSensors ??= []).UnionWith(sensors); // as many as a gateway has sensors
        }
    }

    /// <summary>The later of two, of which either may be missing.</summary>
    private static long? Latest(long? one, long? other) => one > other ? one : other ?? one;

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string Gateway, long Hour), Counts> taken;
        lock (_lock)
        {
            if (_counts.Count == 0)
            {
                return;
            }

            (taken, _counts) = (_counts, []);
        }

        try
        {
            await using var command = Command(taken);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception e)
        {
            logger.LogWarning("Gateways' counts can't be written now and will be later: {Error}", e.Message);
            lock (_lock)
            {
                foreach (var (key, counts) in taken)
                {
                    Add(_counts, key, counts);
                }
            }
        }
    }

    private NpgsqlCommand Command(IReadOnlyCollection<KeyValuePair<(string Gateway, long Hour), Counts>> taken) =>
        database
            .CreateCommand(Sql.File("tally_gateways"))
            .WithEach("gateway_id", taken, t => t.Key.Gateway)
            .WithEach("hour", taken, t => Utc(t.Key.Hour * TimeSpan.TicksPerHour))
            .WithEach("accepted", taken, t => t.Value.Accepted)
            .WithEach("duplicates", taken, t => t.Value.Duplicates)
            .WithEach("rejected", taken, t => t.Value.Rejected)
            .WithEach("least_lag_ms", taken, t => t.Value.LeastLag / TimeSpan.TicksPerMillisecond)
            .WithEach("heard_at", taken, t => Utc(t.Value.HeardTicks))
            .WithEach("future_sensors", taken, t => string.Join(',', t.Value.FutureSensors ?? []))
            .WithEach("least_ahead_ms", taken, t => t.Value.LeastAhead / TimeSpan.TicksPerMillisecond)
            .WithEach("over_quota", taken, t => t.Value.OverQuota)
            .WithEach("held_ms", taken, t => t.Value.HeldMs);

    private static DateTime Utc(long ticks) => new(ticks, DateTimeKind.Utc);

    private struct Counts
    {
        public long Accepted;
        public long Duplicates;
        public long Rejected;

        /// <summary>Refused for the quota, and not kept.</summary>
        public long OverQuota;

        /// <summary>How long its sockets were not read for the quota, added up.</summary>
        public long HeldMs;

        /// <summary>Ticks from measuring to receiving, of what was measured last and not refused as being in the
        /// future.</summary>
        public long? LeastLag;

        /// <summary>The same, below zero, of what was refused and measured in our future, by the one that is the
        /// least ahead.</summary>
        public long? LeastAhead;

        public long HeardTicks;

        /// <summary>Those whose readings were refused as being in the future; null for none.</summary>
        public HashSet<int>? FutureSensors;
    }
}
