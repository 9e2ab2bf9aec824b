using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Reports;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
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
            .Allow("patrols.record")
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
            .Allow("patrols.record")
            .Produces<TrackAnswer>()
            .WithSummary(
                "Append positions, up to 5,000 a request, before or after the patrol itself; repeats are absorbed"
            );
        api.MapGet("", GetAsync)
            .Refuses(Problems.OutsideYourArea, Problems.PatrolNotFound)
            .Allow("patrols.read")
            .Produces<PatrolAnswer>()
            .WithSummary("A patrol, with what its track and its reports come to");
    }

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

    private static async Task<IResult> GetAsync(Guid id, Caller caller, CityOpsDb db, CancellationToken ct)
    {
        var (patrol, refusal) = await ReadPatrol.FindAsync(db, id, caller, ct);
        return refusal?.Answer()
            ?? (IResult)TypedResults.Ok(await ReadPatrol.AnswerAsync(db, patrol!, withFound: true, ct));
    }
}
