using System.Data;
using System.Security.Cryptography;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Statistics;
using CityOps.App.Http;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Bulletins;

/// <summary>A month's latest revision.</summary>
/// <param name="IsNew">False when nothing had changed since it was frozen.</param>
/// <param name="Sha256">Hex, over the canonical JSON of its figures.</param>
/// <param name="Changes">What differs from the revision before.</param>
public sealed record ClosedMonth(Month Month, int Revision, bool IsNew, string Sha256, IReadOnlyList<FigureChange> Changes);

/// <summary>
/// Freezes a month's figures as a revision (月度定版). Done twice, or on two nodes at once, it makes one revision; after a
/// correction it makes the next, which names what changed.
/// </summary>
public static class CloseMonth
{
    public static async Task<Result<ClosedMonth>> RunAsync(NpgsqlDataSource database, Month month, DateTimeOffset now, CancellationToken ct)
    {
        if (!month.IsOver(now))
        {
            return Problems.MonthNotOver.Refuse($"{month} is not over; it can be closed from {month.FirstDay.AddMonths(1):yyyy-MM-dd} on.");
        }

        await using var held = await AdvisoryLock.TakeAsync(database, $"bulletins: close {month}", ct);
        await using var transaction = await held.Connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using var snapshot = FigureSnapshot.Of(transaction);
        var figures = await MonthFigures.ReadAsync(snapshot, month, ct);
        var last = await LastAsync(held.Connection, month, ct);
        var changes = last is null ? [] : figures.ChangesSince(last.Figures);
        if (last is not null && changes.Count == 0)
        {
            return new ClosedMonth(month, last.Revision, IsNew: false, last.Sha256, []);
        }

        var json = JsonSerializer.SerializeToElement(figures, JsonSerializerOptions.Web);
        var sha256 = SHA256.HashData(CanonicalJson.Of(json));
        var revision = (last?.Revision ?? 0) + 1;
        await using var insert = new NpgsqlCommand(
            "insert into bulletin_revision (month, revision, closed_at, figures, sha256, changes) values ($1, $2, $3, $4, $5, $6)",
            held.Connection)
        {
            Parameters =
            {
                new() { Value = month.FirstDay }, new() { Value = revision }, new() { Value = now.ToUniversalTime() },
                new() { Value = json.GetRawText(), NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = sha256 },
                new() { Value = JsonSerializer.Serialize(changes, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };
        await insert.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return new ClosedMonth(month, revision, IsNew: true, Convert.ToHexStringLower(sha256), changes);
    }

    private sealed record Last(int Revision, MonthFigures Figures, string Sha256);

    private static async Task<Last?> LastAsync(NpgsqlConnection connection, Month month, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select revision, figures, sha256 from bulletin_revision where month = $1 order by revision desc limit 1", connection)
        {
            Parameters = { new() { Value = month.FirstDay } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new(
                reader.GetInt32(0),
                JsonSerializer.Deserialize<MonthFigures>(reader.GetString(1), JsonSerializerOptions.Web)!,
                Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)))
            : null;
    }
}
