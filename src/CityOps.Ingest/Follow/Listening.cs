using Npgsql;

namespace CityOps.Ingest.Follow;

/// <summary>One connection that listens to a channel of PostgreSQL.</summary>
internal static class Listening
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Tells of every notification's payload until cancelled or the connection breaks, which it notices within half a
    /// minute; null means "anything may have happened": at the start, and after each silence.
    /// </summary>
    public static async Task RunAsync(
        NpgsqlDataSource database,
        string channel,
        Action<string?> told,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => told(notification.Payload);
        await using (var listen = new NpgsqlCommand($"listen {channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        told(null);
        while (true)
        {
            if (!await connection.WaitAsync(Silence, cancellationToken))
            {
                // notices a connection that died silently
                await using var ask = new NpgsqlCommand("select 1", connection);
                await ask.ExecuteNonQueryAsync(cancellationToken);
                told(null);
            }
        }
    }
}
