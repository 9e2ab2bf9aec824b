using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <summary>The reference list of categories, ordered by code.</summary>
public static class CategoriesApi
{
    public static void MapCategories(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/categories", ListAsync).AllowLoggedIn().WithTags("reference")
            .WithSummary("What problems and patrols can be about; ?kind=component|event|inspection");

    public sealed record CategoryItem(
        string Code, string Standard, string Name, string? NameEn, string Kind, string? Parent, string? Organisation);

    private static async Task<IResult> ListAsync(
        CityOpsDb db, CancellationToken ct, string? kind = null, string? cursor = null, int? limit = null)
    {
        if (!CodeCursor.TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        var rows = await db.Categories
            .Where(c => string.Compare(c.Code, after) > 0 && (kind == null || c.Kind == kind))
            .OrderBy(c => c.Code).Take(size + 1)
            .Select(c => new CategoryItem(c.Code, c.Standard, c.Name, c.NameEn, c.Kind, c.ParentCode, c.OrganisationCode))
            .ToListAsync(ct);
        return TypedResults.Ok(Page.Of(rows, size, c => [c.Code]));
    }
}
