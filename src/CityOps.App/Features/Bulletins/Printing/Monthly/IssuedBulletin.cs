using System.Text.Json;
using CityOps.App.Database;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>Bulletins as they were issued.</summary>
internal static class IssuedBulletin
{
    /// <param name="revision">Null for the latest.</param>
    /// <returns>Null when this revision was not issued yet.</returns>
    public static async Task<Bulletin?> ReadAsync(NpgsqlDataSource database, Month month, int? revision, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql.Text("queries/bulletins/issued"));
        command.Parameters.AddWithValue(month.FirstDay);
        command.Parameters.Add(new() { Value = (object?)revision ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        return await command.ExecuteScalarAsync(ct) is string model
            ? JsonSerializer.Deserialize<Bulletin>(model, JsonSerializerOptions.Web)
            : null;
    }

    /// <summary>Issues it. Where another node did so at the same moment, that one's stands.</summary>
    public static async Task<Bulletin> IssueAsync(NpgsqlDataSource database, Month month, Bulletin bulletin, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "insert into issued_bulletin (month, revision, issued_at, model) values ($1, $2, now(), $3) on conflict do nothing");
        command.Parameters.AddWithValue(month.FirstDay);
        command.Parameters.AddWithValue(bulletin.Seal.Revision);
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(bulletin, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Json });
        await command.ExecuteNonQueryAsync(ct);
        return (await ReadAsync(database, month, bulletin.Seal.Revision, ct))!;
    }
}
