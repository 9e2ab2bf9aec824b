using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Routines;

/// <summary>A check that comes due, with those that were made in its days.</summary>
/// <param name="Made">The first made first; the first that was not withdrawn counts.</param>
public sealed record CheckAnswer(CheckItem Check, IReadOnlyList<MadeCheck> Made);

/// <param name="By">Who made it.</param>
/// <param name="ProblemCategory">Of the problem that its answers tell; null: none.</param>
/// <param name="Metres">From the facility.</param>
/// <param name="Counts">It is the one that counts; the others are additional.</param>
public sealed record MadeCheck(
    Guid Report,
    string? By,
    DateTimeOffset CheckedAt,
    DateTimeOffset ReceivedAt,
    string? ProblemCategory,
    double Metres,
    [property: ValuesOf(typeof(CheckProofs))] string Proof,
    bool Counts,
    DateTimeOffset? WithdrawnAt
);

/// <summary>What is due of a facility, and what was.</summary>
/// <param name="NextOn">When its next check opens; null where none does within the days that are planned.</param>
/// <param name="LastAt">When it was checked last; null: never.</param>
/// <param name="Items">Its checks by the last day in time.</param>
public sealed record FacilityChecks(
    string Facility,
    string Name,
    DateOnly? NextOn,
    DateTimeOffset? LastAt,
    IReadOnlyList<CheckItem> Items,
    string? Next
);

/// <summary>Reads one check, and the checks of one facility.</summary>
public static class ReadCheck
{
    private sealed record Made(
        Guid Report,
        string? By,
        DateTimeOffset CheckedAt,
        DateTimeOffset ReceivedAt,
        string? ProblemCategory,
        double Metres,
        string Proof,
        bool Counts,
        DateTimeOffset? WithdrawnAt
    );

    private sealed record Ends(DateOnly? NextOn, DateTimeOffset? LastAt);

    public static async Task<Result<CheckAnswer>> RunAsync(
        CityOpsDb db,
        Guid id,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await ListChecks.FindAsync(db, id, caller, now, ct) is not { } check)
        {
            return await MissingAsync(db, id, ct);
        }

        var made = await db
            .Database.SqlQuery<Made>(
                $"""
                select k.report_id as report, a.name as by, k.checked_at, r.received_at,
                  k.problem_category_code as problem_category, k.metres::double precision as metres, k.proof,
                  d.report_id is not distinct from k.report_id as counts, r.withdrawn_at
                from routine_check k
                join due_check d on d.id = k.due_check_id
                join report r on r.id = k.report_id
                left join account a on a.id = r.officer_id
                where k.due_check_id = {id}
                order by k.checked_at, k.report_id
                """
            )
            .ToListAsync(ct);
        return new CheckAnswer(
            check,
            [
                .. made.Select(m => new MadeCheck(
                    m.Report,
                    m.By,
                    CityTime.Local(m.CheckedAt),
                    CityTime.Local(m.ReceivedAt),
                    m.ProblemCategory,
                    m.Metres,
                    m.Proof,
                    m.Counts,
                    m.WithdrawnAt is { } at ? CityTime.Local(at) : null
                )),
            ]
        );
    }

    public static async Task<Result<FacilityChecks>> OfFacilityAsync(
        CityOpsDb db,
        string facility,
        string? cursor,
        int? limit,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (found, refusal) = await VisibleFacilities.FindAsync(db, facility, caller, ct);
        if (found is null)
        {
            return refusal!;
        }

        (var page, refusal) = await ListChecks.PageAsync(db, "true", new(), found.Id, cursor, limit, caller, now, ct);
        if (page is null)
        {
            return refusal!;
        }

        var today = CityTime.Day(now);
        var ends = await db
            .Database.SqlQuery<Ends>(
                $"""
                select
                  (select min(d.opens_on) from due_check d where d.facility_id = {found.Id} and d.opens_on > {today})
                    as next_on,
                  (select max(k.checked_at) from routine_check k join report r on r.id = k.report_id
                    where k.facility_id = {found.Id} and r.withdrawn_at is null) as last_at
                """
            )
            .SingleAsync(ct);
        return new FacilityChecks(
            found.Code,
            found.Name,
            ends.NextOn,
            ends.LastAt is { } at ? CityTime.Local(at) : null,
            page.Items,
            page.Next
        );
    }

    internal static async Task<Refusal> MissingAsync(CityOpsDb db, Guid id, CancellationToken ct) =>
        await db
            .Database.SqlQuery<bool>($"select exists (select from due_check where id = {id}) as \"Value\"")
            .SingleAsync(ct)
            ? Problems.OutsideYourArea.Refuse($"Check {id} belongs to another organisation or town.")
            : Problems.CheckNotFound.Refuse($"There is no check {id}.");
}
