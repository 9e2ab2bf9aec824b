using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Patrols;

/// <param name="People">The names of who went, who started it first; empty in the answer to a phone's PUT.</param>
/// <param name="Positions">Positions of the track.</param>
/// <param name="PositionsNotCounted">Those of them that cannot be; kept, and drawn grey.</param>
/// <param name="DistanceMetres">Along the track, without the receiver's noise.</param>
/// <param name="DurationMinutes">From start to end; null while it is under way.</param>
/// <param name="MaxSpeedKmh">Over the legs of 500 m and more.</param>
/// <param name="GridKind">What GridCells counts: official, the bureau's 单元网格 of its town (anywhere, for a patrol
/// without one), or square_100m, squares of that size where there are none.</param>
/// <param name="GridCells">Those that the track crosses.</param>
/// <param name="GridCoverage">Their share of its town's; null without a town.</param>
/// <param name="Flags">time_skew, abandoned, mock_location, impossible_speed (over 150 km/h along the track).</param>
/// <param name="Problems">Problems that its officers reported under it, as the figure problems_found counts
/// them.</param>
/// <param name="Found">Up to 500 reports of its officers under it with what became of each; null in the answer to a
/// phone's PUT.</param>
/// <param name="Changes">Its corrections and its withdrawal, the first one first; empty in the answer to a phone's
/// PUT.</param>
public sealed record PatrolAnswer(
    Guid Id,
    string Kind,
    string? Category,
    string Organisation,
    string? Town,
    Guid OfficerId,
    IReadOnlyList<string> People,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double? DurationMinutes,
    int Persons,
    int Vehicles,
    IReadOnlyList<string> Officers,
    IReadOnlyList<string> Domains,
    string? Note,
    DateTimeOffset ReceivedAt,
    int Positions,
    int PositionsNotCounted,
    double DistanceMetres,
    double MaxSpeedKmh,
    string GridKind,
    int GridCells,
    double? GridCoverage,
    IReadOnlyList<string> Flags,
    int Problems,
    IReadOnlyList<FoundProblem>? Found,
    DateTimeOffset? WithdrawnAt,
    IReadOnlyList<ChangeEntry> Changes
);

/// <summary>A problem found under a patrol.</summary>
/// <param name="Outcome">What became of it on the spot: rectified_on_site 现场整改, transferred 转属地, or null.</param>
/// <param name="Status">Its case's, now.</param>
public sealed record FoundProblem(
    Guid Report,
    string Category,
    DateTimeOffset ObservedAt,
    string? Outcome,
    Guid? Case,
    string? CaseNumber,
    string? Status,
    IReadOnlyList<string> Flags
);

/// <summary>Reads a patrol: one's own, one that one took part in, or one of the caller's organisation and
/// town.</summary>
public static class ReadPatrol
{
    private const int MaxFound = 500;
    private const double FastestKmh = 150;

    private sealed record Summary(int Problems, bool IsOfficial, int Cells, int? TownCells);

    public static async Task<Result<Patrol>> FindAsync(CityOpsDb db, Guid id, Caller caller, CancellationToken ct)
    {
        if (await VisibleTo(db, caller).AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is { } patrol)
        {
            return patrol;
        }

        return await db.Patrols.AnyAsync(p => p.Id == id, ct)
            ? Problems.OutsideYourArea.Refuse($"Patrol {id} belongs to another organisation or town.")
            : Problems.PatrolNotFound.Refuse($"Patrol {id} has not arrived.");
    }

    /// <summary>Those that the caller may see (sql/functions/visible_to.sql).</summary>
    internal static IQueryable<Patrol> VisibleTo(CityOpsDb db, Caller caller)
    {
        var (account, login, (_, organisation, town)) = (caller.AccountId, caller.Login, Scope.Of(caller));
        return db.Patrols.Where(p =>
            Database.VisibleTo.Patrol(
                p.OfficerId,
                p.Officers,
                p.OrganisationCode,
                p.TownCode,
                account,
                login,
                organisation,
                town
            )
        );
    }

    public static async Task<PatrolAnswer> AnswerAsync(
        CityOpsDb db,
        Patrol patrol,
        bool withFound,
        CancellationToken ct
    )
    {
        var track = await TrackAsync(db, patrol, ct);
        DateTime[] counted = [.. track.Fixes.Where(f => f.Why is null).Select(f => f.Fix.At.UtcDateTime)];
        var summaries = await db
            .Database.SqlQueryRaw<Summary>(
                Sql.Text("queries/patrols/patrol_summary"),
                Parameters.Of("patrol", patrol.Id),
                Parameters.Of("counted", counted),
                Parameters.Of("town", patrol.TownCode)
            )
            .ToListAsync(ct);
        var summary = summaries[0];
        return new(
            patrol.Id,
            patrol.Kind,
            patrol.CategoryCode,
            patrol.OrganisationCode,
            patrol.TownCode,
            patrol.OfficerId,
            withFound ? await PeopleAsync(db, patrol, ct) : [],
            CityTime.Local(patrol.StartedAt),
            patrol.EndedAt is { } ended ? CityTime.Local(ended) : null,
            patrol.EndedAt is { } end ? Math.Round((end - patrol.StartedAt).TotalMinutes, 1) : null,
            patrol.Persons,
            patrol.Vehicles,
            patrol.Officers,
            patrol.Domains,
            patrol.Note,
            CityTime.Local(patrol.ReceivedAt),
            track.Fixes.Count,
            track.Fixes.Count - counted.Length,
            Math.Round(track.DistanceMetres, 1),
            Math.Round(track.MaxSpeedKmh, 1),
            summary.IsOfficial ? "official" : "square_100m",
            summary.Cells,
            summary.TownCells is > 0 and var all ? Math.Round(Math.Min(1, (double)summary.Cells / all), 4) : null,
            [.. patrol.Flags, .. FlagsOfTrack(track)],
            summary.Problems,
            withFound ? await FoundAsync(db, patrol.Id, ct) : null,
            patrol.WithdrawnAt is { } withdrawn ? CityTime.Local(withdrawn) : null,
            withFound ? await ChangeRecord.ListAsync(db, "patrol", patrol.Id, ct) : []
        );
    }

    private static async Task<IReadOnlyList<string>> PeopleAsync(CityOpsDb db, Patrol patrol, CancellationToken ct) =>
        await db.Set<Account>()
            .Where(a => a.Id == patrol.OfficerId || patrol.Officers.Contains(a.Login))
            .OrderBy(a => a.Id != patrol.OfficerId)
            .ThenBy(a => a.Login)
            .Select(a => a.Name)
            .ToListAsync(ct);

    private static IEnumerable<string> FlagsOfTrack(JudgedTrack track)
    {
        if (track.Fixes.Any(f => f.Fix.IsMock))
        {
            yield return "mock_location";
        }

        if (track.MaxSpeedKmh > FastestKmh)
        {
            yield return "impossible_speed";
        }
    }

    private sealed record Stored(
        DateTimeOffset ObservedAt,
        double Lon,
        double Lat,
        float? AccuracyMetres,
        bool IsMocked
    );

    /// <summary>Its positions in the order of their times, each with whether it counts.</summary>
    internal static async Task<JudgedTrack> TrackAsync(CityOpsDb db, Patrol patrol, CancellationToken ct)
    {
        var stored = await db
            .Database.SqlQuery<Stored>(
                $"""
                select observed_at, st_x(position) as lon, st_y(position) as lat, accuracy_metres, is_mocked
                from patrol_position where patrol_id = {patrol.Id} order by observed_at
                """
            )
            .ToListAsync(ct);
        return TrackFilter.Judge(
            stored.ConvertAll(s => new TrackFix(s.ObservedAt, new(s.Lon, s.Lat), s.AccuracyMetres, s.IsMocked)),
            patrol.StartedAt,
            patrol.EndedAt
        );
    }

    private static async Task<IReadOnlyList<FoundProblem>> FoundAsync(CityOpsDb db, Guid patrol, CancellationToken ct)
    {
        var found = await (
            from report in db.Reports
            where
                report.PatrolId == patrol
                && report.FacilityId == null
                && report.WithdrawnAt == null
                && !report.Flags.Contains(Flags.ForeignPatrol)
            orderby report.ObservedAt, report.Id
            from opened in db.Set<Case>().Where(c => c.Id == report.CaseId).DefaultIfEmpty()
            select new
            {
                report.Id,
                report.CategoryCode,
                report.ObservedAt,
                report.Outcome,
                report.Flags,
                report.CaseId,
                opened.Number,
                opened.Status,
            }
        )
            .Take(MaxFound)
            .ToListAsync(ct);
        return
        [
            .. found.Select(f => new FoundProblem(
                f.Id,
                f.CategoryCode,
                CityTime.Local(f.ObservedAt),
                f.Outcome,
                f.CaseId,
                f.Number,
                f.Status,
                f.Flags
            )),
        ];
    }
}
