using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Forms.Import;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <summary>Categories: the list that phones keep, and what administrators set of each: its form, its conditions, its
/// limits.</summary>
public static class CategoriesApi
{
    public static void MapCategories(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/categories").WithTags("categories");
        api.MapGet("", ListAsync)
            .Allow("categories.read")
            .Produces<Page<CategoryItem>>()
            .TaggedByContent()
            .WithSummary(
                "What problems and patrols can be about, retired ones too; ?kind=component|event|inspection, ?changedSince="
            );
        api.MapGet("/{code}", ReadAsync)
            .Refuses(Problems.CategoryNotFound)
            .Allow("categories.read")
            .Produces<CategoryAnswer>()
            .TaggedByContent()
            .WithSummary("A category with its filing conditions and limits");
        api.MapPut("/{code}", SaveAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.CategoryUnknown,
                Problems.OrganisationUnknown,
                Problems.FormNotFound,
                Problems.LimitUnreadable,
                Problems.CategoryRing
            )
            .Allow("categories.change")
            .Produces<CategoryAnswer>(StatusCodes.Status201Created)
            .Produces<CategoryAnswer>()
            .WithSummary("Make a category, or say what it is; conditions that are left out stay");
        routes
            .MapListImport(
                "categories",
                "categories with their filing conditions and limits",
                (file, options) => CategoryTable.Read(file, options),
                (http, table, choice, ct) =>
                    ImportCategories.RunAsync(
                        http.RequestServices.GetRequiredService<CityOpsDb>(),
                        table,
                        new(Standard: null, choice.DryRun, choice.SkipBad),
                        ct
                    )
            )
            .Allow("categories.change");
    }

    /// <param name="Form">What is filled in for it; null asks nothing but the report itself.</param>
    /// <param name="HandlingForm">What is filled in when a case of it was put right.</param>
    /// <param name="VerifyBeforeFiling">核实: its reports are looked at on site before they are filed.</param>
    public sealed record CategoryItem(
        string Code,
        string Standard,
        string Name,
        string? NameEn,
        string Kind,
        string? Parent,
        string? Organisation,
        string? Form,
        string? HandlingForm,
        bool VerifyBeforeFiling,
        DateTimeOffset? RetiredAt
    );

    private static async Task<IResult> ListAsync(
        CityOpsDb db,
        CancellationToken ct,
        string? kind = null,
        DateTimeOffset? changedSince = null,
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
            .Categories.ChangedSince(changedSince)
            .Where(c => string.Compare(c.Code, after) > 0 && (kind == null || c.Kind == kind))
            .OrderBy(c => c.Code)
            .Take(size + 1)
            .Select(c => new CategoryItem(
                c.Code,
                c.Standard,
                c.Name,
                c.NameEn,
                c.Kind,
                c.ParentCode,
                c.OrganisationCode,
                c.FormCode,
                c.HandlingFormCode,
                c.VerifyBeforeFiling,
                c.RetiredAt
            ))
            .ToListAsync(ct);
        return TypedResults.Ok(Page.Of(rows, size, c => [c.Code]));
    }

    private static async Task<IResult> ReadAsync(string code, CityOpsDb db, CancellationToken ct) =>
        await CategoryAnswer.OfAsync(db, code, ct) is { } answer
            ? TypedResults.Ok(answer)
            : Problems.CategoryNotFound.With($"There is no category {code}.");

    private static async Task<IResult> SaveAsync(
        string code,
        CategoryBody body,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (saved, refusal) = await SaveCategory.RunAsync(db, code, body, time.GetUtcNow(), ct);
        if (saved is null)
        {
            return refusal!.Answer();
        }

        var answer = await CategoryAnswer.OfAsync(db, code, ct);
        return saved.IsNew ? TypedResults.Created($"/api/v1/categories/{code}", answer) : TypedResults.Ok(answer);
    }
}
