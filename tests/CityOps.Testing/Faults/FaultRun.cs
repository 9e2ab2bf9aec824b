using System.Diagnostics;
using System.Globalization;

namespace CityOps.Testing.Faults;

/// <summary>What goes wrong in a round.</summary>
public enum Fault
{
    /// <summary>kill -9 of one of the two nodes.</summary>
    KillNode,

    /// <summary>SIGTERM of one of the two nodes: it may finish what it has.</summary>
    StopNode,

    /// <summary>An orderly stop of PostgreSQL.</summary>
    StopDatabase,

    /// <summary>kill -9 of PostgreSQL, then crash recovery.</summary>
    KillDatabase,

    /// <summary>Every connection to the database is ended.</summary>
    CutDatabaseConnections,

    /// <summary>PostgreSQL stops, a node is killed while it is away, both return.</summary>
    KillNodeWhileDatabaseIsAway,

    /// <summary>mosquitto is stopped and started with what it had stored.</summary>
    StopBroker,

    /// <summary>For a while nearly everything that is published has to be quarantined, batches taken apart.</summary>
    FillQuarantine,
}

/// <summary>
/// Faults at random moments under load, then the publishers' lists against the tables. Six publishers: two at each
/// node, with QoS 1 and QoS 2, and two at the broker whose load the nodes share, with QoS 1: mosquitto deals a QoS 2
/// message only at its PUBREL, and can't say then that its restart left it without subscribers. Seeded: the same seed
/// plans the same faults.
/// </summary>
public sealed class FaultRun(FaultCity city, int seed, Action<string> say)
{
    /// <summary>How many gateways <see cref="FaultCity"/> needs.</summary>
    public const int Publishers = 6;

    private static readonly TimeSpan ResumesWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ArrivesWithin = TimeSpan.FromSeconds(30);
    private readonly Random _random = new(seed);

    private readonly FaultPublisher[] _publishers =
    [
        .. Enumerable
            .Range(0, Publishers)
            .Select(i => new FaultPublisher(
                i,
                i < 4 ? city.Nodes[i / 2].MqttPort : city.Broker.Port,
                i < 4 ? 1 + (i % 2) : 1,
                (byte)(i < 4 ? 4 : 5),
                city.QrCode
            )),
    ];

    /// <summary>The longest time from a mended fault to acknowledgements for every publisher.</summary>
    public TimeSpan LongestResume { get; private set; }

    /// <summary>Runs so many rounds, every fault at least once where they suffice, and compares.</summary>
    public async Task<FaultComparison> RunAsync(int rounds, CancellationToken ct)
    {
        using var publishing = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = _publishers.Select(publisher => publisher.RunAsync(publishing.Token)).ToList();
        try
        {
            await UntilAllMoveAsync(running, ct);
            var plan = new Queue<Fault>(Enum.GetValues<Fault>());
            for (var round = 1; round <= rounds; round++)
            {
                if (plan.Count == 0 || round == 1)
                {
                    var faults = Enum.GetValues<Fault>();
                    _random.Shuffle(faults);
                    plan = new Queue<Fault>(faults);
                }

                await RoundAsync(round, plan.Dequeue(), running, ct);
            }

            foreach (var publisher in _publishers)
            {
                publisher.Finish();
            }

            await Task.WhenAll(running).WaitAsync(ResumesWithin, ct);
        }
        catch
        {
            await publishing.CancelAsync();
            throw;
        }

        return await CompareAsync(ct);
    }

    private async Task RoundAsync(int round, Fault fault, List<Task> running, CancellationToken ct)
    {
        var (after, away) = (Milliseconds(300, 1500), Milliseconds(200, 2000));
        var node = _random.Next(city.Nodes.Count);
        await Task.Delay(after, ct);
        await HappenAsync(fault, city.Nodes[node], away, ct);
        var mended = Stopwatch.GetTimestamp();
        await UntilAllMoveAsync(running, ct);
        var resumed = Stopwatch.GetElapsedTime(mended);
        LongestResume = resumed > LongestResume ? resumed : LongestResume;
        say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"round {round, 3}: {fault, -28} node {node}, after {after.TotalSeconds:0.0} s, for {away.TotalSeconds:0.0} s; all acknowledged again {resumed.TotalSeconds:0.0} s later; {_publishers.Sum(p => (long)p.Acknowledged), 9:#,0} acknowledged"
            )
        );
    }

    private async Task HappenAsync(Fault fault, CityOpsProcess node, TimeSpan away, CancellationToken ct)
    {
        switch (fault)
        {
            case Fault.KillNode:
                await node.KillAsync();
                await Task.Delay(away, ct);
                await node.StartAgainAsync(ct);
                break;
            case Fault.StopNode:
                await node.StopAsync();
                await Task.Delay(away, ct);
                await node.StartAgainAsync(ct);
                break;
            case Fault.StopDatabase:
                await city.StopDatabaseAsync();
                await Task.Delay(away, ct);
                await city.StartDatabaseAsync(ct);
                break;
            case Fault.KillDatabase:
                await city.KillDatabaseAsync(ct);
                await Task.Delay(away, ct);
                await city.StartDatabaseAsync(ct);
                break;
            case Fault.CutDatabaseConnections:
                await city.CutDatabaseConnectionsAsync(ct);
                break;
            case Fault.KillNodeWhileDatabaseIsAway:
                await city.StopDatabaseAsync();
                await Task.Delay(away, ct);
                await node.KillAsync();
                await city.StartDatabaseAsync(ct);
                await node.StartAgainAsync(ct);
                break;
            case Fault.StopBroker:
                await city.Broker.StopAsync();
                await Task.Delay(away, ct);
                await city.Broker.StartAgainAsync(ct);
                break;
            case Fault.FillQuarantine:
                SetFilling(true);
                await Task.Delay(away, ct);
                SetFilling(false);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, null);
        }
    }

    private void SetFilling(bool fills)
    {
        foreach (var publisher in _publishers)
        {
            publisher.FillsQuarantine = fills;
        }
    }

    /// <summary>Waits until every publisher has got a further acknowledgement.</summary>
    private async Task UntilAllMoveAsync(List<Task> running, CancellationToken ct)
    {
        var before = _publishers.Select(publisher => publisher.Acknowledged).ToArray();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ResumesWithin);
        while (_publishers.Any(publisher => publisher.Acknowledged <= before[publisher.Index]))
        {
            if (running.FirstOrDefault(task => task.IsFaulted) is { } failed)
            {
                await failed;
            }

            if (limit.IsCancellationRequested)
            {
                var held = _publishers
                    .Where(publisher => publisher.Acknowledged <= before[publisher.Index])
                    .Select(publisher => publisher.Index);
                throw new InvalidOperationException(
                    $"Publishers {string.Join(", ", held)} got no acknowledgement within {ResumesWithin}. The nodes' logs:\n{string.Join("\n---\n", city.Nodes.Select(n => n.Log))}"
                );
            }

            await Task.Delay(20, ct);
        }
    }

    /// <summary>What the broker has acknowledged may be on its way to the table yet.</summary>
    private async Task<FaultComparison> CompareAsync(CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var comparison = await FaultComparison.MakeAsync(city.Database, _publishers, ct);
            if (comparison.Missing.Count == 0 || Stopwatch.GetElapsedTime(began) > ArrivesWithin)
            {
                return comparison;
            }

            await Task.Delay(500, ct);
        }
    }

    private TimeSpan Milliseconds(int least, int most) => TimeSpan.FromMilliseconds(_random.Next(least, most));
}
