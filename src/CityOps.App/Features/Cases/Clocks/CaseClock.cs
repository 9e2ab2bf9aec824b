using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CityOps.App.Features.Cases.Clocks;

/// <summary>
/// How long a case may take and until when. Kept by the database from the case's log (sql/functions/case_clock.sql);
/// read here, never written. A case that was not handed to anybody yet has none.
/// </summary>
public sealed class CaseClock
{
    public Guid CaseId { get; private set; }
    public Guid? ConditionId { get; private set; }

    /// <summary>Whose time runs.</summary>
    public string OrganisationCode { get; private set; } = "";

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>How many of <see cref="LimitUnit"/>; null where the category has no limit.</summary>
    public decimal? LimitAmount { get; private set; }

    /// <summary>urgent_hour, working_hour, working_day or natural_day.</summary>
    public string? LimitUnit { get; private set; }

    /// <summary>How often one more limit was given; at most 2.</summary>
    public short Extensions { get; private set; }

    public short Suspensions { get; private set; }
    public DateTimeOffset? SuspendedAt { get; private set; }

    /// <summary>When a suspension ends by itself, a year after it began at the latest.</summary>
    public DateTimeOffset? SuspendedUntil { get; private set; }

    public short Appeals { get; private set; }

    /// <summary>pending, granted (the lateness stays on record, figures exempt it), refused; null without
    /// one.</summary>
    public string? Appeal { get; private set; }

    /// <summary>When the case was suspended, handled or ended; null while the clock runs.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>From when on it is about to be overdue.</summary>
    public DateTimeOffset? WarnAt { get; private set; }

    public DateTimeOffset? Deadline { get; private set; }

    /// <summary>Its deadline passed before it was handled, or before <paramref name="now"/>.</summary>
    public bool IsLate(DateTimeOffset now) => (StoppedAt ?? now) > Deadline;

    /// <summary>running, due_soon, overdue, suspended, met, missed; null without a deadline. The function of
    /// sql/functions/case_clock.sql, for use in EF Core's queries alone.</summary>
    [DbFunction("deadline_state")]
    public static string? DeadlineState(
        DateTimeOffset? deadline,
        DateTimeOffset? warnAt,
        DateTimeOffset? stoppedAt,
        DateTimeOffset? suspendedAt,
        DateTimeOffset at
    ) => throw new NotSupportedException("It runs in the database.");
}

internal sealed class CaseClockMapping : IEntityTypeConfiguration<CaseClock>
{
    public void Configure(EntityTypeBuilder<CaseClock> clock)
    {
        clock.HasKey(c => c.CaseId);
        clock.HasOne<Case>().WithOne(c => c.Clock).HasForeignKey<CaseClock>(c => c.CaseId);
    }
}
