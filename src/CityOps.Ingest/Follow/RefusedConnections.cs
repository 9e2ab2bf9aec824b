using System.Net;
using CityOps.Ingest.Commit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.Ingest.Follow;

/// <summary>
/// Keeps who was not let in, and why, in <c>refused_connection</c>: whoever installs a gateway sees no more than a
/// code. A row for each name, client id, address and reason, counted; the latest 1000. Never the secret.
/// </summary>
internal sealed class RefusedConnections(
    NpgsqlDataSource database,
    TimeProvider time,
    ILogger<RefusedConnections> logger
) : BackgroundService
{
    private const int MostUnwritten = 1000;
    private const int LongestName = 100;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private Dictionary<Refused, (int Attempts, DateTimeOffset LastAt)> _unwritten = [];

    private sealed record Refused(string UserName, string ClientId, string Address, string Reason);

    /// <summary>Counts one; beyond 1000 different ones in a second, no more are noted.</summary>
    public void Note(string userName, string clientId, EndPoint from, string reason)
    {
        var refused = new Refused(
            Storable(userName),
            Storable(clientId),
            from is IPEndPoint ip ? $"{ip.Address}" : "",
            Storable(reason)
        );
        lock (_lock)
        {
            if (_unwritten.TryGetValue(refused, out var before) || _unwritten.Count < MostUnwritten)
            {
                _unwritten[refused] = (before.Attempts + 1, time.GetUtcNow());
            }
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryWriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // stopping
        }
    }

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        Dictionary<Refused, (int Attempts, DateTimeOffset LastAt)> taken;
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
            await using var command = database.CreateCommand(Sql.File("note_refused"));
            Add(NpgsqlDbType.Text, taken.Keys.Select(refused => refused.UserName)); // $1 user_name
            Add(NpgsqlDbType.Text, taken.Keys.Select(refused => refused.ClientId)); // $2 client_id
            Add(NpgsqlDbType.Text, taken.Keys.Select(refused => refused.Address)); // $3 address
            Add(NpgsqlDbType.Text, taken.Keys.Select(refused => refused.Reason)); // $4 reason
            Add(NpgsqlDbType.Integer, taken.Values.Select(count => count.Attempts)); // $5 attempts
            Add(NpgsqlDbType.TimestampTz, taken.Values.Select(count => count.LastAt.UtcDateTime)); // $6 last_at
            await command.ExecuteNonQueryAsync(cancellationToken);

            void Add<T>(NpgsqlDbType element, IEnumerable<T> values) =>
                command.Parameters.Add(
                    new NpgsqlParameter<T[]> { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | element }
                );
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning("Refused connections can't be noted now: {Error}", e.Message);
        }
    }

    private static string Storable(string text) =>
        (text.Length > LongestName ? text[..LongestName] : text).Replace('\0', '\uFFFD');
}
