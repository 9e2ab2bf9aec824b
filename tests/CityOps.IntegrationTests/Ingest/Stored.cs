using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>What the database holds.</summary>
internal static class Stored
{
    public static async Task<long> ReadingsAsync(TestDatabase database, CancellationToken ct, string? sensor = null)
    {
        await using var command = database.DataSource.CreateCommand(
            "select count(*) from reading r join sensor s on s.id = r.sensor_id where $1::text is null or s.code = $1"
        );
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = (object?)sensor ?? DBNull.Value,
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text,
            }
        );
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Reasons of what was rejected, in the order received.</summary>
    public static async Task<List<string>> ReasonsAsync(TestDatabase database, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand("select reason from rejected_message order by id");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var reasons = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            reasons.Add(reader.GetString(0));
        }

        return reasons;
    }

    public static async Task<T> ScalarAsync<T>(TestDatabase database, string sql, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task ExecuteAsync(TestDatabase database, string sql, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Waits until the condition holds; fails with <paramref name="what"/> after a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await holds())
        {
            Assert.False(limit.IsCancellationRequested, $"Not within a minute: {what}");
            await Task.Delay(50, ct);
        }
    }
}
