using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Grids;

/// <summary>The reference list of the bureau's official grids, ordered by code.</summary>
public static class GridsApi
{
    public static void MapGrids(this IEndpointRouteBuilder routes)
    {
        routes
            .MapListImport("grids", "the official grids", AreaFile.Read, (http, file, choice, ct) =>
                ImportGrids.RunAsync(http.RequestServices.GetRequiredService<CityOpsDb>(), file, choice, ct)
            )
            .Allow("grids.import");
        routes
            .MapGet("/api/v1/grids", ListGridsAsync)
            .Allow("grids.read")
            .WithTags("reference")
            .Produces<Page<GridItem>>()
            .TaggedByContent()
            .WithSummary("The bureau's grids (单元网格); ?town=, ?shape=true with their boundaries, ?changedSince=");
    }

    /// <param name="Centre">A place within it, WGS84.</param>
    /// <param name="Facilities">How many lie in it.</param>
    /// <param name="Shape">GeoJSON MultiPolygon; null unless asked for.</param>
    public sealed record GridItem(string Code, string? Name, string Town, LonLat Centre, int Facilities, Shape? Shape);

    private static async Task<IResult> ListGridsAsync(
        CityOpsDb db,
        CancellationToken ct,
        string? town = null,
        bool shape = false,
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
            .Grids.AsNoTracking()
            .ChangedSince(changedSince)
            .Where(g => string.Compare(g.Code, after) > 0 && (town == null || g.TownCode == town))
            .OrderBy(g => g.Code)
            .Take(size + 1)
            .Select(g => new { Grid = g, Facilities = db.Set<Facility>().Count(f => f.GridCode == g.Code) })
            .ToListAsync(ct);
        return TypedResults.Ok(
            Page.Of(
                [
                    .. rows.Select(r => new GridItem(
                        r.Grid.Code,
                        r.Grid.Name,
                        r.Grid.TownCode,
                        LonLat.Of(r.Grid.Boundary.InteriorPoint),
                        r.Facilities,
                        shape ? Shape.Of(r.Grid.Boundary) : null
                    )),
                ],
                size,
                g => [g.Code]
            )
        );
    }
}
