using Npgsql;

namespace CityOps.App.Database;

/// <summary>
/// A write that is rolled back, through a plpgsql trigger (sql/functions/canary.sql), in a session of its own: only a
/// fresh one loads the server's libraries anew.
/// </summary>
internal static class Canary
{
    /// <returns>False where the write went through and the trigger did not run.</returns>
    /// <exception cref="NpgsqlException">It failed.</exception>
    public static async Task<bool> SingsAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var write = new NpgsqlCommand(
            "insert into canary (told) values ('sings') returning echoed = told",
            connection,
            transaction
        );
        var sings = await write.ExecuteScalarAsync(ct) is true;
        await transaction.RollbackAsync(ct);
        return sings;
    }
}
