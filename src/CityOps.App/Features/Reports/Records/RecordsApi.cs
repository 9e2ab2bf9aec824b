using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Photos;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;

namespace CityOps.App.Features.Reports.Records;

/// <summary>What was filled in with a form, whether in a report or in the handling of a case.</summary>
public static class RecordsApi
{
    public static void MapRecords(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("reports");
        api.MapGet("/records", ListAsync)
            .Refuses(Problems.FieldMissing, Problems.FormNotFound, Problems.FilterUnknown)
            .Allow("reports.read")
            .WithName("records_list")
            .Produces<RecordsPage>()
            .WithSummary(
                "The records of ?form= with a cell for each question, the last first; ?answer=field:value narrows"
            );
        foreach (var form in ExportRecords.Forms)
        {
            api.MapGet(
                    "/records." + form,
                    (
                        [AsParameters] RecordFilter filter,
                        Caller caller,
                        HttpContext http,
                        CityOpsDb db,
                        PhotoViews views,
                        TimeProvider time,
                        CancellationToken ct
                    ) => ExportAsync(form, filter, caller, http, db, views, time, ct)
                )
                .Refuses(Problems.FieldMissing, Problems.FormNotFound, Problems.FilterUnknown)
                .Allow("reports.read")
                .WithName($"records_export_{form}")
                .ProducesFile(TableOutput.MediaType(form))
                .WithSummary(
                    form == "zip"
                        ? "All the records that a list would show as a table, with their photos, as one zip"
                        : $"All the records that a list would show, as one stream of {form}"
                );
        }
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] RecordFilter filter,
        Caller caller,
        CityOpsDb db,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        var (page, refusal) = await ListRecords.RunAsync(db, filter, cursor, limit, caller, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(page);
    }

    private static async Task<IResult> ExportAsync(
        string form,
        RecordFilter filter,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        PhotoViews views,
        TimeProvider time,
        CancellationToken ct
    ) =>
        await ExportRecords.RunAsync(form, filter, caller, http, db, views, time, ct) is { } refusal
            ? refusal.Answer()
            : TypedResults.Empty;
}
