using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Letters;

/// <summary>Letters on cases (移交函, 督办函, 工作建议书) and the penalties that cases and letters came to.</summary>
public static class LettersApi
{
    public static void MapLetters(this IEndpointRouteBuilder routes)
    {
        var letters = routes.MapGroup("/api/v1/letters").WithTags("letters");
        letters
            .MapGet("", ListAsync)
            .Refuses(Problems.FilterUnknown)
            .Allow("letters.read")
            .Produces<Page<LetterItem>>()
            .WithSummary("Letters from and to the caller's organisation, newest first");
        letters
            .MapGet("/{id:guid}", GetAsync)
            .Refuses(Problems.OutsideYourArea, Problems.LetterNotFound)
            .Allow("letters.read")
            .Produces<LetterView>()
            .WithSummary("A letter with its cases and penalties");
        letters
            .MapGet("/{id:guid}.docx", PrintAsync)
            .Refuses(Problems.OutsideYourArea, Problems.LetterNotFound)
            .Allow("letters.read")
            .ProducesFile(PrintLetter.MediaType)
            .WithSummary("The letter as an official document (GB/T 9704-2012), with the cases that the caller may see");
        letters
            .MapPost("", IssueAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.EndsBeforeStart,
                Problems.OrganisationUnknown,
                Problems.OrganisationNotYours,
                Problems.CaseNotFound,
                Problems.LetterKindUnknown
            )
            .Allow("letters.issue")
            .Produces<LetterView>(StatusCodes.Status201Created)
            .WithSummary("Issue a letter, on cases or on something else; it is numbered and stands in the cases' logs");
        letters
            .MapPost("/{id:guid}/answer", AnswerAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.OrganisationNotYours,
                Problems.OutsideYourArea,
                Problems.LetterNotFound,
                Problems.LetterFinished
            )
            .Allow("letters.answer")
            .Produces<LetterView>()
            .WithSummary("Answer a letter; for the organisation that it went to");
        letters
            .MapPost("/{id:guid}/withdraw", WithdrawAsync)
            .Refuses(
                Problems.OrganisationNotYours,
                Problems.OutsideYourArea,
                Problems.LetterNotFound,
                Problems.LetterFinished
            )
            .Allow("letters.withdraw")
            .Produces<LetterView>()
            .WithSummary("Take back a letter that was not answered; its number stays taken");

        var penalties = routes.MapGroup("/api/v1/penalties").WithTags("letters");
        penalties
            .MapGet("", ListPenaltiesAsync)
            .Allow("penalties.read")
            .Produces<Page<PenaltyItem>>()
            .WithSummary("Penalties (行政处罚) decided in ?from&to, newest first");
        penalties
            .MapPost("", RecordPenaltyAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.OrganisationUnknown,
                Problems.OrganisationNotYours,
                Problems.OutsideYourArea,
                Problems.CaseNotFound,
                Problems.LetterNotFound,
                Problems.PenaltyKindUnknown,
                Problems.PenaltyKnown
            )
            .Allow("penalties.record")
            .Produces<PenaltyItem>(StatusCodes.Status201Created)
            .WithSummary("Record a penalty that a case or a letter came to");
        penalties
            .MapGet("/{id:guid}", GetPenaltyAsync)
            .Refuses(Problems.OutsideYourArea, Problems.PenaltyNotFound)
            .Allow("penalties.read")
            .Produces<PenaltyItem>()
            .WithSummary("A penalty with its changes");
        penalties
            .MapPost("/{id:guid}/corrections", CorrectPenaltyAsync)
            .Refuses(RefusedChanges)
            .Allow("penalties.correct")
            .Produces<PenaltyItem>()
            .WithSummary("Correct a penalty; the same again is 200");
        penalties
            .MapPost("/{id:guid}/withdrawal", WithdrawPenaltyAsync)
            .Refuses(RefusedChanges)
            .Allow("penalties.correct")
            .Produces<PenaltyItem>()
            .WithSummary("Withdraw a penalty, which counts for nothing then; its number is free again");
    }

    private static readonly Problem[] RefusedChanges =
    [
        Problems.FieldMissing,
        Problems.FieldInvalid,
        Problems.OutsideYourArea,
        Problems.OrganisationNotYours,
        Problems.PenaltyNotFound,
        Problems.PenaltyKindUnknown,
        Problems.PenaltyKnown,
        Problems.ChangeConflict,
        Problems.RecordWithdrawn,
        Problems.CaseStale,
    ];

    private static async Task<IResult> ListAsync(
        [AsParameters] LetterFilter filter,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        var (page, refusal) = await ReadLetters.ListAsync(
            db,
            filter,
            cursor,
            limit,
            caller,
            CityTime.Day(time.GetUtcNow()),
            ct
        );
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(page);
    }

    private static async Task<IResult> GetAsync(
        Guid id,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    ) => await ViewAsync(await ReadLetters.FindAsync(db, id, caller, ct), caller, db, time, ct);

    private static async Task<IResult> PrintAsync(
        Guid id,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (letter, refusal) = await ReadLetters.FindAsync(db, id, caller, ct);
        if (letter is null)
        {
            return refusal!.Answer();
        }

        var view = await ReadLetters.ViewAsync(db, letter, caller, CityTime.Day(time.GetUtcNow()), ct);
        return TypedResults.File(
            await PrintLetter.RunAsync(db, view, ct),
            PrintLetter.MediaType,
            $"{letter.Number}.docx"
        );
    }

    private static async Task<IResult> IssueAsync(
        LetterBody body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (letter, refusal) = await IssueLetter.RunAsync(db, body, caller, time.GetUtcNow(), ct);
        return letter is null
            ? refusal!.Answer()
            : TypedResults.Created(
                $"/api/v1/letters/{letter.Id}",
                await ReadLetters.ViewAsync(db, letter, caller, CityTime.Day(time.GetUtcNow()), ct)
            );
    }

    private static async Task<IResult> AnswerAsync(
        Guid id,
        LetterAnswerBody body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    ) => await ViewAsync(await AnswerLetter.RunAsync(db, id, body, caller, time.GetUtcNow(), ct), caller, db, time, ct);

    private static async Task<IResult> WithdrawAsync(
        Guid id,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    ) => await ViewAsync(await AnswerLetter.WithdrawAsync(db, id, caller, time.GetUtcNow(), ct), caller, db, time, ct);

    private static async Task<IResult> ListPenaltiesAsync(
        Caller caller,
        CityOpsDb db,
        CancellationToken ct,
        DateOnly? from = null,
        DateOnly? to = null,
        string? cursor = null,
        int? limit = null
    )
    {
        var (page, refusal) = await Penalties.ListAsync(db, from, to, cursor, limit, caller, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(page);
    }

    private static async Task<IResult> RecordPenaltyAsync(
        PenaltyBody body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (penalty, refusal) = await Penalties.RecordAsync(db, body, caller, time.GetUtcNow(), ct);
        return penalty is null
            ? refusal!.Answer()
            : TypedResults.Created(
                (string?)null,
                await Penalties.Items(db.Penalties.Where(p => p.Id == penalty.Id)).SingleAsync(ct)
            );
    }

    private static async Task<IResult> GetPenaltyAsync(Guid id, Caller caller, CityOpsDb db, CancellationToken ct)
    {
        var (penalty, refusal) = await CorrectPenalty.ReadAsync(db, id, caller, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(penalty);
    }

    private static async Task<IResult> CorrectPenaltyAsync(
        Guid id,
        CorrectionBody<PenaltyCorrection> body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (penalty, refusal) = await CorrectPenalty.RunAsync(db, id, body, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(penalty);
    }

    private static async Task<IResult> WithdrawPenaltyAsync(
        Guid id,
        WithdrawalBody body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (penalty, refusal) = await CorrectPenalty.WithdrawAsync(db, id, body, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(penalty);
    }

    private static async Task<IResult> ViewAsync(
        Result<Letter> result,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (letter, refusal) = result;
        return letter is null
            ? refusal!.Answer()
            : TypedResults.Ok(await ReadLetters.ViewAsync(db, letter, caller, CityTime.Day(time.GetUtcNow()), ct));
    }
}
