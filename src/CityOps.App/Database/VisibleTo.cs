using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Database;

/// <summary>
/// Who may see which record: the functions of sql/functions/visible_to.sql, for use in EF Core's queries alone. The
/// rules and what the parameters mean stand there.
/// </summary>
internal static class VisibleTo
{
    public static bool Case(
        string responsible,
        string? reporter,
        string caseTown,
        string own,
        string? organisation,
        string? town
    ) => throw OnlyInQueries();

    public static bool Report(
        Guid? officer,
        string reporter,
        string reportTown,
        Guid account,
        string? organisation,
        string? town
    ) => throw OnlyInQueries();

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

    public static bool FacilityHeld(string? keeper, string? facilityTown, string? organisation, string? town) =>
        throw OnlyInQueries();

    public static bool Facility(
        string type,
        string? keeper,
        string? facilityTown,
        string? organisation,
        string? town
    ) => throw OnlyInQueries();

    public static bool Letter(
        string writer,
        string receiver,
        string? letterTown,
        string own,
        string? organisation,
        string? town
    ) => throw OnlyInQueries();

    public static bool Penalty(string decider, string? penaltyTown, string? organisation, string? town) =>
        throw OnlyInQueries();

    internal static void Map(ModelBuilder model)
    {
        foreach (
            var (method, function) in new[]
            {
                (nameof(Case), "case_visible_to"),
                (nameof(Report), "report_visible_to"),
                (nameof(Patrol), "patrol_visible_to"),
                (nameof(FacilityHeld), "facility_held_by"),
                (nameof(Facility), "facility_visible_to"),
                (nameof(Letter), "letter_visible_to"),
                (nameof(Penalty), "penalty_visible_to"),
            }
        )
        {
            model.HasDbFunction(typeof(VisibleTo).GetMethod(method)!).HasName(function);
        }
    }

    private static InvalidOperationException OnlyInQueries() => new("Only the database can tell it.");
}
