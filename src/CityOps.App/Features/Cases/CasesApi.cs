using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Photos;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Features.Cases;

/// <summary>Cases: listed, read, and worked step by step to a close.</summary>
public static class CasesApi
{
    public static void MapCases(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/cases").WithTags("cases");
        api.MapGet("", ListAsync)
            .Refuses(Problems.FilterUnknown, Problems.PolygonInvalid, Problems.BoxInvalid)
            .Allow("cases.read")
            .Produces<Page<CaseItem>>()
            .WithSummary("The caller's cases, newest first");
        api.MapGet("/queues", QueuesAsync)
            .Allow("cases.read")
            .Produces<CaseQueuesAnswer>()
            .WithSummary("How many of the caller's cases wait for which step, are late, suspended, flagged, or theirs");
        api.MapGet("/hours", HoursAsync)
            .Refuses(Problems.FilterUnknown, Problems.PolygonInvalid, Problems.BoxInvalid)
            .Allow("cases.read")
            .Produces<CaseHoursAnswer>()
            .WithSummary("At which hours of the week the caller's cases were reported; narrowed as the list is");
        api.MapGet("/counts", CountsAsync)
            .Refuses(Problems.FilterUnknown, Problems.PolygonInvalid, Problems.BoxInvalid)
            .Allow("cases.read")
            .Produces<CaseCountsAnswer>()
            .WithSummary("How many of the caller's cases there are, by status and category; narrowed as the list is");
        foreach (var form in ExportCases.Forms)
        {
            routes
                .MapGet(
                    $"/api/v1/cases.{form}",
                    (
                        [AsParameters] CaseFilter filter,
                        Caller caller,
                        HttpContext http,
                        CityOpsDb db,
                        TimeProvider time,
                        CancellationToken ct
                    ) => ExportAsync(form, filter, caller, http, db, time, ct)
                )
                .Refuses(Problems.FilterUnknown, Problems.PolygonInvalid, Problems.BoxInvalid)
                .Allow("cases.read")
                .WithTags("cases")
                .WithName($"cases_export_{form}")
                .ProducesFile(TableOutput.MediaType(form))
                .WithSummary($"All of the caller's cases that a list would show, as one stream of {form}");
        }

        api.MapGet("/{id:guid}", GetAsync)
            .Refuses(Problems.OutsideYourArea, Problems.CaseNotFound)
            .Allow("cases.read")
            .Produces<CaseAnswer>()
            .WithSummary("A case with its log, photos and allowed steps; the ETag is its version");
        api.MapGet("/{id:guid}/duplicates", DuplicatesAsync)
            .Refuses(Problems.OutsideYourArea, Problems.CaseNotFound)
            .Allow("cases.read")
            .Produces<Page<DuplicateCandidate>>()
            .WithSummary(
                "Cases of the same category within 50 m and 24 h, nearest first; to be merged by a person or not at all"
            );
        api.MapPost("/{id:guid}/{action}", TakeStepAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.CoordSystemUnknown,
                Problems.PositionInvalid,
                Problems.OrganisationUnknown,
                Problems.OutsideYourArea,
                Problems.FormNotFound,
                Problems.FormVersionUnknown,
                Problems.FormNotOfCategory,
                Problems.AnswerPhotoUndeclared,
                Problems.AnswerFacilityUnknown,
                Problems.ConditionUnknown,
                Problems.CategoryUnknown,
                Problems.CategoryUnfit,
                Problems.PositionOutsideCity,
                Problems.PhotoInvalid,
                Problems.CaseNotFound,
                Problems.CaseActionUnknown,
                Problems.CaseStepNotAllowed,
                Problems.CaseStepForbidden,
                Problems.CaseStepBySamePerson,
                Problems.CaseCheckerDrawn,
                Problems.CaseOfAnotherOrganisation,
                Problems.CaseStale,
                Problems.IfMatchInvalid,
                Problems.CaseStepConflict,
                Problems.FieldNotOfStep,
                Problems.OrganisationNotATown,
                Problems.TownHasNoOffice,
                Problems.CaseMergeInvalid,
                Problems.ExtensionTooLate,
                Problems.ExtensionUsedUp,
                Problems.SuspensionUsedUp,
                Problems.AppealUsedUp,
                Problems.AppealNeedsLateness,
                Problems.AppealNotPending
            )
            .Refuses(Problems.OfAnswers)
            .Allow("cases.step")
            .Produces<CaseAnswer>()
            .WithSummary("Take a step; If-Match guards against two people at once (409 case_stale)");
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] CaseFilter filter,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        var (page, refusal) = await ListCases.RunAsync(db, filter, cursor, limit, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(page);
    }

    private static async Task<IResult> QueuesAsync(
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    ) => TypedResults.Ok(await CaseQueues.CountAsync(db, caller, time.GetUtcNow(), ct));

    private static async Task<IResult> CountsAsync(
        [AsParameters] CaseFilter filter,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        var (cases, refusal) = await filter.NarrowAsync(db, caller, now, ct);
        return cases is null ? refusal!.Answer() : TypedResults.Ok(await CountCases.RunAsync(db, cases, now, ct));
    }

    private static async Task<IResult> HoursAsync(
        [AsParameters] CaseFilter filter,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (cases, refusal) = await filter.NarrowAsync(db, caller, time.GetUtcNow(), ct);
        return cases is null ? refusal!.Answer() : TypedResults.Ok(await CaseHours.CountAsync(cases, ct));
    }

    private static async Task<IResult> ExportAsync(
        string form,
        CaseFilter filter,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    ) =>
        await ExportCases.RunAsync(form, filter, caller, http, db, time, ct) is { } refusal
            ? refusal.Answer()
            : TypedResults.Empty;

    private static async Task<IResult> GetAsync(
        Guid id,
        Caller caller,
        HttpResponse response,
        CityOpsDb db,
        UploadFiles uploads,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (found, refusal) = await ReadCase.FindAsync(db, id, caller, ct);
        return refusal?.Answer() ?? await AnswerAsync(db, uploads, found!, caller, response, time.GetUtcNow(), ct);
    }

    private static async Task<IResult> DuplicatesAsync(Guid id, Caller caller, CityOpsDb db, CancellationToken ct)
    {
        var (page, refusal) = await FindDuplicates.RunAsync(db, id, caller, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(page);
    }

    private static async Task<IResult> TakeStepAsync(
        Guid id,
        string action,
        CaseStepBody? body,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        UploadFiles uploads,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (version, unreadable) = IfMatch(http.Request);
        if (unreadable is not null)
        {
            return unreadable.Answer();
        }

        var (found, refusal) = await TakeStep.RunAsync(
            db,
            id,
            action,
            body ?? new(null, null, null, null),
            version,
            caller,
            time.GetUtcNow(),
            ct
        );
        return refusal?.Answer() ?? await AnswerAsync(db, uploads, found!, caller, http.Response, time.GetUtcNow(), ct);
    }

    private static async Task<IResult> AnswerAsync(
        CityOpsDb db,
        UploadFiles uploads,
        Case found,
        Caller caller,
        HttpResponse response,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        response.Headers.ETag = $"\"{found.Version.ToString(CultureInfo.InvariantCulture)}\"";
        return TypedResults.Ok(await ReadCase.AnswerAsync(db, uploads, found, caller, now, ct));
    }

    /// <summary>The version in If-Match; null without the header or for <c>*</c>.</summary>
    private static (int? Version, Refusal? Refusal) IfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        if (header.Length == 0 || header == "*")
        {
            return (null, null);
        }

        return
            EntityTagHeaderValue.TryParse(header, out var tag)
            && int.TryParse(
                tag.Tag.AsSpan().Trim('"'),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var version
            )
            ? (version, null)
            : (
                null,
                Problems.IfMatchInvalid.Refuse("If-Match must be one ETag as a case's answer gave it, e.g. \"3\".")
            );
    }
}
