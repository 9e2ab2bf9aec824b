using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.OverlayNG;

namespace CityOps.App.Features.Organisations.Import;

/// <summary>Records by the new boundaries.</summary>
/// <param name="Facilities">That keep the town that they were given, although the boundaries have them in another;
/// likewise <paramref name="Cases"/> and <paramref name="Sections"/>.</param>
/// <param name="Nowhere">Facilities, cases and sections that lie in no town.</param>
public sealed record Displaced(int Facilities, int Cases, int Sections, int Nowhere);

/// <param name="Unchanged">Towns whose name and boundary were the file's already.</param>
public sealed record TownImportOutcome(
    int New,
    int Changed,
    int Unchanged,
    Displaced Displaced,
    IReadOnlyList<BadRow> Bad,
    bool Kept
) : ImportOutcome(New, Changed, Unchanged, Bad, Kept);

/// <summary>
/// Puts the bureau's official town boundaries in the place of the approximate ones. A town is known by its code, or by
/// its name where the file has no code; one that is not known is new. What lies in a town already keeps it, and is
/// counted.
/// </summary>
public static class ImportTowns
{
    /// <summary>Neighbours drawn by hand overlap by slivers; more than this share of the smaller town is a
    /// mistake.</summary>
    private const double MaxOverlap = 0.02;

    /// <summary>Smaller is a slip of the pen.</summary>
    private const double MinSquareMetres = 10_000;

    /// <summary>A boundary is redrawn by less; more is asked for.</summary>
    private const double MaxAreaChange = 0.2;

    /// <summary>From the other towns of the city.</summary>
    private const double FarthestDegrees = 1;

    /// <summary>Gaps between neighbours drawn by hand are smaller; larger ones are asked for.</summary>
    private const double MaxGapSquareMetres = 10_000;

    /// <summary>Within the caller's transaction, if there is one: the caller then undoes what is not kept.</summary>
    public static async Task<TownImportOutcome> RunAsync(
        CityOpsDb db,
        AreaFile file,
        ImportChoice choice,
        CancellationToken ct
    )
    {
        await using var transaction = db.Database.CurrentTransaction is null
            ? await db.Database.BeginTransactionAsync(ct)
            : null;
        var before = await DisplacedAsync(db, ct);
        var towns = await db.Towns.ToListAsync(ct);
        var bad = new List<BadRow>(file.Bad);
        var areas = Name(file.Areas, towns, bad);
        var (added, changed) = (0, 0);
        var asks = new List<string>(Moved(areas, towns));
        foreach (var area in areas)
        {
            if (towns.SingleOrDefault(t => t.Code == area.Code) is not { } town)
            {
                db.Towns.Add(
                    new Town
                    {
                        Code = area.Code!,
                        Name = area.Name!,
                        Centre = area.Boundary.InteriorPoint,
                        Boundary = area.Boundary,
                        BoundaryIsApproximate = false,
                    }
                );
                added++;
                continue;
            }

            if (
                town.BoundaryIsApproximate
                || !town.Boundary.EqualsExact(area.Boundary)
                || (area.Name is not null && town.Name != area.Name)
            )
            {
                (town.Name, town.Boundary, town.BoundaryIsApproximate) = (area.Name ?? town.Name, area.Boundary, false);
                town.Centre = area.Boundary.Contains(town.Centre) ? town.Centre : area.Boundary.InteriorPoint;
                changed++;
            }
        }

        await db.SaveChangesAsync(ct);
        var displaced = await DisplacedAsync(db, ct);
        if (displaced.Nowhere > before.Nowhere)
        {
            asks.Add(
                $"{displaced.Nowhere} facilities, cases and sections would lie in no town ({before.Nowhere} do now). 将有 {displaced.Nowhere} 个设施、案件和路段不在任何镇街内（现为 {before.Nowhere} 个）。"
            );
        }

        var notes = new List<string>(file.Notes);
        Coverage(await db.Towns.AsNoTracking().Where(t => !t.BoundaryIsApproximate).ToListAsync(ct), asks, notes);
        if (displaced is { Facilities: > 0 } or { Cases: > 0 } or { Sections: > 0 })
        {
            notes.Add(
                $"By these boundaries {displaced.Facilities} facilities, {displaced.Cases} cases and {displaced.Sections} sections lie in another town than the one they have; they keep it. "
                    + $"按新边界有 {displaced.Facilities} 个设施、{displaced.Cases} 个案件、{displaced.Sections} 个路段位于其他镇街，仍保留原镇街。"
            );
        }

        var outcome = new TownImportOutcome(
            added,
            changed,
            areas.Count - added - changed,
            displaced,
            [.. bad.OrderBy(b => b.Row)],
            false
        )
        {
            Notes = notes,
            Asks = asks,
            Sample = ImportOutcome.SampleOf(
                areas,
                a => a.Number,
                a =>
                    [
                        ("code", a.Code),
                        ("name", a.Name),
                        ("km²", Math.Round(a.SquareMetres / 1e6, 2)),
                        ("lon", Math.Round(a.Boundary.InteriorPoint.X, 5)),
                        ("lat", Math.Round(a.Boundary.InteriorPoint.Y, 5)),
                    ]
            ),
        };
        var kept = choice.Keeps(outcome);
        if (kept && transaction is not null)
        {
            await transaction.CommitAsync(ct);
        }

        return outcome with
        {
            Kept = kept,
        };
    }

    private static async Task<Displaced> DisplacedAsync(CityOpsDb db, CancellationToken ct) =>
        (await db.Database.SqlQueryRaw<Displaced>(Sql.Text("queries/towns/displaced")).ToListAsync(ct)).Single();

    /// <summary>What lies elsewhere than before, or has another size.</summary>
    private static IEnumerable<string> Moved(List<Area> areas, List<Town> towns)
    {
        var city = new Envelope();
        foreach (var town in towns)
        {
            city.ExpandToInclude(town.Boundary.EnvelopeInternal);
        }

        city.ExpandBy(FarthestDegrees);
        foreach (var area in areas)
        {
            var name = area.Name ?? area.Code;
            if (towns.Count > 0 && !city.Intersects(area.Boundary.EnvelopeInternal))
            {
                yield return $"{name} lies more than 100 km from the towns of this city. {name}距本市各镇街超过 100 公里。";
            }
            else if (towns.Find(t => t.Code == area.Code) is { } town)
            {
                var (was, now) = (Area.SquareMetresOf(town.Boundary), area.SquareMetres);
                if (!town.Boundary.Intersects(area.Boundary))
                {
                    yield return $"{name} lies nowhere where it was. {name}与原位置完全不重合。";
                }
                else if (!town.BoundaryIsApproximate && Math.Abs(now - was) > MaxAreaChange * was)
                {
                    yield return string.Create(
                        CultureInfo.InvariantCulture,
                        $"{name} has {now / 1e6:F2} km², before {was / 1e6:F2} km². {name}面积为 {now / 1e6:F2} 平方公里，原为 {was / 1e6:F2} 平方公里。"
                    );
                }
            }
        }
    }

    /// <summary>What the official boundaries leave out of the city, and what they cover twice.</summary>
    private static void Coverage(List<Town> towns, List<string> asks, List<string> notes)
    {
        if (towns.Count == 0)
        {
            return;
        }

        var city = OverlayNGRobust.Union([.. towns.Select(t => (Geometry)t.Boundary)]);
        var gaps = PolygonExtracter
            .GetPolygons(city)
            .Cast<Polygon>()
            .SelectMany(p =>
                p.InteriorRings.Select(ring =>
                    (Ring: ring, SquareMetres: Area.SquareMetresOf(p.Factory.CreatePolygon((LinearRing)ring)))
                )
            )
            .ToList();
        foreach (var (ring, metres) in gaps.Where(g => g.SquareMetres > MaxGapSquareMetres))
        {
            var at = ring.EnvelopeInternal.Centre;
            asks.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A hole of {metres / 1e6:F2} km² at {at.X:F4}, {at.Y:F4} belongs to no town. {at.X:F4}, {at.Y:F4} 处有 {metres / 1e6:F2} 平方公里的空洞不属于任何镇街。"
                )
            );
        }

        var slivers = gaps.Where(g => g.SquareMetres <= MaxGapSquareMetres).ToList();
        var twice = towns.Sum(t => Area.SquareMetresOf(t.Boundary)) - Area.SquareMetresOf(city);
        if (slivers.Count > 0 || twice > MaxGapSquareMetres)
        {
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Between the towns are {slivers.Count} gaps of together {slivers.Sum(g => g.SquareMetres):F0} m² and overlaps of together {Math.Max(twice, 0):F0} m². 镇街之间有 {slivers.Count} 处缝隙，共 {slivers.Sum(g => g.SquareMetres):F0} 平方米；重叠共 {Math.Max(twice, 0):F0} 平方米。"
                )
            );
        }
    }

    private static List<Area> Name(IReadOnlyList<Area> listed, List<Town> towns, List<BadRow> bad)
    {
        var areas = new List<Area>();
        foreach (var said in listed)
        {
            // 442000001000 of the statistics office is 442000001 with the villages' digits
            var code =
                said.Code is { Length: 12 } twelve && twelve.EndsWith("000", StringComparison.Ordinal)
                    ? twelve[..9]
                    : said.Code;
            var area = said with { Code = code ?? ByName(towns, said.Name)?.Code };
            var fault =
                area.Code is null
                    ? Fault(
                        area,
                        "code",
                        Problems.FieldMissing,
                        "it has no code, and no town has its name",
                        "没有编码，也没有同名镇街"
                    )
                : area.Code.Length != 9 || !area.Code.All(char.IsAsciiDigit)
                    ? Fault(
                        area,
                        "code",
                        Problems.FieldInvalid,
                        $"code {area.Code} is not 9 digits (or 12 that end in 000)",
                        $"编码“{area.Code}”不是 9 位数字（或末三位为 000 的 12 位）"
                    )
                : areas.Find(a => a.Code == area.Code) is { } first
                    ? Fault(
                        area,
                        "code",
                        Problems.CodeRepeated,
                        $"code {area.Code} is that of feature {first.Number} already",
                        $"编码“{area.Code}”与第 {first.Number} 个要素重复"
                    )
                : area.Name is null && towns.All(t => t.Code != area.Code)
                    ? Fault(
                        area,
                        "name",
                        Problems.FieldMissing,
                        $"town {area.Code} is new and has no name",
                        $"新镇街 {area.Code} 没有名称"
                    )
                : area.SquareMetres < MinSquareMetres
                    ? Fault(
                        area,
                        "geometry",
                        Problems.PolygonInvalid,
                        FormattableString.Invariant(
                            $"{area.Name ?? area.Code} has {area.SquareMetres:F2} m²; a town has {MinSquareMetres} at least"
                        ),
                        FormattableString.Invariant($"{area.Name ?? area.Code}的面积只有 {area.SquareMetres:F2} 平方米")
                    )
                : areas.Find(a => Overlap(a.Boundary, area.Boundary) > MaxOverlap) is { } other
                    ? Fault(
                        area,
                        "geometry",
                        Problems.PolygonInvalid,
                        $"{area.Name ?? area.Code} overlaps {other.Name ?? other.Code}",
                        $"{area.Name ?? area.Code}与{other.Name ?? other.Code}的边界重叠"
                    )
                : null;
            if (fault is not null)
            {
                bad.Add(fault);
                continue;
            }

            areas.Add(area);
        }

        return areas;
    }

    private static Town? ByName(List<Town> towns, string? name) =>
        name is null
            ? null
            : towns.Find(t => t.Name == name)
                ?? towns.Find(t => TownNames.WithoutKind(t.Name) == TownNames.WithoutKind(name));

    private static double Overlap(MultiPolygon one, MultiPolygon other) =>
        one.EnvelopeInternal.Intersects(other.EnvelopeInternal) && one.Intersects(other)
            ? one.Intersection(other).Area / Math.Min(one.Area, other.Area)
            : 0;

    private static BadRow Fault(Area area, string column, Problem problem, string reason, string reasonZh) =>
        new(area.Number, column, problem, area.Code ?? area.Name, reason, reasonZh);
}
