using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Organisations;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Index.Quadtree;

namespace CityOps.App.Features.Grids;

/// <param name="Removed">Grids of the file's towns that it no longer has.</param>
/// <param name="Found">Facilities that had no grid code and have one now.</param>
public sealed record GridImportOutcome(
    int New,
    int Changed,
    int Unchanged,
    int Removed,
    int Found,
    IReadOnlyList<BadRow> Bad,
    bool Kept
) : ImportOutcome(New, Changed, Unchanged, Bad, Kept);

/// <summary>
/// Brings in the bureau's official grids: the file has all those of each town that it names. Facilities without a grid
/// code get the one that they lie in.
/// </summary>
public static class ImportGrids
{
    /// <summary>Grids are drawn to the official boundary; the town's may still be the approximate one.</summary>
    private const double ToleranceDegrees = CityTown.ToleranceMetres / 111_000;

    /// <summary>Neighbours drawn by hand overlap by slivers; more than this share of the smaller one is a
    /// mistake.</summary>
    private const double MaxOverlap = 0.02;

    /// <summary>Smaller is a slip of the pen: a grid is about 10,000 m².</summary>
    private const double MinSquareMetres = 100;

    public static async Task<GridImportOutcome> RunAsync(
        CityOpsDb db,
        AreaFile file,
        ImportChoice choice,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var towns = await db
            .Towns.AsNoTracking()
            .ToDictionaryAsync(t => t.Code, t => t.Boundary.Buffer(ToleranceDegrees), ct);
        var bad = new List<BadRow>(file.Bad);
        var areas = new Dictionary<string, Area>();
        var places = new Quadtree<Area>();
        foreach (var area in file.Areas)
        {
            if ((Fault(area, areas, towns) ?? Overlapping(area, places)) is { } fault)
            {
                bad.Add(fault);
                continue;
            }

            areas.Add(area.Code!, area);
            places.Insert(area.Boundary.EnvelopeInternal, area);
        }

        var sample = ImportOutcome.SampleOf(
            areas.Values,
            a => a.Number,
            a =>
                [
                    ("code", a.Code),
                    ("name", a.Name),
                    ("town", a.Code![..9]),
                    ("m²", Math.Round(a.SquareMetres)),
                    ("lon", Math.Round(a.Boundary.InteriorPoint.X, 5)),
                    ("lat", Math.Round(a.Boundary.InteriorPoint.Y, 5)),
                ]
        );

        var named = areas.Keys.Select(code => code[..9]).ToHashSet();
        var known = await db.Grids.Where(g => named.Contains(g.TownCode)).ToListAsync(ct);
        var asks = Shrunk(areas.Values, known);
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
        var outcome = new GridImportOutcome(
            areas.Count,
            changed,
            known.Count - gone.Count - changed,
            gone.Count,
            found,
            [.. bad.OrderBy(b => b.Row)],
            false
        )
        {
            Notes = file.Notes,
            Asks = asks,
            Sample = sample,
        };
        var kept = choice.Keeps(outcome);
        if (kept)
        {
            await transaction.CommitAsync(ct);
        }

        return outcome with
        {
            Kept = kept,
        };
    }

    /// <summary>
    /// A file that has far less of a town than there is now is a part of the list rather than the list.
    /// </summary>
    private static List<string> Shrunk(IEnumerable<Area> areas, List<Grid> known) =>
        [
            .. known
                .GroupBy(grid => grid.TownCode)
                .Select(town =>
                    (
                        Town: town.Key,
                        Was: town.Sum(grid => Area.SquareMetresOf(grid.Boundary)),
                        Now: areas.Where(a => a.Code![..9] == town.Key).Sum(a => a.SquareMetres)
                    )
                )
                .Where(town => town.Now < town.Was / 2)
                .Select(town =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The grids of town {town.Town} cover {town.Now / 1e6:F2} km², before {town.Was / 1e6:F2} km². 镇街 {town.Town} 的网格面积为 {town.Now / 1e6:F2} 平方公里，原为 {town.Was / 1e6:F2} 平方公里。"
                    )
                ),
        ];

    private static BadRow? Overlapping(Area area, Quadtree<Area> places) =>
        places
            .Query(area.Boundary.EnvelopeInternal)
            .FirstOrDefault(other =>
                other.Boundary.Intersects(area.Boundary)
                && other.Boundary.Intersection(area.Boundary).Area
                    > MaxOverlap * Math.Min(other.Boundary.Area, area.Boundary.Area)
            )
            is { } twice
            ? new(
                area.Number,
                "geometry",
                Problems.PolygonInvalid,
                area.Code,
                $"grid {area.Code} overlaps {twice.Code} of feature {twice.Number}",
                $"网格“{area.Code}”与第 {twice.Number} 个要素“{twice.Code}”重叠"
            )
            : null;

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
        : area.SquareMetres < MinSquareMetres
            ? new(
                area.Number,
                "geometry",
                Problems.PolygonInvalid,
                code,
                FormattableString.Invariant(
                    $"grid {code} has {area.SquareMetres:F2} m²; {MinSquareMetres} is the least"
                ),
                FormattableString.Invariant($"网格“{code}”的面积只有 {area.SquareMetres:F2} 平方米")
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
