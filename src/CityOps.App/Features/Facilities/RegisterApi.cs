using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities.Import;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Facilities;

/// <summary>The register as lists: in and out as .csv, .xlsx and GeoJSON, and who changed what.</summary>
public static class RegisterApi
{
    private const int MaxChanges = 500;

    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>What a list or one of its rows is refused for.</summary>
    private static readonly Problem[] OfList =
    [
        .. Problems.OfAnswers,
        Problems.FieldMissing,
        Problems.FieldInvalid,
        Problems.CoordSystemUnknown,
        Problems.PositionInvalid,
        Problems.PositionOutsideCity,
        Problems.OrganisationUnknown,
        Problems.TownUnknown,
        Problems.FacilityTypeUnknown,
        Problems.ListUnreadable,
        Problems.CodeRepeated,
        Problems.GridCodeInvalid,
        Problems.ComponentCodeInvalid,
        Problems.ComponentCodeTaken,
        Problems.PositionOutsideTown,
        Problems.FacilityCodeUnfit,
        Problems.FacilityShapeUnfit,
        Problems.FacilityOrganisationUnfit,
    ];

    public static void MapFacilityRegister(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/facilities").WithTags("facilities");
        api.MapPost("/import", ImportAsync)
            .Refuses(OfList)
            .Allow("facilities.import")
            .ReadsList()
            .Produces<ImportOutcome>()
            .WithSummary(
                "Import a list: the file as the body, told by its content (a table or features); ?sheet=, ?coordSystem=; ?dryRun=true says what would happen, row by row"
            );
        api.MapPost("/import/bad.csv", BadRowsAsync)
            .Refuses(OfList)
            .Allow("facilities.import")
            .ReadsList()
            .ProducesFile("text/csv")
            .WithSummary("Every bad row of a list as a table, the list as for /import; keeps nothing");
        api.MapGet("/export.{form}", ExportAsync)
            .Refuses(Problems.NotFound, Problems.FilterUnknown, Problems.PolygonInvalid, Problems.BoxInvalid)
            .Allow("facilities.read")
            .ProducesFile("text/csv", Xlsx, "application/geo+json")
            .WithSummary("What the list shows as one stream of csv, xlsx or geojson, as it can be imported again");
        api.MapGet("/{code}/history", HistoryAsync)
            .Refuses(Problems.OutsideYourArea, Problems.FacilityNotFound)
            .Allow("facilities.read")
            .Produces<IReadOnlyList<FacilityChangeItem>>()
            .WithSummary("Who changed what of a facility, the latest first");
    }

    private static async Task<IResult> ImportAsync(
        HttpRequest request,
        Caller caller,
        CityOpsDb db,
        NpgsqlDataSource database,
        DataFolder folder,
        TimeProvider time,
        CancellationToken ct,
        bool dryRun = false,
        bool skipBad = false,
        string? coordSystem = null,
        [FromQuery] string[]? sheet = null
    )
    {
        var (outcome, refusal) = await RunAsync(
            request,
            new(coordSystem, sheet),
            new(dryRun, skipBad, caller.AccountId),
            db,
            folder,
            time,
            ct
        );
        if (outcome is null)
        {
            return refusal!.Answer();
        }

        await ListImports.AuditAsync(database, "facilities", outcome, ct);
        return TypedResults.Ok(outcome with { Bad = [.. outcome.Bad.Take(ListUpload.MaxBadRows)] });
    }

    private static async Task<IResult> BadRowsAsync(
        HttpRequest request,
        Caller caller,
        CityOpsDb db,
        DataFolder folder,
        TimeProvider time,
        CancellationToken ct,
        string? coordSystem = null,
        [FromQuery] string[]? sheet = null
    )
    {
        var (outcome, refusal) = await RunAsync(
            request,
            new(coordSystem, sheet),
            new(DryRun: true, SkipBad: false, caller.AccountId),
            db,
            folder,
            time,
            ct
        );
        if (outcome is null)
        {
            return refusal!.Answer();
        }

        return TypedResults.Stream(
            async output =>
            {
                using var table = new CsvOutput(output);
                await BadRow.WriteAsync(table, outcome.Bad, ct);
            },
            "text/csv; charset=utf-8",
            "bad-rows.csv"
        );
    }

    private static async Task<Result<ImportOutcome>> RunAsync(
        HttpRequest request,
        ListOptions list,
        FacilityImportOptions import,
        CityOpsDb db,
        DataFolder folder,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (table, refusal) = await ListUpload.ReadAsync(
            request,
            folder,
            list,
            file => FacilityTable.Read(file, list),
            ct
        );
        return table is null ? refusal! : await ImportFacilities.RunAsync(db, table, import, time.GetUtcNow(), ct);
    }

    private static async Task<IResult> ExportAsync(
        string form,
        [AsParameters] FacilityFilter filter,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        CancellationToken ct
    )
    {
        if (form is not ("csv" or "xlsx" or "geojson"))
        {
            return Problems.NotFound.With("The register is exported as csv, xlsx or geojson.");
        }

        var facilities = VisibleFacilities.To(db, caller);
        if ((await filter.CheckAsync(db, ct) ?? filter.Narrow(ref facilities)) is { } refusal)
        {
            return refusal.Answer();
        }

        await ExportFacilities.RunAsync(form, facilities, http.Response, ct);
        return TypedResults.Empty;
    }

    private static async Task<IResult> HistoryAsync(string code, Caller caller, CityOpsDb db, CancellationToken ct)
    {
        var (found, refusal) = await VisibleFacilities.FindAsync(db, code, caller, ct);
        if (found is null)
        {
            return refusal!.Answer();
        }

        return await VisibleFacilities.HeldBy(db, caller).AnyAsync(f => f.Id == found.Id, ct)
            ? TypedResults.Ok(await ReadFacility.HistoryAsync(db, found.Id, MaxChanges, ct))
            : Problems.OutsideYourArea.With($"Facility {code} belongs to another organisation or town.");
    }
}
