using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Patrols;

/// <summary>Patrols: started and finished under a UUID of the phone's making, with a track.</summary>
public static class PatrolsApi
{
    public static void MapPatrols(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/v1/patrols", ListAsync)
            .WithTags("patrols")
            .Refuses(Problems.FilterUnknown)
            .Allow("patrols.read")
            .Produces<Page<PatrolItem>>()
            .WithSummary("The caller's patrols, the last started first; ?mine=true for one's own");
        foreach (var form in ExportList.Forms)
        {
            routes
                .MapGet(
                    $"/api/v1/patrols.{form}",
                    (
                        [AsParameters] PatrolFilter filter,
                        Caller caller,
                        HttpContext http,
                        CityOpsDb db,
                        TimeProvider time,
                        CancellationToken ct
                    ) => ExportAsync(form, filter, caller, http, db, time, ct)
                )
                .Refuses(Problems.FilterUnknown)
                .Allow("patrols.read")
                .WithTags("patrols")
                .WithName($"patrols_export_{form}")
                .ProducesFile(TableOutput.MediaType(form))
                .WithSummary($"All the patrols that a list would show, as one stream of {form}");
        }

        var api = routes.MapGroup("/api/v1/patrols/{id:guid}").WithTags("patrols");
        api.MapPut("", PutAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.CoordSystemUnknown,
                Problems.PositionInvalid,
                Problems.PositionOutsideCity,
                Problems.CategoryUnknown,
                Problems.OrganisationUnknown,
                Problems.OrganisationNotYours,
                Problems.PatrolKindUnknown,
                Problems.PatrolConflict,
                Problems.PatrolOfAnotherOfficer,
                Problems.OfficerUnknown,
                Problems.CategoryUnfit
            )
            .AllowAsMade("patrols.record")
            .Produces<PatrolAnswer>(StatusCodes.Status201Created)
            .Produces<PatrolAnswer>()
            .WithSummary("Start a patrol, or finish it under the same UUID; the same again answers 200");
        api.MapPost("/track", TrackAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.CoordSystemUnknown,
                Problems.PositionInvalid,
                Problems.PatrolOfAnotherOfficer,
                Problems.TrackTooLong
            )
            .AllowAsMade("patrols.record")
            .Produces<TrackAnswer>()
            .WithSummary(
                "Append positions, up to 5,000 a request, before or after the patrol itself; repeats are absorbed"
            );
        api.MapGet("/track", ReadTrack.RunAsync)
            .Refuses(Problems.OutsideYourArea, Problems.PatrolNotFound)
            .Allow("patrols.read")
            .Produces<Page<TrackItem>>()
            .WithSummary("All its positions, each with why it is not counted, if it is not");
        api.MapGet("", GetAsync)
            .Refuses(Problems.OutsideYourArea, Problems.PatrolNotFound)
            .Allow("patrols.read")
            .Produces<PatrolAnswer>()
            .WithSummary("A patrol, with what its track and its reports come to");
        api.MapPost("/corrections", CorrectAsync)
            .Refuses(RefusedChanges)
            .Refuses(
                Problems.PatrolKindUnknown,
                Problems.CategoryUnknown,
                Problems.CategoryUnfit,
                Problems.OfficerUnknown
            )
            .Allow("records.correct")
            .Produces<PatrolAnswer>()
            .WithSummary("Correct a patrol that has ended: who started it, or a dispatcher; the same again is 200");
        api.MapPost("/withdrawal", WithdrawAsync)
            .Refuses(RefusedChanges)
            .Allow("records.correct")
            .Produces<PatrolAnswer>()
            .WithSummary("Withdraw a patrol, which counts for nothing then; its reports stay");
    }

    private static readonly Problem[] RefusedChanges =
    [
        Problems.FieldMissing,
        Problems.FieldInvalid,
        Problems.OutsideYourArea,
        Problems.PatrolNotFound,
        Problems.ChangeConflict,
        Problems.RecordWithdrawn,
        Problems.RecordNotCorrectable,
        Problems.RecordOfAnother,
    ];

    private static async Task<IResult> ListAsync(
        [AsParameters] PatrolFilter filter,
        Caller caller,
        CityOpsDb db,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        var (page, refusal) = await ListPatrols.RunAsync(db, filter, cursor, limit, caller, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(page);
    }

    private static async Task<IResult> ExportAsync(
        string form,
        PatrolFilter filter,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    ) =>
        await ExportPatrols.RunAsync(form, filter, caller, http, db, time, ct) is { } refusal
            ? refusal.Answer()
            : TypedResults.Empty;

    private static async Task<IResult> PutAsync(
        Guid id,
        PatrolBody body,
        Caller caller,
        CityOpsDb db,
        IOptions<FlagOptions> flags,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (put, refusal) = await PutPatrol.RunAsync(db, id, body, caller, flags.Value, time.GetUtcNow(), ct);
        if (put is null)
        {
            return refusal!.Answer();
        }

        var answer = await ReadPatrol.AnswerAsync(db, put.Patrol, withFound: false, ct);
        return put.IsNew ? TypedResults.Created($"/api/v1/patrols/{id}", answer) : TypedResults.Ok(answer);
    }

    private static async Task<IResult> TrackAsync(
        Guid id,
        TrackBody body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (answer, refusal) = await AppendTrack.RunAsync(db, id, body, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(answer);
    }

    private static async Task<IResult> CorrectAsync(
        Guid id,
        CorrectionBody<PatrolCorrection> body,
        Caller caller,
        CityOpsDb db,
        IOptions<FlagOptions> flags,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (patrol, refusal) = await CorrectPatrol.RunAsync(db, id, body, caller, flags.Value, time.GetUtcNow(), ct);
        return refusal?.Answer()
            ?? (IResult)TypedResults.Ok(await ReadPatrol.AnswerAsync(db, patrol!, withFound: true, ct));
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
        var (patrol, refusal) = await CorrectPatrol.WithdrawAsync(db, id, body, caller, time.GetUtcNow(), ct);
        return refusal?.Answer()
            ?? (IResult)TypedResults.Ok(await ReadPatrol.AnswerAsync(db, patrol!, withFound: true, ct));
    }

    private static async Task<IResult> GetAsync(Guid id, Caller caller, CityOpsDb db, CancellationToken ct)
    {
        var (patrol, refusal) = await ReadPatrol.FindAsync(db, id, caller, ct);
        return refusal?.Answer()
            ?? (IResult)TypedResults.Ok(await ReadPatrol.AnswerAsync(db, patrol!, withFound: true, ct));
    }
}
