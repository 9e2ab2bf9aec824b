using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>A revision that carries a check sum.</summary>
/// <param name="Latest">The month's latest revision.</param>
public sealed record SealedRevision(DateOnly Month, int Revision, DateTimeOffset ClosedAt, int Latest);

/// <summary>Which revisions a printed check sum belongs to.</summary>
public static class FindSealed
{
    /// <param name="sha256">64 hexadecimal digits; anything else belongs to none.</param>
    public static async Task<IReadOnlyList<SealedRevision>> RunAsync(NpgsqlDataSource database, string sha256, CancellationToken ct)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
        {
            return [];
        }

        await using var command = database.CreateCommand(Sql.Text("queries/bulletins/find_by_sha256"));
        command.Parameters.AddWithValue(Convert.FromHexString(sha256));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<SealedRevision>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new(reader.GetFieldValue<DateOnly>(0), reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetInt32(3)));
        }

        return found;
    }
}
