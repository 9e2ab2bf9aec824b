using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Database;

/// <summary>What was done that changes no row of an audited table. Who did it comes with the connection
/// (<see cref="Actor"/>).</summary>
/// <param name="Action">A code of sql/reference/audit_actions.sql.</param>
/// <param name="Kind">What it was done to, such as account.</param>
/// <param name="Subject">Which one.</param>
/// <param name="After">What else there is to say; never a secret.</param>
public sealed record AuditLine(string Action, string? Kind = null, string? Subject = null, object? After = null);

/// <summary>Adds lines to the audit log.</summary>
public static class AuditLog
{
    /// <summary>Within the context's transaction, if there is one.</summary>
    public static Task AddAsync(CityOpsDb db, AuditLine line, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"insert into audit_log (action, subject_kind, subject_id, after) values ({line.Action}, {line.Kind}, {line.Subject}, {Json(line)}::jsonb)",
            ct
        );

    /// <summary>In a transaction of its own.</summary>
    public static async Task AddAsync(NpgsqlDataSource database, AuditLine line, CancellationToken ct)
    {
        await using var connection = await database.OpenActingAsync(ct);
        await using var command = new NpgsqlCommand(
            "insert into audit_log (action, subject_kind, subject_id, after) values (@action, @kind, @subject, @after)",
            connection
        )
            .With("action", line.Action)
            .With("kind", line.Kind)
            .With("subject", line.Subject)
            .WithJson("after", Json(line));
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string? Json(AuditLine line) =>
        line.After is null ? null : JsonSerializer.Serialize(line.After, Actor.Json);
}
