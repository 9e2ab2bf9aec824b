using CityOps.App.Database;
using CityOps.App.Features.Organisations;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Grids;

/// <param name="Removed">Grids of the file's towns that it no longer has.</param>
/// <param name="Found">Facilities that had no grid code and have one now.</param>
/// <param name="Kept">False for a dry run, and when bad features kept the others out.</param>
public sealed record GridImportOutcome(
    int New,
    int Changed,
    int Unchanged,
    int Removed,
    int Found,
    IReadOnlyList<BadRow> Bad,
    bool Kept
);

/// <summary>
/// Brings in the bureau's official grids: the file has all those of each town that it names. Facilities without a grid
/// code get
/// the one that they lie in.
/// </summary>
public static class ImportGrids
{
    /// <summary>Grids are drawn to the official boundary; the town's may still be the approximate one.</summary>
    private const double ToleranceDegrees = CityTown.ToleranceMetres / 111_000;

    public static async Task<GridImportOutcome> RunAsync(
        CityOpsDb db,
        AreaFile file,
        bool dryRun,
        bool skipBad,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var towns = await db
            .Towns.AsNoTracking()
            .ToDictionaryAsync(t => t.Code, t => t.Boundary.Buffer(ToleranceDegrees), ct);
        var bad = new List<BadRow>(file.Bad);
        var areas = new Dictionary<string, Area>();
        foreach (var area in file.Areas)
        {
            if (Fault(area, areas, towns) is { } fault)
            {
                bad.Add(fault);
                continue;
            }

            areas.Add(area.Code!, area);
        }

        var named = areas.Keys.Select(code => code[..9]).ToHashSet();
        var known = await db.Grids.Where(g => named.Contains(g.TownCode)).ToListAsync(ct);
        // a bad feature is not a missing one
        var gone = bad.Count == 0 ? known.Where(g => !areas.ContainsKey(g.Code)).ToList() : [];
        db.Grids.RemoveRange(gone);
        var changed = 0;
        foreach (var grid in known.Except(gone))
        {
            if (
                areas.Remove(grid.Code, out var area)
                && (!grid.Boundary.EqualsExact(area.Boundary) || grid.Name != area.Name)
            )
            {
                (grid.Name, grid.Boundary) = (area.Name, area.Boundary);
                changed++;
            }
        }

        db.Grids.AddRange(
            areas.Values.Select(a => new Grid
            {
                Code = a.Code!,
                Name = a.Name,
                TownCode = a.Code![..9],
                Boundary = a.Boundary,
            })
        );
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync($"select set_config('cityops.source', 'import', true)", ct);
        var found = await db.Database.ExecuteSqlRawAsync(Sql.Text("queries/grids/find_facilities"), ct);
        var kept = !dryRun && (bad.Count == 0 || skipBad);
        if (kept)
        {
            await transaction.CommitAsync(ct);
        }

        return new(
            areas.Count,
            changed,
            known.Count - gone.Count - changed,
            gone.Count,
            found,
            [.. bad.OrderBy(b => b.Row)],
            kept
        );
    }

    private static BadRow? Fault(
        Area area,
        Dictionary<string, Area> areas,
        Dictionary<string, NetTopologySuite.Geometries.Geometry> towns
    ) =>
        area.Code is not { } code
            ? new(area.Number, "code", Problems.FieldMissing, area.Name, "it has no code", "缺少网格编码")
        : code.Length != 15 || !code.All(char.IsAsciiDigit)
            ? new(
                area.Number,
                "code",
                Problems.GridCodeInvalid,
                code,
                $"code {code} is not 15 digits",
                $"网格编码“{code}”不是 15 位数字"
            )
        : !towns.TryGetValue(code[..9], out var town)
            ? new(
                area.Number,
                "code",
                Problems.TownUnknown,
                code,
                $"there is no town {code[..9]}",
                $"没有镇街 {code[..9]}"
            )
        : areas.TryGetValue(code, out var first)
            ? new(
                area.Number,
                "code",
                Problems.CodeRepeated,
                code,
                $"code {code} is that of feature {first.Number} already",
                $"网格编码“{code}”与第 {first.Number} 个要素重复"
            )
        : !town.Contains(area.Boundary.InteriorPoint)
            ? new(
                area.Number,
                "geometry",
                Problems.PositionOutsideTown,
                code,
                $"grid {code} lies more than 5 km from town {code[..9]}",
                $"网格“{code}”距镇街 {code[..9]} 超过 5 公里"
            )
        : null;
}
