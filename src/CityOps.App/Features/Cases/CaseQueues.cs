using System.Linq.Expressions;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases.Actions;
using CityOps.App.Features.Submissions;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <param name="Queue">Also a value of the list's filter <c>queue</c>.</param>
/// <param name="Cases">How many the caller's list of this queue holds.</param>
/// <param name="IsOurs">The caller's role moves on what waits there; always true of those that are no step's.</param>
public sealed record CaseQueueItem(string Queue, int Cases, bool IsOurs);

/// <param name="Items">All queues, in the order in which a case goes through them.</param>
public sealed record CaseQueuesAnswer(IReadOnlyList<CaseQueueItem> Items);

/// <summary>
/// The working day's queues: what waits for which step, what is late or in doubt, what waits for the caller. A list
/// and its count are narrowed by the same expression.
/// </summary>
internal static class CaseQueues
{
    private sealed record Reader(CityOpsDb Db, Caller Caller, string[] Onward, DateTimeOffset Now)
    {
        public DateTimeOffset EndOfDay { get; } = CityTime.Start(CityTime.Day(Now).AddDays(1));
    }

    private sealed record Queue(string Code, string? Status, Func<Reader, Expression<Func<Case, bool>>> Of);

    private static readonly Queue[] All =
    [
        new("mine", null, Mine),
        Waiting("verify", CaseStatus.PendingVerify),
        Waiting("file", CaseStatus.PendingRegister),
        Waiting("dispatch", CaseStatus.PendingDispatch),
        Waiting("accept", CaseStatus.PendingHandle),
        Waiting("handle", CaseStatus.Handling),
        Waiting("check", CaseStatus.PendingCheck),
        Waiting("close", CaseStatus.PendingClose),
        new("urged", null, _ => c => c.UrgedAt != null),
        new("overdue", null, reader => c => c.Clock!.StoppedAt == null && c.Clock.Deadline < reader.Now),
        new("due_today", null, reader =>
            c => c.Clock!.StoppedAt == null && c.Clock.Deadline >= reader.Now && c.Clock.Deadline < reader.EndOfDay
        ),
        new("suspended", null, _ => c => c.Status == CaseStatus.Suspended),
        new("flagged", null, reader =>
            c =>
                !CaseStatus.Ended.Contains(c.Status)
                && reader.Db.Set<ReportView>().Any(r => r.Id == c.SourceId && r.Flags.Any(f => Flags.All.Contains(f)))
        ),
    ];

    public static IReadOnlyList<string> Codes { get; } = [.. All.Select(queue => queue.Code)];

    /// <param name="code">One of <see cref="Codes"/>.</param>
    public static async Task<IQueryable<Case>> NarrowAsync(
        CityOpsDb db,
        IQueryable<Case> cases,
        string code,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    ) => cases.Where(All.Single(queue => queue.Code == code).Of(await ReaderAsync(db, caller, now, ct)));

    /// <summary>The counts of all queues, in one query.</summary>
    public static async Task<CaseQueuesAnswer> CountAsync(
        CityOpsDb db,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var reader = await ReaderAsync(db, caller, now, ct);
        var visible = VisibleCases.To(db, caller);
        var counts = await db
            .Database.SqlQuery<int>($"select 1 as \"Value\"")
            .Select(Together(All.Select(queue => visible.Where(queue.Of(reader)))))
            .SingleAsync(ct);
        return new([
            .. All.Select(
                (queue, i) =>
                    new CaseQueueItem(
                        queue.Code,
                        counts[i],
                        queue.Status is not { } status || reader.Onward.Contains(status)
                    )
            ),
        ]);
    }

    private static Queue Waiting(string code, string status) => new(code, status, _ => c => c.Status == status);

    /// <summary>In the caller's hands, and where the caller's role takes the usual next step; what somebody else was
    /// drawn to check is not.</summary>
    private static Expression<Func<Case, bool>> Mine(Reader reader)
    {
        var account = reader.Caller.AccountId;
        var (own, organisation, town) = Scope.Of(reader.Caller);
        return c =>
            reader.Onward.Contains(c.Status)
            && VisibleTo.CaseHeld(c.OrganisationCode, c.TownCode, own, organisation, town)
            && (c.CheckerId == null || c.CheckerId == account);
    }

    /// <summary>The statuses from which the caller's role takes a step that usually comes next.</summary>
    private static async Task<Reader> ReaderAsync(CityOpsDb db, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        string[] onward =
        [
            .. CaseActions.All.Where(action => action.ButtonOrder < CaseAction.Beside).Select(action => action.Code),
        ];
        var statuses = await db
            .CaseSteps.Where(s => onward.Contains(s.Action) && s.Roles.Contains(caller.Role.Code))
            .Select(s => s.FromStatus)
            .Distinct()
            .ToArrayAsync(ct);
        return new(db, caller, [.. statuses.Except(CaseStatus.Ended)], now.ToUniversalTime());
    }

    /// <summary>An array of the lists' lengths, which is one query of as many subqueries.</summary>
    private static Expression<Func<int, int[]>> Together(IEnumerable<IQueryable<Case>> lists) =>
        Expression.Lambda<Func<int, int[]>>(
            Expression.NewArrayInit(
                typeof(int),
                lists.Select(list =>
                    Expression.Call(typeof(Queryable), nameof(Queryable.Count), [typeof(Case)], list.Expression)
                )
            ),
            Expression.Parameter(typeof(int))
        );
}
