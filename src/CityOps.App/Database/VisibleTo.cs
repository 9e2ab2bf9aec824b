using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Database;

/// <summary>
/// Who may see which record: the functions of sql/functions/visible_to.sql, for use in EF Core's queries alone. The
/// rules and what the parameters mean stand there.
/// </summary>
internal static class VisibleTo
{
    [DbFunction("case_visible_to")]
    public static bool Case(
        string responsible,
        string? reporter,
        string caseTown,
        string own,
        string? organisation,
        string? town
    ) => throw OnlyInQueries();

    [DbFunction("case_held_by")]
    public static bool CaseHeld(string responsible, string caseTown, string own, string? organisation, string? town) =>
        throw OnlyInQueries();

    [DbFunction("report_visible_to")]
    public static bool Report(
        Guid? officer,
        string reporter,
        string reportTown,
        Guid account,
        string? organisation,
        string? town
    ) => throw OnlyInQueries();

    [DbFunction("patrol_visible_to")]
    public static bool Patrol(
        Guid officer,
        string[] officers,
        string patrolling,
        string? patrolTown,
        Guid account,
        string login,
        string? organisation,
        string? town
    ) => throw OnlyInQueries();

    [DbFunction("facility_held_by")]
    public static bool FacilityHeld(string? keeper, string? facilityTown, string? organisation, string? town) =>
        throw OnlyInQueries();

    [DbFunction("facility_visible_to")]
    public static bool Facility(
        string type,
        string? keeper,
        string? facilityTown,
        string? organisation,
        string? town
    ) => throw OnlyInQueries();

    [DbFunction("letter_visible_to")]
    public static bool Letter(
        string writer,
        string receiver,
        string? letterTown,
        string own,
        string? organisation,
        string? town
    ) => throw OnlyInQueries();

    [DbFunction("penalty_visible_to")]
    public static bool Penalty(string decider, string? penaltyTown, string? organisation, string? town) =>
        throw OnlyInQueries();

    private static InvalidOperationException OnlyInQueries() => new("Only the database can tell it.");
}
