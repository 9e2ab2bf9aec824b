using System.Net;
using CityOps.Ingest.Commit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

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
    private const int MaxUnwritten = 1000;
    private const int MaxNameLength = 100;
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
            if (_unwritten.TryGetValue(refused, out var before) || _unwritten.Count < MaxUnwritten)
            {
                _unwritten[refused] = (before.Attempts + 1, time.GetUtcNow());
            }
        }
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        EachSecond.RunAsync(TryWriteAsync, time, stoppingToken);

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
            await using var command = database
                .CreateCommand(Sql.File("note_refused"))
                .WithEach("user_name", taken, t => t.Key.UserName)
                .WithEach("client_id", taken, t => t.Key.ClientId)
                .WithEach("address", taken, t => t.Key.Address)
                .WithEach("reason", taken, t => t.Key.Reason)
                .WithEach("attempts", taken, t => t.Value.Attempts)
                .WithEach("last_at", taken, t => t.Value.LastAt.UtcDateTime);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception e)
        {
            logger.LogWarning("Refused connections can't be noted now: {Error}", e.Message);
        }
    }

    private static string Storable(string text) =>
        (text.Length > MaxNameLength ? text[..MaxNameLength] : text).Replace('\0', '\uFFFD');
}
