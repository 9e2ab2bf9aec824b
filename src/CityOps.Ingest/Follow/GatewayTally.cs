using System.Runtime.InteropServices;
using CityOps.Ingest.Commit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.Ingest.Follow;

/// <summary>
/// Counts per gateway and hour what was accepted, seen before and rejected, and how far its clock is off; in memory,
/// and added to <c>gateway_hour</c> once a second. A process that dies loses a second of these counts; readings and
/// rejections themselves are committed.
/// </summary>
internal sealed class GatewayTally(NpgsqlDataSource database, TimeProvider time, ILogger<GatewayTally> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(5);
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
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Period, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryWriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            using var deadline = new CancellationTokenSource(LastTry);
            await TryWriteAsync(deadline.Token);
        }
    }

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
            await using var command = Command([.. taken]);
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

    private NpgsqlCommand Command(KeyValuePair<(string Gateway, long Hour), Counts>[] taken)
    {
        var command = database.CreateCommand(Sql.File("tally_gateways"));
        Add(NpgsqlDbType.Text, t => t.Key.Gateway); // $1 gateway_id
        // $2 hour
        Add(NpgsqlDbType.TimestampTz, t => new DateTime(t.Key.Hour * TimeSpan.TicksPerHour, DateTimeKind.Utc));
        Add(NpgsqlDbType.Bigint, t => t.Value.Accepted); // $3 accepted
        Add(NpgsqlDbType.Bigint, t => t.Value.Duplicates); // $4 duplicates
        Add(NpgsqlDbType.Bigint, t => t.Value.Rejected); // $5 rejected
        Add(NpgsqlDbType.Bigint, t => t.Value.LeastLag / TimeSpan.TicksPerMillisecond); // $6 least_lag_ms
        Add(NpgsqlDbType.TimestampTz, t => new DateTime(t.Value.HeardTicks, DateTimeKind.Utc)); // $7 heard_at
        Add(NpgsqlDbType.Text, t => string.Join(',', t.Value.FutureSensors ?? [])); // $8 future sensors
        Add(NpgsqlDbType.Bigint, t => t.Value.LeastAhead / TimeSpan.TicksPerMillisecond); // $9 least_ahead_ms
        Add(NpgsqlDbType.Bigint, t => t.Value.OverQuota); // $10 over_quota
        Add(NpgsqlDbType.Bigint, t => t.Value.HeldMs); // $11 held_ms
        return command;

        void Add<T>(NpgsqlDbType element, Func<KeyValuePair<(string Gateway, long Hour), Counts>, T> value) =>
            command.Parameters.Add(
                new NpgsqlParameter<T[]>
                {
                    TypedValue = [.. taken.Select(value)],
                    NpgsqlDbType = NpgsqlDbType.Array | element,
                }
            );
    }

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
