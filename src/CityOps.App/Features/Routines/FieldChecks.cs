using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Geo;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Routines;

/// <summary>A routine check in somebody's hands, with what a phone needs to make it without a signal:
/// <c>PUT /api/v1/checks/{uuid}</c>.</summary>
/// <param name="Form">Its code; in the bundle's forms.</param>
/// <param name="About">What is checked; a document from anywhere.</param>
/// <param name="Facility">Its code; null for a place or a document.</param>
/// <param name="Qr">What stands after /q/ in its plate's code; null where it has none.</param>
/// <param name="Position">WGS84; of a document that of its town.</param>
/// <param name="DueOn">The last day on which it is on time.</param>
/// <param name="EndsOn">The last day on which it is done late.</param>
/// <param name="DistanceMetres">From farther away it is flagged.</param>
public sealed record FieldCheck(
    Guid Id,
    string Routine,
    string Name,
    string NameEn,
    string Category,
    string Form,
    [property: ValuesOf(typeof(CheckSubjects))] string About,
    string? Facility,
    string FacilityName,
    string? Qr,
    string Town,
    LonLat Position,
    DateOnly OpensOn,
    DateOnly DueOn,
    DateOnly EndsOn,
    int DistanceMetres
);

/// <summary>The checks of the caller's organisation that are due or overdue, the first due first.</summary>
public static class FieldChecks
{
    /// <summary>A phone shows no more; the next ones come as these are done.</summary>
    public const int Most = 500;

    private sealed record Row(
        Guid Id,
        string Routine,
        string Name,
        string NameEn,
        string Category,
        string Form,
        string About,
        string? Facility,
        string FacilityName,
        string? Qr,
        string Town,
        double Lon,
        double Lat,
        DateOnly OpensOn,
        DateOnly DueOn,
        DateOnly EndsOn,
        int DistanceMetres
    );

    public static async Task<IReadOnlyList<FieldCheck>> ListAsync(
        CityOpsDb db,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!caller.May("checks.record"))
        {
            return [];
        }

        var rows = await db
            .Database.SqlQueryRaw<Row>(
                Sql.Text("queries/routines/field_checks"),
                Parameters.Of("own", caller.OrganisationCode),
                Parameters.Of("town", caller.VisibleTown),
                Parameters.Of("today", CityTime.Day(now)),
                Parameters.Of("most", Most)
            )
            .ToListAsync(ct);
        return
        [
            .. rows.Select(row => new FieldCheck(
                row.Id,
                row.Routine,
                row.Name,
                row.NameEn,
                row.Category,
                row.Form,
                row.About,
                row.Facility,
                row.FacilityName,
                row.Qr,
                row.Town,
                new(row.Lon, row.Lat),
                row.OpensOn,
                row.DueOn,
                row.EndsOn,
                row.DistanceMetres
            )),
        ];
    }
}
