using Npgsql;

namespace CityOps.App.Database;

/// <summary>
/// Lets one process at a time do a piece of work, over all processes of this database. It is the session's: what waited
/// for it begins its transaction afterwards and so sees what the one before it committed; a lost connection gives it
/// up.
/// </summary>
public sealed class AdvisoryLock : IAsyncDisposable
{
    private readonly string _name;

    private AdvisoryLock(NpgsqlConnection connection, string name) => (Connection, _name) = (connection, name);

    /// <summary>The connection that holds it; do the work on this one.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Waits for the lock of this name.</summary>
    public static async Task<AdvisoryLock> TakeAsync(NpgsqlDataSource database, string name, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand(
                "select pg_advisory_lock(hashtextextended(@name, 0))",
                connection
            )
            {
                CommandTimeout = 0,
            }.With("name", name);
            await command.ExecuteNonQueryAsync(ct);
            return new AdvisoryLock(connection, name);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await using (Connection)
        {
            if (Connection.State == System.Data.ConnectionState.Open)
            {
                await using var command = new NpgsqlCommand(
                    "select pg_advisory_unlock(hashtextextended(@name, 0))",
                    Connection
                ).With("name", _name);
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }
}
