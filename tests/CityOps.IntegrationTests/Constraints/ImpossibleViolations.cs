using System.Text.RegularExpressions;

namespace CityOps.IntegrationTests.Constraints;

/// <summary>The constraints that no request, message or verb can violate, each group with its reason. Everything else
/// has a problem code in <see cref="App.Http.ConstraintProblems"/>.</summary>
internal static class ImpossibleViolations
{
    /// <summary>A pattern of whole names, and why none of them is translated.</summary>
    public static readonly IReadOnlyList<(Regex Names, string Reason)> All =
    [
        Of(
            @"\w+_(account|actor|acceptor|acknowledger|answerer|author|changed_by|checker|finisher|officer|recorder|replayer|withdrawer)_exists",
            "the account is the caller or was looked up in the same request; accounts are disabled, never deleted"
        ),
        Of(@"\w+_append_only", "nothing updates or deletes these logs; the trigger stops a person with psql"),
        Of(
            "record_change_(after_a_correction|chain|action_known|subject_known)",
            "written by ChangeRecord alone, with the record locked"
        ),
        Of(
            "audit_log_action_exists",
            "actions are constants of the triggers and of our code, each in audit_actions.sql"
        ),
        Of("account_rights_role_exists", "copied from the account's row by a trigger"),
        Of(
            @"(due|routine)_check_(?!(\w+_)?(routine|facility|organisation|town|category|report)_exists)\w+",
            "planned, settled, skipped and missed by our own statements, which keep these"
        ),
        Of(
            "routine_version_(of_facilities_or_a_place|document_is_no_facility|has_one_rule|escalates_by_a_category)",
            "checked by CheckRoutine before anything is stored, and the messages are better there"
        ),
        Of("case_event_chain", "an event's number is the case's last plus one, under the case's lock"),
        Of(
            "case_clock_(appeal_known|limit_is_whole|limit_unit_known|suspended_is_stopped)",
            "the clock is written by case_clock() alone, from a filing condition that has these checks itself"
        ),
        Of(
            "case_file_(merged_into_exists|merged_says_into_what|source_known)",
            "set by our code when it opens or merges a case; cases are never deleted"
        ),
        Of("(case|report)_measure_measure_exists", "a measure is made when its form is published, and never deleted"),
        Of("category_form_use_known", "written as report or handling by a trigger"),
        Of(
            "(phone_to_seal_feedback_exists|feedback_phone_names_its_key)",
            "filled once by a migration, written in pairs"
        ),
        Of("facility_change_source_known", "a constant of the code that changes the facility"),
        Of("flag_prompt_\\w+", "queued by our code with exactly one of its three kinds"),
        Of("form_version_counts_from_1", "counted by our code"),
        Of("index_component_code_form", "components come with migrations; requests change their weights alone"),
        Of(
            "assessment_(position_with_source|withdrawn_with_reason|approval_known|decid\\w+)",
            "written in pairs: a position with its source, a withdrawal with its reason, a decision with who made it"
        ),
        Of("letter_answer_is_whole", "answer and its time are written together"),
        Of("line_set_exists", "written in the transaction that writes the set"),
        Of(
            "(bulletin_revision|issued_bulletin|issued_file)_\\w+",
            "written by the code that freezes and seals a month, with its own numbers and hashes"
        ),
        Of("gateway_former_secret_ends", "the former secret and its end are written together"),
        Of(
            "gateway_connection_(ending_known|ends_with_a_cause)",
            "written by the uplink when a connection opens and ends"
        ),
        Of(
            @"ponding_(?!\w+_(facility|section)_exists)\w+",
            "written by the detector and by the alarm's steps, from what they have read under a lock"
        ),
        Of("refused_connection_attempts_some", "counted by the broker, from one on"),
        Of("reading_dirty_in_pairs", "two arrays made in one loop"),
        Of("rejected_message_\\w+_known", "constants of the pipeline and of the replay"),
        Of("rejected_message_cut_has_length_and_hash", "both are made of one payload in RejectionInsert"),
        Of("report_(flag_reasons_is_object|source_known)", "constants of the code that stores a report"),
        Of("sensor_health_\\w+", "written by the daily job from sensor_health()"),
        Of(
            "sl651_element_(station|sensor)_exists",
            "written with its station, of sensors that the same statement reads"
        ),
        Of(
            "terminal_sensor_(terminal|sensor)_exists",
            "written with its terminal, of sensors that the same statement reads"
        ),
        Of("webhook_delivery_state_known", "constants of the sender"),
        Of("channel_(kind|message_state)_known", "judged before it is stored, and constants of the sender"),
        Of("channel_(entry|message|rule)_channel_exists", "a channel's row stays when it is deleted"),
        Of(
            @"notice_(?!\w*(account|actor|organisation|town|case|letter|routine)_exists)\w+",
            "written by triggers, of rows that the same statement reads"
        ),
    ];

    private static (Regex, string) Of(string names, string reason) => (new Regex($"^({names})$"), reason);
}
