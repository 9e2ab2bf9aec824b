using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Http;

/// <summary>
/// The database's named constraints as problems: for races that a check before the write cannot see, and for values
/// that a check forgot. A test walks the catalogue: each constraint is translated here, or listed there as impossible
/// from outside.
/// </summary>
public static class ConstraintProblems
{
    private static readonly Dictionary<string, Problem> ByConstraint = new()
    {
        ["case_event_seq_unique"] = Problems.CaseStale,
        ["record_change_seq_unique"] = Problems.Conflict,
        ["case_clock_extended_in_time"] = Problems.ExtensionTooLate,
        ["case_clock_extended_twice_at_most"] = Problems.ExtensionUsedUp,
        ["case_clock_suspended_once_at_most"] = Problems.SuspensionUsedUp,
        ["case_clock_appealed_once_at_most"] = Problems.AppealUsedUp,
        ["case_clock_appeal_needs_lateness"] = Problems.AppealNeedsLateness,
        ["case_clock_appeal_is_pending"] = Problems.AppealNotPending,
        ["case_step_roles_exist"] = Problems.CaseStepsInvalid,
        ["case_file_not_merged_into_itself"] = Problems.CaseMergeInvalid,
        ["case_measure_quantity_plausible"] = Problems.AnswerOutOfBounds,
        ["report_measure_quantity_plausible"] = Problems.AnswerOutOfBounds,
        ["report_outcome_known"] = Problems.OutcomeUnknown,
        ["report_coord_system_known"] = Problems.CoordSystemUnknown,
        ["facility_coord_system_known"] = Problems.CoordSystemUnknown,
        ["patrol_kind_known"] = Problems.PatrolKindUnknown,
        ["patrol_ends_after_start"] = Problems.EndsBeforeStart,
        ["penalty_number_unique"] = Problems.PenaltyKnown,
        ["penalty_kind_known"] = Problems.PenaltyKindUnknown,
        ["penalty_has_a_ground"] = Problems.FieldMissing,
        ["penalty_fine_has_an_amount"] = Problems.FieldMissing,
        ["letter_kind_known"] = Problems.LetterKindUnknown,
        ["letter_answered_or_withdrawn"] = Problems.LetterFinished,
        ["facility_code_unique"] = Problems.FacilityCodeTaken,
        ["facility_component_code_unique"] = Problems.ComponentCodeTaken,
        ["facility_type_exists"] = Problems.FacilityTypeUnknown,
        ["routine_version_facility_type_exists"] = Problems.FacilityTypeInUse,
        ["feedback_kind_known"] = Problems.FeedbackKindUnknown,
        ["form_version_immutable"] = Problems.FormHasNoDraft,
        ["filing_condition_limit_at_most_a_year"] = Problems.LimitUnreadable,
        ["filing_condition_limit_positive"] = Problems.LimitUnreadable,
        ["filing_condition_limit_unit_known"] = Problems.LimitUnreadable,
        ["line_period_in_order"] = Problems.PeriodReversed,
        ["working_hours_not_empty"] = Problems.WorkingHoursInvalid,
        ["bulletin_number_unique"] = Problems.BulletinNumberTaken,
        ["section_thresholds_ascend"] = Problems.ThresholdsOutOfOrder,
        ["section_power_risk_at_least_blue"] = Problems.ThresholdsOutOfOrder,
        ["section_hysteresis_below_blue"] = Problems.ThresholdsOutOfOrder,
        ["channel_rule_quiet_has_both"] = Problems.FieldMissing,
        ["webhook_delivery_webhook_exists"] = Problems.Conflict, // deleted while something happened that it subscribed to
    };

    /// <summary>Checks of a single value that a request, an import or a verb brings.</summary>
    private static readonly HashSet<string> Values =
    [
        "account_login_lower_case",
        "assessment_fee_range",
        "assessment_has_subject",
        "assessment_points_range",
        "bulletin_number_positive",
        "assessment_times_range",
        "assessment_item_component_of_towns",
        "assessment_item_fee_of_contractors",
        "assessment_item_fee_range",
        "assessment_item_points_range",
        "assessment_item_subject_known",
        "category_kind_known",
        "facility_component_code_is_16_or_17_digits",
        "facility_grid_code_is_15_digits",
        "facility_status_known",
        "facility_kind_code_is_a_name",
        "facility_kind_geometry_known",
        "facility_kind_icon_is_short",
        "facility_kind_organisation_kind_known",
        "facility_kind_page_is_behind_a_code",
        "facility_kind_unit_is_short",
        "facility_shape_is_line_or_area",
        "feedback_kind_code_is_a_name",
        "feedback_stars_range",
        "form_code_is_a_name",
        "form_version_fields_is_array",
        "gateway_backfill_after_range",
        "gateway_id_is_a_topic_level",
        "gateway_sends_known",
        "gateway_command_expires_later",
        "grid_code_begins_with_its_towns",
        "grid_code_is_15_digits",
        "index_component_weight_range",
        "letter_due_after_issue",
        "line_code_is_a_name",
        "line_print_known",
        "line_round_to_positive",
        "line_set_code_is_a_name",
        "measure_code_is_a_name",
        "organisation_kind_known",
        "patrol_persons_plausible",
        "patrol_vehicles_plausible",
        "payload_profile_code_is_a_name",
        "penalty_amount_positive",
        "photo_sha256_length",
        "role_scope_known",
        "role_right_reach_known",
        "routine_code_is_a_name",
        "routine_version_distance_range",
        "routine_version_escalation_known",
        "routine_version_grace_range",
        "routine_version_window_range",
        "routine_version_working_days_range",
        "section_case_level_known",
        "section_close_after_range",
        "section_hysteresis_range",
        "section_line_shape",
        "section_power_restore_range",
        "section_power_risk_positive",
        "sensor_heartbeat_positive",
        "sensor_kind_known",
        "sensor_range_ascends",
        "sensor_sample_dry_positive",
        "sensor_sample_wet_positive",
        "sl651_element_address_is_ten_hex_digits",
        "sl651_element_is_an_identifier",
        "sl651_element_unit_known",
        "sl651_station_address_is_ten_hex_digits",
        "sl651_station_password_is_four_hex_digits",
        "sl651_station_poll_range",
        "subsystem_code_is_a_name",
        "terminal_device_is_a_topic_level",
        "terminal_push_has_a_token",
        "terminal_push_style_known",
    ];

    /// <summary>References to what is not there, or not any more, by the end of the constraint's name.</summary>
    private static readonly (string Ending, Problem Problem)[] References =
    [
        ("_town_exists", Problems.TownUnknown),
        ("_organisation_exists", Problems.OrganisationUnknown),
        ("_contractor_exists", Problems.OrganisationUnknown),
        ("_reporter_exists", Problems.OrganisationUnknown),
        ("letter_from_exists", Problems.OrganisationUnknown),
        ("letter_to_exists", Problems.OrganisationUnknown),
        ("organisation_parent_exists", Problems.OrganisationUnknown),
        ("category_parent_exists", Problems.CategoryUnknown),
        ("_category_exists", Problems.CategoryUnknown),
        ("_condition_exists", Problems.ConditionUnknown),
        ("_form_exists", Problems.FormNotFound),
        ("_form_version_exists", Problems.FormVersionUnknown),
        ("_case_exists", Problems.CaseNotFound),
        ("_report_exists", Problems.ReportNotFound),
        ("_letter_exists", Problems.LetterNotFound),
        ("_facility_exists", Problems.FacilityNotFound),
        ("_section_exists", Problems.SectionNotFound),
        ("_routine_exists", Problems.RoutineNotFound),
        ("_gateway_exists", Problems.GatewayNotFound),
        ("_facility_type_exists", Problems.FacilityTypeUnknown),
        ("_qr_code_exists", Problems.QrCodeForeign),
        ("assessment_item_exists", Problems.FieldInvalid),
        ("_component_exists", Problems.FieldInvalid),
        ("account_role_exists", Problems.FieldInvalid),
        ("role_right_role_exists", Problems.FieldInvalid),
        ("role_right_operation_exists", Problems.FieldInvalid),
    ];

    /// <summary>The problem behind a database error; null when it is no matter of what was asked for.</summary>
    public static Problem? For(PostgresException error) =>
        Named(error.ConstraintName)
        ?? error switch
        {
            {
                SqlState: PostgresErrorCodes.UniqueViolation
                    or PostgresErrorCodes.SerializationFailure
                    or PostgresErrorCodes.DeadlockDetected
            } => Problems.Conflict,
            { SqlState: ['2', '3', ..] } => Problems.ConstraintViolated,
            // a value that passed our checks and that the database cannot hold
            { SqlState: ['2', '2', ..] } => Problems.InvalidRequest,
            { IsTransient: true } => Problems.DatabaseUnavailable,
            _ => null,
        };

    /// <summary>The problem of a constraint that is translated by its name; null for all others.</summary>
    public static Problem? Named(string? constraint) =>
        constraint is null ? null
        : ByConstraint.TryGetValue(constraint, out var problem) ? problem
        : Values.Contains(constraint) ? Problems.FieldInvalid
        : References
            .FirstOrDefault(reference => constraint.EndsWith(reference.Ending, StringComparison.Ordinal))
            .Problem;

    /// <summary>Every name and ending that is translated; for the test that compares them with the catalogue.</summary>
    public static IEnumerable<string> Names =>
        ByConstraint.Keys.Concat(Values).Concat(References.Select(reference => reference.Ending));

    /// <summary>The violation of a constraint that caused this exception; null when it is another error.</summary>
    public static PostgresException? Violation(Exception? error) =>
        error switch
        {
            PostgresException { SqlState: ['2', '3', ..] } violation => violation,
            DbUpdateException or InvalidOperationException => Violation(error.InnerException),
            _ => null,
        };
}
