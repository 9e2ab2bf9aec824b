using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace CityOps.App.Features.Accounts;

/// <summary>Starts, renews, looks up and ends log-ins.</summary>
public sealed class Sessions(CityOpsDb db, IMemoryCache cache, TimeProvider time)
{
    /// <summary>How long another node may go on with what has ended here.</summary>
    internal static readonly TimeSpan Freshness = TimeSpan.FromSeconds(3);

    /// <summary>A little longer than a refresh token lives.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(31);

    /// <summary>Two requests of one phone may renew at once.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const int LongestAgent = 300;

    /// <param name="isPhone">It goes on by tokens, and not by a cookie.</param>
    public async Task<Session> StartAsync(Account account, HttpContext http, bool isPhone, CancellationToken ct)
    {
        var agent = InputText.Clean(http.Request.Headers.UserAgent.ToString());
        var now = time.GetUtcNow();
        var forgotten = now - Kept;
        await db.Set<Session>().Where(s => s.AccountId == account.Id && s.SeenAt < forgotten).ExecuteDeleteAsync(ct);
        var session = new Session
        {
            AccountId = account.Id,
            StartedAt = now,
            SeenAt = now,
            RefreshedAt = now,
            IsPhone = isPhone,
            Agent = agent?[..Math.Min(agent.Length, LongestAgent)],
            Stamp = account.SecurityStamp,
        };
        db.Add(session);
        await db.SaveChangesAsync(ct);
        return session;
    }

    /// <summary>
    /// The log-in with the refresh token to give out next; null when this one was used before. Then somebody has a copy
    /// of it, and since nobody can tell who, the log-in ends for both. A phone that has lost the answer and comes back
    /// is given the same again.
    /// </summary>
    public async Task<Session?> RenewAsync(Guid id, Guid refresh, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var session = await db.Set<Session>()
            .FromSql($"select * from session where id = {id} for update")
            .SingleOrDefaultAsync(ct);
        if (session is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        if (refresh == session.RefreshId)
        {
            (session.PreviousRefreshId, session.RefreshId) = (session.RefreshId, Guid.NewGuid());
            (session.RefreshedAt, session.SeenAt, session.IsRefreshTokenUsed) = (now, now, false);
        }
        else if (
            refresh != session.PreviousRefreshId
            || (session.IsRefreshTokenUsed && now > session.RefreshedAt + Grace)
        )
        {
            await AuditLog.AddAsync(db, new("session.copied", "session", session.Id.ToString()), ct);
            db.Remove(session);
            session = null;
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        cache.Remove((typeof(Session), id));
        return session;
    }

    /// <summary>Whether a log-in goes on, as it was at most <see cref="Freshness"/> ago; notes that it does.</summary>
    /// <param name="refresh">The refresh token that was given out with the one that is used.</param>
    public async Task<bool> IsLiveAsync(Guid id, Guid refresh, CancellationToken ct)
    {
        var session = cache.Get<Session>((typeof(Session), id));
        if (session is null || (refresh != session.RefreshId && refresh != session.PreviousRefreshId))
        {
            session = await db.Set<Session>().AsNoTracking().Where(s => s.Id == id).Prepared().SingleOrDefaultAsync(ct);
            if (session is null)
            {
                return false;
            }

            cache.Set((typeof(Session), id), session, Freshness);
        }

        var now = time.GetUtcNow();
        if ((refresh == session.RefreshId && !session.IsRefreshTokenUsed) || session.SeenAt < now.AddHours(-1))
        {
            await db.Set<Session>()
                .Where(s => s.Id == id)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(s => s.SeenAt, now)
                            .SetProperty(
                                s => s.IsRefreshTokenUsed,
                                s => s.IsRefreshTokenUsed || s.RefreshId == refresh
                            ),
                    ct
                );
            (session.SeenAt, session.IsRefreshTokenUsed) = (
                now,
                session.IsRefreshTokenUsed || refresh == session.RefreshId
            );
        }

        return true;
    }

    public async Task EndAsync(Guid id, CancellationToken ct)
    {
        await db.Set<Session>().Where(s => s.Id == id).ExecuteDeleteAsync(ct);
        cache.Remove((typeof(Session), id));
    }
}
