using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Organisations.Import;

/// <summary>Records that keep the town that they were given, although the new boundaries have them in
/// another.</summary>
public sealed record Displaced(int Facilities, int Cases, int Sections);

/// <param name="Unchanged">Towns whose name and boundary were the file's already.</param>
/// <param name="Kept">False for a dry run, and when bad features kept the others out.</param>
public sealed record TownImportOutcome(
    int New,
    int Changed,
    int Unchanged,
    Displaced Displaced,
    IReadOnlyList<BadRow> Bad,
    bool Kept
);

/// <summary>
/// Puts the bureau's official town boundaries in the place of the approximate ones. A town is known by its code, or by
/// its name
/// where the file has no code; one that is not known is new. What lies in a town already keeps it, and is counted.
/// </summary>
public static class ImportTowns
{
    /// <summary>Neighbours drawn by hand overlap by slivers; more than this share of the smaller town is a
    /// mistake.</summary>
    private const double MostOverlap = 0.02;

    /// <summary>Within the caller's transaction, if there is one: the caller then undoes what is not kept.</summary>
    public static async Task<TownImportOutcome> RunAsync(
        CityOpsDb db,
        AreaFile file,
        bool dryRun,
        bool skipBad,
        CancellationToken ct
    )
    {
        await using var transaction = db.Database.CurrentTransaction is null
            ? await db.Database.BeginTransactionAsync(ct)
            : null;
        var towns = await db.Towns.ToListAsync(ct);
        var bad = new List<BadRow>(file.Bad);
        var areas = Name(file.Areas, towns, bad);
        var (added, changed) = (0, 0);
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
        var displaced = (
            await db.Database.SqlQueryRaw<Displaced>(Sql.Text("queries/towns/displaced")).ToListAsync(ct)
        ).Single();
        var kept = !dryRun && (bad.Count == 0 || skipBad);
        if (kept && transaction is not null)
        {
            await transaction.CommitAsync(ct);
        }

        return new(added, changed, areas.Count - added - changed, displaced, [.. bad.OrderBy(b => b.Row)], kept);
    }

    private static List<Area> Name(IReadOnlyList<Area> listed, List<Town> towns, List<BadRow> bad)
    {
        var areas = new List<Area>();
        foreach (var said in listed)
        {
            var area = said with { Code = said.Code ?? towns.FirstOrDefault(t => t.Name == said.Name)?.Code };
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
                        $"code {area.Code} is not 9 digits",
                        $"编码“{area.Code}”不是 9 位数字"
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
                : areas.Find(a => Overlap(a.Boundary, area.Boundary) > MostOverlap) is { } other
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

    private static double Overlap(MultiPolygon one, MultiPolygon other) =>
        one.EnvelopeInternal.Intersects(other.EnvelopeInternal) && one.Intersects(other)
            ? one.Intersection(other).Area / Math.Min(one.Area, other.Area)
            : 0;

    private static BadRow Fault(Area area, string column, Problem problem, string reason, string reasonZh) =>
        new(area.Number, column, problem, area.Code ?? area.Name, reason, reasonZh);
}
