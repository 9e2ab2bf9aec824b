using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts;

/// <summary>A log-in that goes on.</summary>
/// <param name="IsPhone">True for a phone's app, false for a console; null where it is not known.</param>
/// <param name="Agent">What the browser or the app calls itself (User-Agent).</param>
/// <param name="SeenAt">When it was last used, to the hour.</param>
/// <param name="IsCurrent">It is the one that asks.</param>
public sealed record SessionItem(
    Guid Id,
    bool? IsPhone,
    string? Agent,
    DateTimeOffset StartedAt,
    DateTimeOffset SeenAt,
    bool IsCurrent
);

/// <summary>Log-ins listed and ended: one's own, and those of the accounts that an administrator looks after.</summary>
internal static class SessionsApi
{
    /// <summary>A console's cookie lives for twelve hours, and when it was used is known to the hour.</summary>
    private static readonly TimeSpan ConsoleIdle = TimeSpan.FromHours(13);

    /// <summary>What a refresh token lives for.</summary>
    private static readonly TimeSpan PhoneIdle = TimeSpan.FromDays(30);

    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/api/v1/sessions").WithTags("accounts");
        own.MapGet("", ListOwnSessionsAsync)
            .AllowEveryAccount()
            .Produces<Page<SessionItem>>()
            .WithSummary("Where one is logged in, the last used first");
        own.MapDelete("/{id:guid}", EndOwnSessionAsync)
            .AllowEveryAccount()
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("End one of one's own log-ins; it is 204 for one that has ended");
        var others = routes.MapGroup("/api/v1/accounts/{login}/sessions").WithTags("accounts");
        others
            .MapGet("", ListSessionsOfAsync)
            .Refuses(Problems.AccountNotFound)
            .Allow("accounts.manage")
            .Produces<Page<SessionItem>>()
            .WithSummary("Where an account is logged in, the last used first");
        others
            .MapDelete("/{id:guid}", EndSessionOfAsync)
            .Refuses(Problems.AccountNotFound)
            .Allow("accounts.manage")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("End one of an account's log-ins; it is 204 for one that has ended");
    }

    private static Task<Ok<Page<SessionItem>>> ListOwnSessionsAsync(
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    ) => ListAsync(caller.AccountId, http, db, time, ct);

    private static async Task<NoContent> EndOwnSessionAsync(
        Guid id,
        Caller caller,
        CityOpsDb db,
        Sessions sessions,
        CancellationToken ct
    )
    {
        await EndAsync(caller.AccountId, id, db, sessions, ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ListSessionsOfAsync(
        string login,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (account, refusal) = await FindAsync(login, caller, db, ct);
        return account is null ? refusal!.Answer() : await ListAsync(account.Id, http, db, time, ct);
    }

    private static async Task<IResult> EndSessionOfAsync(
        string login,
        Guid id,
        Caller caller,
        CityOpsDb db,
        Sessions sessions,
        CancellationToken ct
    )
    {
        var (account, refusal) = await FindAsync(login, caller, db, ct);
        if (account is null)
        {
            return refusal!.Answer();
        }

        await EndAsync(account.Id, id, db, sessions, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Result<Account>> FindAsync(
        string login,
        Caller caller,
        CityOpsDb db,
        CancellationToken ct
    )
    {
        var known = login.Trim().ToLowerInvariant();
        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Login == known, ct);
        return account is not null && await new Administration(caller, db).HasAsync(account, ct)
            ? account
            : Problems.AccountNotFound.Refuse($"There is no account {known}.");
    }

    private static async Task<Ok<Page<SessionItem>>> ListAsync(
        Guid account,
        HttpContext http,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var current = Caller.SessionOf(http.User)?.Id;
        var now = time.GetUtcNow();
        var (console, phone) = (now - ConsoleIdle, now - PhoneIdle);
        var sessions = await (
            from session in db.Set<Session>()
            join of in db.Accounts on session.AccountId equals of.Id
            where
                session.AccountId == account
                && of.DisabledAt == null
                && (session.Stamp == null || session.Stamp == of.SecurityStamp)
                && session.SeenAt > (session.IsPhone == false ? console : phone)
            orderby session.SeenAt descending, session.Id descending
            select new SessionItem(
                session.Id,
                session.IsPhone,
                session.Agent,
                session.StartedAt,
                session.SeenAt,
                session.Id == current
            )
        ).ToListAsync(ct);
        return TypedResults.Ok(
            new Page<SessionItem>(
                [
                    .. sessions.Select(session =>
                        session with
                        {
                            StartedAt = CityTime.Local(session.StartedAt),
                            SeenAt = CityTime.Local(session.SeenAt),
                        }
                    ),
                ],
                null
            )
        );
    }

    private static async Task EndAsync(Guid account, Guid id, CityOpsDb db, Sessions sessions, CancellationToken ct)
    {
        if (await db.Set<Session>().AnyAsync(s => s.Id == id && s.AccountId == account, ct))
        {
            await sessions.EndAsync(id, ct);
        }
    }
}
