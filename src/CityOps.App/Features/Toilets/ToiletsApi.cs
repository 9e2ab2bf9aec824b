using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Features.Toilets.Phones;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;
using CityOps.Ingest;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Toilets;

/// <summary>What citizens do without a log-in: scan a facility's code, say something, see what came of it.</summary>
public static class ToiletsApi
{
    public static IServiceCollection AddToilets(this IServiceCollection services)
    {
        services.AddScoped<IFieldMessageHandler, FeedbackMessages>();
        services.AddSingleton<PhoneKeyFile>();
        services.AddSingleton<ScanProof>();
        services.AddHostedService<MakePhoneKeys>();
        services.AddHealthChecks().AddCheck<PhoneKeysHealth>("phone-keys", tags: [Readiness.Tag]);
        return services;
    }

    public static void MapToilets(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/q/{code}", CodePage.OfAsync).AllowAnonymous().ExcludeFromDescription();
        routes
            .MapGet("/api/v1/facilities/{code}/feedback", ListFeedback.RunAsync)
            .Refuses(Problems.OutsideYourArea, Problems.FacilityNotFound)
            .Allow("feedback.read")
            .WithTags("toilets")
            .Produces<Page<FeedbackItem>>()
            .WithSummary("What citizens said of a facility, newest first");
        routes
            .MapGet("/api/v1/feedback", ListAllAsync)
            .Refuses(Problems.FilterUnknown)
            .Allow("feedback.read")
            .WithTags("toilets")
            .Produces<Page<FeedbackEntry>>()
            .WithSummary("What citizens said of the facilities that the caller looks after, newest first");
        foreach (var form in ExportList.Forms)
        {
            routes
                .MapGet(
                    $"/api/v1/feedback.{form}",
                    (
                        [AsParameters] FeedbackFilter filter,
                        Caller caller,
                        HttpContext http,
                        CityOpsDb db,
                        TimeProvider time,
                        CancellationToken ct
                    ) => ExportAsync(form, filter, caller, http, db, time, ct)
                )
                .Refuses(Problems.FilterUnknown)
                .Allow("feedback.read")
                .WithTags("toilets")
                .WithName($"feedback_export_{form}")
                .ProducesFile(TableOutput.MediaType(form))
                .WithSummary($"All the feedback that a list would show, as one stream of {form}");
        }

        var changes = routes.MapGroup("/api/v1/feedback/{id:guid}").WithTags("toilets");
        changes
            .MapGet("/record", RecordAsync)
            .Refuses(Problems.OutsideYourArea, Problems.FeedbackNotFound)
            .Allow("feedback.read")
            .Produces<FeedbackRecord>()
            .WithSummary("A feedback with its photos, its phone number masked, and what was corrected");
        changes
            .MapPost("/corrections", CorrectAsync)
            .Refuses(RefusedChanges)
            .Refuses(Problems.FeedbackKindUnknown, Problems.RecordNotCorrectable)
            .Allow("records.correct_all")
            .Produces<ChangedFeedback>()
            .WithSummary("Correct the kind or the stars of a feedback; the same again is 200");
        changes
            .MapPost("/withdrawal", WithdrawAsync)
            .Refuses(RefusedChanges)
            .Allow("records.correct_all")
            .Produces<ChangedFeedback>()
            .WithSummary("Withdraw a feedback, which counts for nothing then; the case that it opened is cancelled");
        changes
            .MapPost("/phone", SeePhoneAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.OutsideYourArea,
                Problems.FeedbackNotFound,
                Problems.FeedbackHasNoPhone,
                Problems.PhoneKeyMissing,
                Problems.PhoneLooksUsedUp
            )
            .Allow("feedback.phone")
            .Produces<SeenPhone>()
            .WithSummary("A citizen's phone number, to call back; who saw it and why is a line of the audit log");
        changes
            .MapPost("/acceptance", AcceptAsync)
            .Refuses(Problems.OutsideYourArea, Problems.FeedbackNotFound, Problems.FeedbackNotDoubtful)
            .Allow("feedback.accept")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Let the stars of a doubtful feedback count");
        var api = routes.MapGroup("/api/v1/feedback").WithTags("toilets").AllowAnonymous();
        api.MapPost("/{code}", PostAsync)
            .Refuses(
                Problems.TooManyRequests,
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.CoordSystemUnknown,
                Problems.PositionInvalid,
                Problems.PositionOutsideCity,
                Problems.PhotoInvalid,
                Problems.QrCodeForeign,
                Problems.QrCodeReplaced,
                Problems.FacilityHasNoPage,
                Problems.FeedbackConflict,
                Problems.FeedbackKindUnknown,
                Problems.PhoneInvalid,
                Problems.PhoneKeyMissing
            )
            .Produces<FeedbackReceipt>(StatusCodes.Status201Created)
            .Produces<FeedbackReceipt>()
            .WithSummary(
                "Say something of a facility, by the code on its plate: 201 new, 200 the same again, 409 other content. A complaint opens a case"
            );
        api.MapGet("/{code}", GetAsync)
            .Refuses(Problems.TooManyRequests, Problems.FeedbackNotFound)
            .Produces<FeedbackReceipt>()
            .WithSummary("What came of it");
        api.MapPost("/{code}/personal-data", ExportOwnAsync)
            .Refuses(RefusedProof)
            .Produces<OwnDataExport>()
            .WithSummary("All that is kept about who gave the feedback, by receipt and phone number");
        api.MapPost("/{code}/erasure", EraseOwnAsync)
            .ChangesAudited()
            .Refuses(RefusedProof)
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Erase phone number, words and place of a feedback, by receipt and phone number");
    }

    private static readonly Problem[] RefusedProof =
    [
        Problems.TooManyRequests,
        Problems.FieldMissing,
        Problems.FieldInvalid,
        Problems.PhoneInvalid,
        Problems.FeedbackNotFound,
        Problems.PhoneKeyMissing,
    ];

    private static readonly Problem[] RefusedChanges =
    [
        Problems.FieldMissing,
        Problems.FieldInvalid,
        Problems.OutsideYourArea,
        Problems.FeedbackNotFound,
        Problems.ChangeConflict,
        Problems.RecordWithdrawn,
        Problems.CaseStale,
    ];

    private static async Task<IResult> ListAllAsync(
        [AsParameters] FeedbackFilter filter,
        Caller caller,
        CityOpsDb db,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        var (page, refusal) = await ListAllFeedback.RunAsync(db, filter, cursor, limit, caller, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(page);
    }

    private static async Task<IResult> ExportAsync(
        string form,
        FeedbackFilter filter,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    ) =>
        await ExportFeedback.RunAsync(form, filter, caller, http, db, time, ct) is { } refusal
            ? refusal.Answer()
            : TypedResults.Empty;

    private static async Task<IResult> RecordAsync(
        Guid id,
        Caller caller,
        CityOpsDb db,
        UploadFiles uploads,
        PhoneKeyFile phones,
        CancellationToken ct
    )
    {
        var (record, refusal) = await ReadFeedback.RunAsync(db, uploads, phones, id, caller, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(record);
    }

    private static async Task<IResult> SeePhoneAsync(
        Guid id,
        PhoneReason body,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        PhoneKeyFile phones,
        IOptions<ToiletOptions> options,
        TimeProvider time,
        CancellationToken ct
    )
    {
        http.Response.Headers.CacheControl = "no-store";
        var (seen, refusal) = await SeePhone.RunAsync(db, phones, options, id, body, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(seen);
    }

    private static async Task<IResult> AcceptAsync(
        Guid id,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    ) =>
        await AcceptFeedback.RunAsync(db, id, caller, time.GetUtcNow(), ct) is { } refusal
            ? refusal.Answer()
            : TypedResults.NoContent();

    private static async Task<IResult> ExportOwnAsync(
        [FromRoute(Name = "code")] string receipt,
        OwnPhone body,
        HttpContext http,
        CityOpsDb db,
        PhoneKeyFile phones,
        IOptions<ToiletOptions> options,
        CitizenLimits limits,
        CancellationToken ct
    )
    {
        http.Response.Headers.CacheControl = "no-store";
        if (limits.RefuseProof(http, Crockford.Normalise(receipt)) is { } tooMany)
        {
            return tooMany.Answer();
        }

        var (kept, refusal) = await OwnData.ExportAsync(db, phones, options, receipt, body, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(kept);
    }

    private static async Task<IResult> EraseOwnAsync(
        [FromRoute(Name = "code")] string receipt,
        OwnPhone body,
        HttpContext http,
        CityOpsDb db,
        PhoneKeyFile phones,
        CitizenLimits limits,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (limits.RefuseProof(http, Crockford.Normalise(receipt)) is { } tooMany)
        {
            return tooMany.Answer();
        }

        return
            await OwnData.EraseAsync(db, phones, receipt, body, InputTime.Stored(time.GetUtcNow()), ct) is { } refusal
            ? refusal.Answer()
            : TypedResults.NoContent();
    }

    private static async Task<IResult> CorrectAsync(
        Guid id,
        CorrectionBody<FeedbackCorrection> body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (feedback, refusal) = await CorrectFeedback.RunAsync(db, id, body, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(feedback);
    }

    private static async Task<IResult> WithdrawAsync(
        Guid id,
        WithdrawalBody body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (feedback, refusal) = await CorrectFeedback.WithdrawAsync(db, id, body, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(feedback);
    }

    private static async Task<IResult> PostAsync(
        string code,
        FeedbackBody body,
        HttpContext http,
        CityOpsDb db,
        UploadFiles uploads,
        PhoneKeyFile phones,
        CitizenLimits limits,
        ScanProof proof,
        IOptions<ToiletOptions> options,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (limits.Refuse(http, CitizenLimits.Feedback) is { } tooMany)
        {
            return tooMany.Answer();
        }

        var (qr, foreign) = await QrCodes.ReadAsync(db, code, ct);
        if (qr is null)
        {
            return foreign!.Answer();
        }

        if (limits.RefuseToilet(http, qr.FacilityId) is { } tooManyHere)
        {
            return tooManyHere.Answer();
        }

        var now = time.GetUtcNow();
        var origin = FeedbackOrigin.Of(http, proof, phones, qr.FacilityId, body.Scan, now);
        var (received, refusal) = await ReceiveFeedback.RunAsync(db, phones, options.Value, origin, qr, body, now, ct);
        if (received is null)
        {
            return refusal!.Answer();
        }

        var receipt = await Receipts.OfAsync(db, uploads, phones, received.Feedback, ct);
        return received.IsNew
            ? TypedResults.Created($"/api/v1/feedback/{receipt.Receipt}", receipt)
            : TypedResults.Ok(receipt);
    }

    private static async Task<IResult> GetAsync(
        [FromRoute(Name = "code")] string receipt,
        HttpContext http,
        CityOpsDb db,
        UploadFiles uploads,
        PhoneKeyFile phones,
        CitizenLimits limits,
        CancellationToken ct
    )
    {
        if (limits.Refuse(http, CitizenLimits.Look) is { } tooMany)
        {
            return tooMany.Answer();
        }

        var (read, refusal) = await Receipts.ReadAsync(db, uploads, phones, receipt, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(read);
    }
}
