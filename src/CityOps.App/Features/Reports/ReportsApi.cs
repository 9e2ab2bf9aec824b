using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.Ingest;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Reports;

/// <summary>Problems seen in the field, under a UUID of the phone's making.</summary>
public static class ReportsApi
{
    private static readonly Problem[] RefusedReports =
    [
        Problems.FieldMissing,
        Problems.FieldInvalid,
        Problems.CoordSystemUnknown,
        Problems.PositionInvalid,
        Problems.PositionOutsideCity,
        Problems.CategoryUnknown,
        Problems.OutsideYourArea,
        Problems.FormVersionUnknown,
        Problems.FormNotOfCategory,
        Problems.AnswerPhotoUndeclared,
        Problems.AnswerFacilityUnknown,
        Problems.ReportConflict,
        Problems.ReportOfAnotherOfficer,
        Problems.OutcomeUnknown,
        Problems.PhotoInvalid,
        Problems.FacilityTypeUnknown,
        Problems.FacilityCodeUnfit,
        Problems.FacilityShapeUnfit,
        Problems.FacilityOrganisationUnfit,
        Problems.CategoryUnfit,
        Problems.RoutineNotFound,
        Problems.FacilityNotFound,
    ];

    public static void AddReports(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<FlagOptions>()
            .Bind(configuration.GetSection(FlagOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddSingleton<ReportGroup>()
            .AddSingleton<ReportCommitter>()
            .AddHostedService(provider => provider.GetRequiredService<ReportCommitter>());
        services.AddSingleton<JudgeReports>().AddScoped<IFieldMessageHandler, ReportMessages>();
    }

    /// <summary>Judges in this process.</summary>
    public static void AddReportJudge(this IServiceCollection services) =>
        services.AddHostedService<ReportFlaggingService>();

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/api/v1/reports", PostAsync)
            .Refuses(RefusedReports)
            .Refuses(
                Problems.PhotoHashMismatch,
                Problems.PhotoTypeUnsupported,
                Problems.PhotoUnreadable,
                Problems.PhotoTooManyPixels,
                Problems.UploadTooLarge,
                Problems.StorageFull
            )
            .Refuses(Problems.OfAnswers)
            .AllowAsMade("reports.record")
            .WithTags("reports")
            .ReadsBody("multipart/form-data")
            .Refuses(Problems.MalformedJson)
            .WithMetadata(new RequestSizeLimitAttribute(PostReport.MaxBytes))
            .Produces<ReportReceipt>(StatusCodes.Status201Created)
            .Produces<ReportReceipt>()
            .WithSummary(
                "Report a problem with its photos: part report (JSON with id), parts photo; answers as PUT does"
            );
        routes
            .MapGet("/api/v1/reports", ListAsync)
            .WithTags("reports")
            .Refuses(Problems.FilterUnknown)
            .Allow("reports.read")
            .Produces<Page<ReportItem>>()
            .WithSummary("The caller's reports with their answers, the last seen first; ?mine=true for one's own");
        var api = routes.MapGroup("/api/v1/reports/{id:guid}").WithTags("reports");
        api.MapPut("", PutAsync)
            .Refuses(RefusedReports)
            .Refuses(Problems.OfAnswers)
            .AllowAsMade("reports.record")
            .Produces<ReportReceipt>(StatusCodes.Status201Created)
            .Produces<ReportReceipt>()
            .WithSummary("Report a problem: 201 new, 200 the same again, 409 other content. Opens a case");
        routes
            .MapPut("/api/v1/checks/{id:guid}", PutCheckAsync)
            .WithTags("routines")
            .Refuses(RefusedReports)
            .Refuses(Problems.OfAnswers)
            .AllowAsMade("checks.record")
            .Produces<ReportReceipt>(StatusCodes.Status201Created)
            .Produces<ReportReceipt>()
            .WithSummary(
                "Make a routine check: a report with the member check, answered as a report is; a problem opens a case"
            );
        api.MapGet("", GetAsync)
            .Refuses(Problems.OutsideYourArea, Problems.ReportNotFound)
            .Allow("reports.read")
            .Produces<ReportReceipt>()
            .WithSummary("The receipt: what has arrived, what became of it");
        api.MapGet("/record", RecordAsync)
            .Refuses(Problems.OutsideYourArea, Problems.ReportNotFound)
            .Allow("reports.read")
            .Produces<ReportRecord>()
            .WithSummary("The same with the reporter's name, and the answers in the words of their form");
        api.MapPost("/corrections", CorrectAsync)
            .Refuses(RefusedChanges)
            .Refuses(
                Problems.CoordSystemUnknown,
                Problems.PositionInvalid,
                Problems.PositionOutsideCity,
                Problems.CategoryUnknown,
                Problems.CategoryUnfit,
                Problems.FormVersionUnknown,
                Problems.FormNotOfCategory,
                Problems.AnswerPhotoUndeclared,
                Problems.AnswerFacilityUnknown,
                Problems.OutcomeUnknown,
                Problems.PhotoInvalid,
                Problems.FacilityTypeUnknown,
                Problems.FacilityCodeUnfit,
                Problems.FacilityShapeUnfit,
                Problems.FacilityOrganisationUnfit
            )
            .Refuses(Problems.OfAnswers)
            .Allow("records.correct")
            .Produces<ReportReceipt>()
            .WithSummary(
                "Correct a report: its officer until its case is filed, then a dispatcher; the same again is 200"
            );
        api.MapPost("/withdrawal", WithdrawAsync)
            .Refuses(RefusedChanges)
            .Allow("records.correct")
            .Produces<ReportReceipt>()
            .WithSummary("Withdraw a report, which counts for nothing then; its case is cancelled");
    }

    private static readonly Problem[] RefusedChanges =
    [
        Problems.FieldMissing,
        Problems.FieldInvalid,
        Problems.OutsideYourArea,
        Problems.ReportNotFound,
        Problems.ChangeConflict,
        Problems.RecordWithdrawn,
        Problems.RecordNotCorrectable,
        Problems.RecordOfAnother,
        Problems.RecordFiled,
        Problems.CaseStale,
    ];

    private static async Task<IResult> ListAsync(
        [AsParameters] ReportFilter filter,
        Caller caller,
        CityOpsDb db,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        var (page, refusal) = await ListReports.RunAsync(db, filter, cursor, limit, caller, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(page);
    }

    private static Task<IResult> PutCheckAsync(
        Guid id,
        ReportBody body,
        Caller caller,
        CityOpsDb db,
        ReportCommitter committer,
        UploadFiles uploads,
        IOptions<FlagOptions> flags,
        TimeProvider time,
        CancellationToken ct
    ) =>
        body.Check is null
            ? Task.FromResult<IResult>(Problems.FieldMissing.With("check is missing.", ("field", "check")))
            : PutAsync(id, body, caller, db, committer, uploads, flags, time, ct);

    /// <summary>Who checks a facility sees it. Null where it may be.</summary>
    private static async Task<Refusal?> RefuseCheckAsync(
        CityOpsDb db,
        ReportBody body,
        Caller caller,
        CancellationToken ct
    ) =>
        InputText.Clean(body.Check?.Facility) is { } facility
            ? (await VisibleFacilities.FindAsync(db, facility, caller, ct)).Refusal
            : null;

    private static async Task<IResult> PutAsync(
        Guid id,
        ReportBody body,
        Caller caller,
        CityOpsDb db,
        ReportCommitter committer,
        UploadFiles uploads,
        IOptions<FlagOptions> flags,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (await RefuseCheckAsync(db, body, caller, ct) is { } refused)
        {
            return refused.Answer();
        }

        var (reporter, refusal) = Reporter.Of(caller, body, time.GetUtcNow());
        (var sent, refusal) = reporter is null ? refusal! : SentReport.Of(id, body, reporter, time.GetUtcNow());
        (var received, refusal) = sent is null
            ? refusal!
            : await ReceiveReport.RunAsync(db, committer, sent, flags.Value, ct);
        return received is null ? refusal!.Answer() : await AnswerAsync(db, uploads, received, ct);
    }

    private static async Task<IResult> PostAsync(
        HttpRequest request,
        Caller caller,
        CityOpsDb db,
        ReportCommitter committer,
        UploadFiles uploads,
        PhotoStore store,
        IOptions<FlagOptions> flags,
        IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (parts, refusal) = await PostReport.ReadAsync(
            request,
            caller.AccountId,
            uploads,
            json.Value.SerializerOptions,
            ct
        );
        using (parts)
        {
            refusal ??= await RefuseCheckAsync(db, parts!.Body, caller, ct);
            (var reporter, refusal) = refusal is null ? Reporter.Of(caller, parts!.Body, time.GetUtcNow()) : refusal;
            (var received, refusal) = reporter is null
                ? refusal!
                : await PostReport.RunAsync(db, committer, store, parts!, reporter, flags.Value, time.GetUtcNow(), ct);
            return received is null ? refusal!.Answer() : await AnswerAsync(db, uploads, received, ct);
        }
    }

    private static async Task<IResult> AnswerAsync(
        CityOpsDb db,
        UploadFiles uploads,
        ReceiveReport.Received received,
        CancellationToken ct
    )
    {
        var receipt = received.Receipt ?? await ReadReport.ReceiptAsync(db, uploads, received.Report, ct);
        return received.IsNew
            ? TypedResults.Created($"/api/v1/reports/{receipt.Id}", receipt)
            : TypedResults.Ok(receipt);
    }

    private static async Task<IResult> CorrectAsync(
        Guid id,
        CorrectionBody<ReportBody> body,
        Caller caller,
        CityOpsDb db,
        UploadFiles uploads,
        IOptions<FlagOptions> flags,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (report, refusal) = await CorrectReport.RunAsync(db, id, body, caller, flags.Value, time.GetUtcNow(), ct);
        return report is null
            ? refusal!.Answer()
            : TypedResults.Ok(await ReadReport.WithChangesAsync(db, uploads, report, ct));
    }

    private static async Task<IResult> WithdrawAsync(
        Guid id,
        WithdrawalBody body,
        Caller caller,
        CityOpsDb db,
        UploadFiles uploads,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (report, refusal) = await CorrectReport.WithdrawAsync(db, id, body, caller, time.GetUtcNow(), ct);
        return report is null
            ? refusal!.Answer()
            : TypedResults.Ok(await ReadReport.WithChangesAsync(db, uploads, report, ct));
    }

    private static async Task<IResult> GetAsync(
        Guid id,
        Caller caller,
        CityOpsDb db,
        UploadFiles uploads,
        CancellationToken ct
    )
    {
        var (receipt, refusal) = await ReadReport.RunAsync(db, uploads, id, caller, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(receipt);
    }

    private static async Task<IResult> RecordAsync(
        Guid id,
        Caller caller,
        CityOpsDb db,
        UploadFiles uploads,
        CancellationToken ct
    )
    {
        var (record, refusal) = await ReadReport.RecordAsync(db, uploads, id, caller, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(record);
    }
}
