using System.Runtime.CompilerServices;
using Npgsql;

namespace CityOps.Ingest.Database;

/// <summary>
/// Reads the rows of raw SQL into records, by the names of their columns (<see cref="RowMapper{T}"/>).
/// </summary>
public static class Rows
{
    /// <summary>All rows.</summary>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ListAsync<T>(ct);
    }

    /// <summary>The rows of the current result.</summary>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlDataReader reader, CancellationToken ct)
    {
        var read = RowMapper<T>.For(reader);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The only row.</summary>
    /// <exception cref="InvalidOperationException">There is none, or there are several.</exception>
    public static async Task<T> SingleAsync<T>(this NpgsqlCommand command, CancellationToken ct) =>
        (await command.ListAsync<T>(ct)).Single();

    /// <summary>The only row, or null.</summary>
    /// <exception cref="InvalidOperationException">There are several.</exception>
    public static async Task<T?> FindAsync<T>(this NpgsqlCommand command, CancellationToken ct) =>
        (await command.ListAsync<T>(ct)).SingleOrDefault();

    /// <summary>One row after another, of answers that are too many for a list.</summary>
    public static async IAsyncEnumerable<T> StreamAsync<T>(
        this NpgsqlCommand command,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var read = RowMapper<T>.For(reader);
        while (await reader.ReadAsync(ct))
        {
            yield return read(reader);
        }
    }
}
