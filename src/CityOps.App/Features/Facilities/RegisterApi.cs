using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities.Import;
using CityOps.App.Geo;
using CityOps.App.Hosting;
using CityOps.App.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities;

/// <summary>The register as lists: in and out as .csv, .xlsx and GeoJSON, and who changed what.</summary>
public static class RegisterApi
{
    private const long LargestListBytes = 64 * 1024 * 1024;
    private const int MostBadRows = 1000;

    public static void MapFacilityRegister(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/facilities").WithTags("facilities");
        api.MapPost("/import", ImportAsync).AllowRoles(Roles.Admin)
            .WithMetadata(new RequestSizeLimitAttribute(LargestListBytes))
            .Produces<FacilityImportOutcome>()
            .WithSummary("Import a list: text/csv, .xlsx or application/geo+json as the body; ?dryRun=true says what would happen, row by row");
        api.MapGet("/export.{form}", ExportAsync).AllowLoggedIn()
            .WithSummary("The register as csv, xlsx or geojson, as it can be imported again; ?type, ?town, ?organisation");
        api.MapGet("/{code}/history", HistoryAsync).AllowLoggedIn()
            .Produces<IReadOnlyList<FacilityChangeItem>>()
            .WithSummary("Who changed what of a facility, the latest first");
    }

    /// <param name="By">The account's name; null for the command line and the system.</param>
    /// <param name="Source">import, api, report or system.</param>
    /// <param name="Before">The members that changed, as they were; null for a new facility.</param>
    public sealed record FacilityChangeItem(
        int Seq, DateTimeOffset At, string? By, string Source, Guid? ReportId, System.Text.Json.JsonElement? Before, System.Text.Json.JsonElement After);

    private static async Task<IResult> ImportAsync(
        HttpRequest request, Caller caller, CityOpsDb db, DataFolder folder, TimeProvider time, CancellationToken ct,
        bool dryRun = false, bool skipBad = false, string coordSystem = CoordSystems.Wgs84)
    {
        var ending = request.ContentType?.Split(';')[0].Trim() switch
        {
            "text/csv" => ".csv",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => ".xlsx",
            "application/geo+json" or "application/json" => ".geojson",
            _ => null,
        };
        if (ending is null)
        {
            return Problems.UnsupportedMediaType.With("A list is text/csv, an .xlsx workbook or application/geo+json.");
        }

        if (!CoordSystems.All.Contains(coordSystem))
        {
            return Problems.CoordSystemUnknown.With($"coordSystem must be one of {string.Join(", ", CoordSystems.All)}.", ("allowed", CoordSystems.All));
        }

        Directory.CreateDirectory(folder.Uploads);
        var file = Path.Combine(folder.Uploads, $"import-{Guid.NewGuid():n}{ending}");
        try
        {
            await using (var copy = File.Create(file))
            {
                await request.Body.CopyToAsync(copy, ct);
            }

            var table = FacilityTable.Read(file, coordSystem);
            var outcome = await ImportFacilities.RunAsync(db, table, new(dryRun, skipBad, caller.AccountId), time.GetUtcNow(), ct);
            return TypedResults.Ok(outcome with { Bad = [.. outcome.Bad.Take(MostBadRows)] });
        }
        catch (InvalidDataException unreadable)
        {
            return Problems.ListUnreadable.With(unreadable.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<IResult> ExportAsync(
        string form, HttpContext http, CityOpsDb db, CancellationToken ct, string? type = null, string? town = null, string? organisation = null)
    {
        if (form is not ("csv" or "xlsx" or "geojson"))
        {
            return Problems.NotFound.With("The register is exported as csv, xlsx or geojson.");
        }

        var refusal = await ExportFacilities.RunAsync(
            form,
            db.Facilities.Where(f => (type == null || f.Type == type) && (town == null || f.TownCode == town)
                && (organisation == null || f.OrganisationCode == organisation)),
            http.Response, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Empty;
    }

    private static async Task<IResult> HistoryAsync(string code, CityOpsDb db, CancellationToken ct)
    {
        var facility = await db.Facilities.Where(f => f.Code == code).Select(f => (Guid?)f.Id).SingleOrDefaultAsync(ct);
        if (facility is not { } id)
        {
            return Problems.FacilityNotFound.With($"There is no facility {code}.");
        }

        var changes = await (
            from change in db.FacilityChanges.AsNoTracking()
            where change.FacilityId == id
            orderby change.Seq descending
            select new { change, By = db.Accounts.Where(a => a.Id == change.AccountId).Select(a => a.Name).FirstOrDefault() })
            .Take(500).ToListAsync(ct);
        return TypedResults.Ok(changes.Select(c => new FacilityChangeItem(
            c.change.Seq, CityTime.Local(c.change.At), c.By, c.change.Source, c.change.ReportId, c.change.Before?.RootElement, c.change.After.RootElement)));
    }
}
