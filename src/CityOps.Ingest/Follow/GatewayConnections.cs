using CityOps.Ingest.Commit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

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
    private const int LongestWill = 1000;
    private const int MostUnwritten = 20_000;
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
            if (_unwritten.Count > MostUnwritten)
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
        await using var command = database.CreateCommand(Sql.File("uplink_beat"));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _node });
        var isNew = (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
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
            await using var gone = database.CreateCommand("delete from uplink_node where id = $1");
            gone.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _node });
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
            await using var command = Command([.. taken.Values]);
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

    private NpgsqlCommand Command(ConnectionNote[] notes)
    {
        var command = database.CreateCommand(Sql.File("note_connections"));
        Add(NpgsqlDbType.Uuid, note => note.Id); // $1 id
        Add(NpgsqlDbType.Text, note => note.GatewayId); // $2 gateway_id
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _node }); // $3 node
        Add(NpgsqlDbType.Text, note => Storable(note.ClientId)); // $4 client_id
        Add(NpgsqlDbType.Text, note => note.Protocol); // $5 protocol
        Add(NpgsqlDbType.TimestampTz, note => note.OpenedAt!.Value.UtcDateTime); // $6 opened_at
        Add(NpgsqlDbType.TimestampTz, note => note.ClosedAt?.UtcDateTime); // $7 closed_at
        Add(NpgsqlDbType.Text, note => note.ClosedAt is null ? null : note.Ending); // $8 ending
        Add(NpgsqlDbType.Bytea, note => Cut(note.LastWords)); // $9 will
        return command;

        void Add<T>(NpgsqlDbType element, Func<ConnectionNote, T> value) =>
            command.Parameters.Add(
                new NpgsqlParameter<T[]>
                {
                    TypedValue = [.. notes.Select(value)],
                    NpgsqlDbType = NpgsqlDbType.Array | element,
                }
            );
    }

    private static string Storable(string clientId) => clientId.Replace('\0', '\uFFFD');

    private static byte[]? Cut(ReadOnlyMemory<byte>? will) =>
        will is { } words ? words[..Math.Min(words.Length, LongestWill)].ToArray() : null;
}
