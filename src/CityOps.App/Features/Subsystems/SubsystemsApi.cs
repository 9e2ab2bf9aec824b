using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Routines;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Subsystems;

/// <summary>Subsystems: sets of a type of facility with its forms and categories, out and in as one file.</summary>
public static class SubsystemsApi
{
    public static void MapSubsystems(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/subsystems").WithTags("subsystems");
        api.MapGet("", ListAsync)
            .Allow("subsystems.read")
            .Produces<Page<SubsystemItem>>()
            .WithSummary("The subsystems of the city");
        api.MapGet("/ready", ListReady)
            .Allow("subsystems.read")
            .Produces<IReadOnlyList<ReadySubsystem>>()
            .WithSummary("Those that come with the product, whether the city has them or not");
        api.MapGet("/ready/{code}", FindReady)
            .Refuses(Problems.SubsystemNotFound)
            .Allow("subsystems.read")
            .Produces<SubsystemFile>()
            .WithSummary("One of them as its file, to be put into the city as it is or changed");
        api.MapGet("/{code}", ExportAsync)
            .Refuses(Problems.SubsystemNotFound)
            .Allow("subsystems.read")
            .Produces<SubsystemFile>()
            .WithSummary(
                "A subsystem as one file: type, forms, categories, page, routine checks, what is counted of it"
            );
        api.MapPut("/{code}", ImportAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.FormInvalid,
                Problems.FormNotFound,
                Problems.FormHasNoDraft,
                Problems.FormFieldInUse,
                Problems.CategoryUnknown,
                Problems.CategoryUnfit,
                Problems.CategoryRing,
                Problems.OrganisationUnknown,
                Problems.LimitUnreadable,
                Problems.FacilityTypeInUse,
                Problems.FormInRoutine,
                Problems.Conflict
            )
            .Refuses(RoutinesApi.RefusedRoutines)
            .Allow("subsystems.change")
            .Produces<SubsystemItem>(StatusCodes.Status201Created)
            .Produces<SubsystemItem>()
            .WithSummary("Bring a subsystem in from its file, whole or not at all; the same again changes nothing");
        routes
            .MapPut("/api/v1/subsystem-parts/{code}", ComposeAsync)
            .WithTags("subsystems")
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid, Problems.FacilityTypeUnknown)
            .Allow("subsystems.change")
            .Produces<SubsystemItem>(StatusCodes.Status201Created)
            .Produces<SubsystemItem>()
            .WithSummary("Make a subsystem of everything that goes with a type of facility here");
        api.MapDelete("/{code}", DeleteAsync)
            .Refuses(Problems.SubsystemNotFound)
            .Allow("subsystems.change")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Take away the set; its type, forms, categories and routine checks stay");
    }

    private static async Task<IResult> ListAsync(
        CityOpsDb db,
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
        var rows = await db
            .Subsystems.AsNoTracking()
            .Where(s => string.Compare(s.Code, after) > 0)
            .OrderBy(s => s.Code)
            .Take(size + 1)
            .ToListAsync(ct);
        return TypedResults.Ok(Page.Of([.. rows.Select(Item)], size, s => [s.Code]));
    }

    private static SubsystemItem Item(Subsystem subsystem) =>
        new(
            subsystem.Code,
            subsystem.Name,
            subsystem.NameEn,
            subsystem.FacilityType,
            subsystem.Forms,
            subsystem.Categories,
            subsystem.Routines,
            subsystem.InMenu
        );

    private static Ok<IReadOnlyList<ReadySubsystem>> ListReady()
    {
        IReadOnlyList<ReadySubsystem> ready =
        [
            .. ReadySubsystems.Codes.Select(code =>
            {
                var file = ReadySubsystems.Find(code)!;
                return new ReadySubsystem(code, file.Name!, file.NameEn!);
            }),
        ];
        return TypedResults.Ok(ready);
    }

    private static IResult FindReady(string code) =>
        ReadySubsystems.Find(code) is { } file
            ? TypedResults.Ok(file)
            : Problems.SubsystemNotFound.With($"No subsystem {code} comes with the product.");

    private static async Task<IResult> ExportAsync(string code, CityOpsDb db, CancellationToken ct) =>
        await ExportSubsystem.RunAsync(db, code, ct) is { } file
            ? TypedResults.Ok(file)
            : Problems.SubsystemNotFound.With($"There is no subsystem {code}.");

    private static async Task<IResult> ImportAsync(
        string code,
        SubsystemFile body,
        Caller caller,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var isNew = !await db.Subsystems.AnyAsync(s => s.Code == code, ct);
        var (subsystem, refusal) = await ImportSubsystem.RunAsync(
            db,
            code,
            body,
            caller.AccountId,
            time.GetUtcNow(),
            ct
        );
        if (subsystem is null)
        {
            return refusal!.Answer();
        }

        await transaction.CommitAsync(ct);
        return isNew
            ? TypedResults.Created($"/api/v1/subsystems/{code}", Item(subsystem))
            : TypedResults.Ok(Item(subsystem));
    }

    private static async Task<IResult> ComposeAsync(
        string code,
        SubsystemParts body,
        CityOpsDb db,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var isNew = !await db.Subsystems.AnyAsync(s => s.Code == code, ct);
        var (subsystem, refusal) = await ComposeSubsystem.RunAsync(db, code, body, ct);
        if (subsystem is null)
        {
            return refusal!.Answer();
        }

        await transaction.CommitAsync(ct);
        return isNew
            ? TypedResults.Created($"/api/v1/subsystems/{code}", Item(subsystem))
            : TypedResults.Ok(Item(subsystem));
    }

    private static async Task<IResult> DeleteAsync(string code, CityOpsDb db, CancellationToken ct) =>
        await db.Subsystems.Where(s => s.Code == code).ExecuteDeleteAsync(ct) == 1
            ? TypedResults.NoContent()
            : Problems.SubsystemNotFound.With($"There is no subsystem {code}.");
}
