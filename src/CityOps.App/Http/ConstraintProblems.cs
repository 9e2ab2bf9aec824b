using Npgsql;

namespace CityOps.App.Http;

/// <summary>The database's named constraints as problems, for the races that a check before the write cannot
/// see.</summary>
public static class ConstraintProblems
{
    private static readonly Dictionary<string, Problem> ByConstraint = new()
    {
        ["case_event_seq_unique"] = Problems.CaseStale,
        ["case_clock_extended_in_time"] = Problems.ExtensionTooLate,
        ["case_clock_extended_twice_at_most"] = Problems.ExtensionUsedUp,
        ["case_clock_suspended_once_at_most"] = Problems.SuspensionUsedUp,
        ["case_clock_appealed_once_at_most"] = Problems.AppealUsedUp,
        ["case_clock_appeal_needs_lateness"] = Problems.AppealNeedsLateness,
        ["case_clock_appeal_is_pending"] = Problems.AppealNotPending,
        ["penalty_number_unique"] = Problems.PenaltyKnown,
        ["facility_code_unique"] = Problems.FacilityCodeTaken,
        ["facility_component_code_unique"] = Problems.ComponentCodeTaken,
        ["form_version_immutable"] = Problems.FormHasNoDraft,
    };

    /// <summary>The problem behind a database error; null when it is a fault of ours.</summary>
    public static Problem? For(PostgresException error) =>
        error switch
        {
            { ConstraintName: { } name } when ByConstraint.TryGetValue(name, out var problem) => problem,
            {
                SqlState: PostgresErrorCodes.UniqueViolation
                    or PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected
            } => Problems.Conflict,
            // a value that passed our checks and that the database cannot hold
            { SqlState: ['2', '2', ..] } => Problems.InvalidRequest,
            { IsTransient: true } => Problems.DatabaseUnavailable,
            _ => null,
        };
}
