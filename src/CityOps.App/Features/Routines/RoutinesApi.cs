using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;

namespace CityOps.App.Features.Routines;

/// <summary>Routine checks (周期检查): what is looked at how often, and what is due, done, missed of it. A check is made by
/// PUT /api/v1/checks/{uuid}.</summary>
public static class RoutinesApi
{
    /// <summary>Why a routine is not taken.</summary>
    internal static readonly Problem[] RefusedRoutines =
    [
        Problems.FieldMissing,
        Problems.FieldInvalid,
        Problems.RoutineChangeTooEarly,
        Problems.RoutineRuleUnreadable,
        Problems.RoutineRuleNeverFires,
        Problems.RoutineRuleTooOften,
        Problems.RoutineWithoutFacilities,
        Problems.RoutineAnswerUnknown,
        Problems.FacilityTypeUnknown,
        Problems.OrganisationUnknown,
        Problems.CategoryUnknown,
        Problems.CategoryUnfit,
        Problems.FormNotFound,
        Problems.CoordSystemUnknown,
        Problems.PositionInvalid,
        Problems.PositionOutsideCity,
        Problems.TownUnknown,
    ];

    public static void MapRoutines(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/routines").WithTags("routines");
        api.MapGet("", ListAsync)
            .Allow("routines.read")
            .Produces<Page<RoutineAnswer>>()
            .WithSummary("The routines of the city, by code");
        api.MapGet("/{code}", GetAsync)
            .Refuses(Problems.RoutineNotFound)
            .Allow("routines.read")
            .Produces<RoutineAnswer>()
            .WithSummary("One routine as it is now, or on the day ?on=");
        api.MapPut("/{code}", PutAsync)
            .Refuses(RefusedRoutines)
            .Allow("routines.change")
            .Produces<RoutineAnswer>(StatusCodes.Status201Created)
            .Produces<RoutineAnswer>()
            .WithSummary("Make a routine, or change it from a day on; what was due before stays as it was");
        api.MapDelete("/{code}", DeleteAsync)
            .Refuses(Problems.RoutineNotFound)
            .Allow("routines.change")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("End a routine: no check opens from tomorrow on, and those that have stay");
        api.MapGet("/checks", ListChecksAsync)
            .Refuses(Problems.FilterUnknown)
            .Allow("routines.read")
            .Produces<Page<CheckItem>>()
            .WithSummary(
                "Checks that the caller may see, by the last day in time; ?state=open|planned|due|overdue|done|late|skipped|missed|escalated|all"
            );
        api.MapGet("/escalated", CountEscalatedAsync)
            .Allow("routines.read")
            .Produces<EscalatedChecks>()
            .WithSummary(
                "How many missed checks that the caller may see were told of in the last seven days; the list with ?state=escalated"
            );
        api.MapGet("/checks/{id:guid}", GetCheckAsync)
            .Refuses(Problems.CheckNotFound, Problems.OutsideYourArea)
            .Allow("routines.read")
            .Produces<CheckAnswer>()
            .WithSummary("One check, with all that were made in its days");
        api.MapPost("/checks/{id:guid}/skip", SkipAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.CheckNotFound,
                Problems.OutsideYourArea,
                Problems.CheckNotOpen
            )
            .Allow("checks.record")
            .Produces<CheckAnswer>()
            .WithSummary("Skip a check that is due or overdue, with a reason; the same again is 200");
        api.MapGet("/facilities/{code}", OfFacilityAsync)
            .Refuses(Problems.FacilityNotFound, Problems.OutsideYourArea)
            .Allow("routines.read")
            .Produces<FacilityChecks>()
            .WithSummary("A facility's checks, when it was checked last, and when the next one opens");
    }

    private static async Task<IResult> ListAsync(
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        if (!CodeCursor.TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        var rows = await ReadRoutine.ListAsync(db, after, size + 1, time.GetUtcNow(), ct);
        return TypedResults.Ok(Page.Of(rows, size, r => [r.Code]));
    }

    private static async Task<IResult> GetAsync(
        string code,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct,
        DateOnly? on = null
    ) =>
        await ReadRoutine.FindAsync(db, code, on, time.GetUtcNow(), ct) is { } routine
            ? TypedResults.Ok(routine)
            : Problems.RoutineNotFound.With($"There is no routine {InputText.Clean(code)}.");

    private static async Task<IResult> PutAsync(
        string code,
        RoutineBody body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (effect, refusal) = await SaveRoutine.RunAsync(db, code, body, caller.AccountId, time.GetUtcNow(), ct);
        if (refusal is not null)
        {
            return refusal.Answer();
        }

        await transaction.CommitAsync(ct);
        var answer = await ReadRoutine.FindAsync(db, code, on: null, time.GetUtcNow(), ct);
        return effect == RowEffect.New
            ? TypedResults.Created($"/api/v1/routines/{code}", answer)
            : TypedResults.Ok(answer);
    }

    private static async Task<IResult> DeleteAsync(string code, CityOpsDb db, TimeProvider time, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await SaveRoutine.EndAsync(db, code, time.GetUtcNow(), ct))
        {
            return Problems.RoutineNotFound.With($"There is no routine {InputText.Clean(code)}.");
        }

        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ListChecksAsync(
        [AsParameters] CheckFilter filter,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        var (page, refusal) = await ListChecks.RunAsync(db, filter, cursor, limit, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(page);
    }

    private static async Task<IResult> CountEscalatedAsync(
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    ) => TypedResults.Ok(await CountEscalated.RunAsync(db, caller, time.GetUtcNow(), ct));

    private static async Task<IResult> GetCheckAsync(
        Guid id,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (check, refusal) = await ReadCheck.RunAsync(db, id, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(check);
    }

    private static async Task<IResult> SkipAsync(
        Guid id,
        SkipBody body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (check, refusal) = await SkipCheck.RunAsync(db, id, body, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(check);
    }

    private static async Task<IResult> OfFacilityAsync(
        string code,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        var (checks, refusal) = await ReadCheck.OfFacilityAsync(db, code, cursor, limit, caller, time.GetUtcNow(), ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(checks);
    }
}
