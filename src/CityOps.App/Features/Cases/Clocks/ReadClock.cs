using CityOps.App.Database;
using CityOps.App.Features.Forms;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases.Clocks;

/// <summary>How long a case may take and how it stands.</summary>
/// <param name="ConditionId">The filing condition whose limit it is.</param>
/// <param name="Limit">As it is written: 4工作时; null where no limit holds.</param>
/// <param name="Extensions">How often one more limit was given.</param>
/// <param name="StoppedAt">When it was suspended, handled or ended; null while the clock runs.</param>
/// <param name="State">running, due_soon, overdue, suspended, met, missed; null where no limit holds.</param>
/// <param name="SuspendedUntil">When a suspension ends by itself.</param>
/// <param name="Appeal">pending, granted or refused; null without one.</param>
/// <param name="RemainingMinutes">On the limit's own clock; negative when it is over.</param>
/// <param name="DeadlineIsProvisional">It lies in a year whose holidays are not entered yet, and moves when they
/// are.</param>
public sealed record ClockAnswer(
    Guid? ConditionId,
    string? Condition,
    DateTimeOffset StartedAt,
    string? Limit,
    int Extensions,
    DateTimeOffset? SuspendedAt,
    DateTimeOffset? StoppedAt,
    DateTimeOffset? WarnAt,
    DateTimeOffset? Deadline,
    string? State,
    decimal? RemainingMinutes,
    DateTimeOffset? SuspendedUntil,
    string? Appeal,
    bool DeadlineIsProvisional
);

/// <summary>Reads a case's clock as the database computes it at that moment.</summary>
public static class ReadClock
{
    private sealed record ClockRow(
        Guid? ConditionId,
        string? Condition,
        DateTimeOffset StartedAt,
        decimal? LimitAmount,
        string? LimitUnit,
        int Extensions,
        DateTimeOffset? SuspendedAt,
        DateTimeOffset? StoppedAt,
        DateTimeOffset? WarnAt,
        DateTimeOffset? Deadline,
        string? State,
        decimal? RemainingMinutes,
        DateTimeOffset? SuspendedUntil,
        string? Appeal,
        bool DeadlineIsProvisional
    );

    /// <summary>Null for a case that was not handed to anybody yet.</summary>
    public static async Task<ClockAnswer?> RunAsync(CityOpsDb db, Guid caseId, DateTimeOffset now, CancellationToken ct)
    {
        var rows = await db
            .Database.SqlQueryRaw<ClockRow>(
                Sql.Text("queries/cases/clock"),
                Parameters.Of("case", caseId),
                Parameters.Of("at", now.ToUniversalTime())
            )
            .Prepared()
            .ToListAsync(ct);
        return rows is [var row]
            ? new(
                row.ConditionId,
                row.Condition,
                CityTime.Local(row.StartedAt),
                row is { LimitAmount: { } amount, LimitUnit: { } unit } ? new TimeLimit(amount, unit).ToString() : null,
                row.Extensions,
                Local(row.SuspendedAt),
                Local(row.StoppedAt),
                Local(row.WarnAt),
                Local(row.Deadline),
                row.State,
                row.RemainingMinutes is { } minutes ? Math.Round(minutes, 1) : null,
                Local(row.SuspendedUntil),
                row.Appeal,
                row.DeadlineIsProvisional
            )
            : null;
    }

    private static DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? CityTime.Local(at) : null;
}
