using CityOps.Ingest.Commit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace CityOps.Ingest.Follow;

/// <summary>
/// Keeps <c>gateway_connection</c>: who is connected since when, and how it ended, gracefully or with a will. Written
/// half a second behind, many connections together. A node records every ten seconds that it is alive; what one that
/// died left open is closed by the others.
/// </summary>
internal sealed class GatewayConnections(
    NpgsqlDataSource database,
    TimeProvider time,
    ILogger<GatewayConnections> logger
) : BackgroundService
{
    private const int MaxWillLength = 1000;
    private const int MaxUnwritten = 20_000;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(5);
    private readonly Guid _node = Guid.CreateVersion7();
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, ConnectionNote> _open = [];
    private Dictionary<Guid, ConnectionNote> _unwritten = [];

    /// <summary>A gateway is let in.</summary>
    public void Opened(ConnectionNote note, string gatewayId, string clientId, string protocol)
    {
        (note.GatewayId, note.ClientId, note.Protocol, note.OpenedAt) = (
            gatewayId,
            clientId,
            protocol,
            time.GetUtcNow()
        );
        lock (_lock)
        {
            _open[note.Id] = note;
            _unwritten[note.Id] = note;
        }
    }

    /// <summary>A connection is over; one that was never let in leaves no trace.</summary>
    public void Closed(ConnectionNote note)
    {
        lock (_lock)
        {
            if (!_open.Remove(note.Id))
            {
                return;
            }

            note.ClosedAt = time.GetUtcNow();
            _unwritten[note.Id] = note;
            if (_unwritten.Count > MaxUnwritten)
            {
                // the database is away and gateways come and go: the nodes' beat closes what it knows as open
                _unwritten.Remove(note.Id);
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var beatAt = DateTimeOffset.MinValue;
        try
        {
            using var timer = new PeriodicTimer(Period, time);
            do
            {
                try
                {
                    if (time.GetUtcNow() >= beatAt)
                    {
                        await BeatAsync(stoppingToken);
                        beatAt = time.GetUtcNow() + Beat;
                    }

                    await WriteAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    logger.LogWarning("Connections can't be noted now and will be later: {Error}", e.Message);
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await WriteLastAsync();
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql.File("uplink_beat")).With("node", _node);
        var isNew = await command.SingleAsync<bool>(cancellationToken);
        lock (_lock)
        {
            foreach (var note in isNew ? [.. _open.Values] : Array.Empty<ConnectionNote>())
            {
                _unwritten[note.Id] = note; // others took this node for dead and closed them
            }
        }
    }

    private async Task WriteLastAsync()
    {
        lock (_lock)
        {
            foreach (var note in _open.Values.ToList())
            {
                note.EndsBy(ConnectionEnding.Shutdown);
                note.ClosedAt = time.GetUtcNow();
                _unwritten[note.Id] = note;
            }
        }

        try
        {
            using var deadline = new CancellationTokenSource(LastTry);
            await WriteAsync(deadline.Token);
            await using var gone = database
                .CreateCommand("delete from uplink_node where id = @node")
                .With("node", _node);
            await gone.ExecuteNonQueryAsync(deadline.Token);
        }
        catch (Exception e)
        {
            logger.LogWarning(
                "The last connections could not be noted; other nodes will close them: {Error}",
                e.Message
            );
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        Dictionary<Guid, ConnectionNote> taken;
        lock (_lock)
        {
            if (_unwritten.Count == 0)
            {
                return;
            }

            (taken, _unwritten) = (_unwritten, []);
        }

        try
        {
            await using var command = Command(taken.Values);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            lock (_lock)
            {
                foreach (var (id, note) in taken)
                {
                    _unwritten[id] = note;
                }
            }

            throw;
        }
    }

    private NpgsqlCommand Command(IReadOnlyCollection<ConnectionNote> notes) =>
        database
            .CreateCommand(Sql.File("note_connections"))
            .With("node", _node)
            .WithEach("id", notes, note => note.Id)
            .WithEach("gateway_id", notes, note => note.GatewayId)
            .WithEach("client_id", notes, note => Storable(note.ClientId))
            .WithEach("protocol", notes, note => note.Protocol)
            .WithEach("opened_at", notes, note => note.OpenedAt!.Value.UtcDateTime)
            .WithEach("closed_at", notes, note => note.ClosedAt?.UtcDateTime)
            .WithEach("ending", notes, note => note.ClosedAt is null ? null : note.Ending)
            .WithEach("will", notes, note => Cut(note.LastWords));

    private static string Storable(string clientId) => clientId.Replace('\0', '\uFFFD');

    private static byte[]? Cut(ReadOnlyMemory<byte>? will) =>
        will is { } words ? words[..Math.Min(words.Length, MaxWillLength)].ToArray() : null;
}
