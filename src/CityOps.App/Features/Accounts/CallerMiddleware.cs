using System.Security.Claims;
using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// Turns the cookie's or token's account id into the <see cref="Caller"/>, from the account as it is now: a disabled
/// account or changed rights take effect within seconds, not when a token runs out; so does logging out. Also refuses
/// cross-site use of the cookie.
/// </summary>
internal sealed class CallerMiddleware(RequestDelegate next, IMemoryCache cache)
{
    public async Task InvokeAsync(HttpContext http, CityOpsDb db, Sessions sessions, Roles roles)
    {
        if (
            http.User.Identity is { IsAuthenticated: true } identity
            && Guid.TryParse(http.User.FindFirstValue(Caller.AccountIdClaim), out var id)
        )
        {
            if (identity.AuthenticationType == Authentication.SessionScheme && IsCrossSiteChange(http.Request))
            {
                await ProblemHandling.WriteAsync(http, Problems.CrossSite.Details());
                return;
            }

            var stamp = http.User.FindFirstValue(Caller.StampClaim);
            var account = await ReadAsync(db, id, stamp, http.RequestAborted);
            if (
                account is { DisabledAt: null }
                && account.SecurityStamp.ToString() == stamp
                && Caller.SessionOf(http.User) is var (session, refresh)
                && await sessions.IsLiveAsync(session, refresh, http.RequestAborted)
            )
            {
                http.Items[typeof(Caller)] = Caller.Of(account, await roles.OfAsync(account, http.RequestAborted)) with
                {
                    Former = await FormerAsync(db, roles, account, http.RequestAborted),
                };
            }
            else
            {
                http.Items[typeof(Problem)] = account?.DisabledAt is null
                    ? Problems.TokenInvalid
                    : Problems.AccountDisabled;
                http.User = new ClaimsPrincipal(new ClaimsIdentity());
            }
        }

        if (MustChoosePassword(http))
        {
            await ProblemHandling.WriteAsync(http, Problems.PasswordChangeRequired.Details());
            return;
        }

        await next(http);
    }

    private static bool MustChoosePassword(HttpContext http) =>
        Caller.From(http) is { MustChangePassword: true }
        && http.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<IAllowAnonymous>() is null
        && metadata.GetMetadata<SecuritySchemes.WithFirstPassword>() is null;

    /// <summary>The account, at most <see cref="Sessions.Freshness"/> old; read anew when the log-in is of another
    /// stamp, as after a change of password.</summary>
    private async Task<Account?> ReadAsync(CityOpsDb db, Guid id, string? stamp, CancellationToken ct)
    {
        if (cache.Get<Account>((typeof(Account), id)) is { } known && known.SecurityStamp.ToString() == stamp)
        {
            return known;
        }

        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, ct);
        return cache.Set((typeof(Account), id), account, Sessions.Freshness);
    }

    private sealed record Former(DateTimeOffset Until, string Role, string OrganisationCode, string? TownCode);

    private async Task<IReadOnlyList<FormerRights>> FormerAsync(
        CityOpsDb db,
        Roles roles,
        Account account,
        CancellationToken ct
    )
    {
        if (account.RightsSince is not { } since)
        {
            return [];
        }

        var key = (typeof(FormerRights), account.Id, since);
        if (cache.Get<IReadOnlyList<FormerRights>>(key) is { } known)
        {
            return known;
        }

        var rows = await db
            .Database.SqlQuery<Former>(
                $"select until, role, organisation_code, town_code from account_rights where account_id = {account.Id} order by until"
            )
            .ToListAsync(ct);
        var former = new List<FormerRights>(rows.Count);
        foreach (var row in rows)
        {
            former.Add(new(row.Until, await roles.OfAsync(row.Role, ct), row.OrganisationCode, row.TownCode));
        }

        return cache.Set<IReadOnlyList<FormerRights>>(key, former, Sessions.Freshness);
    }

    private static bool IsCrossSiteChange(HttpRequest request)
    {
        if (
            HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method)
        )
        {
            return false;
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site is not ("same-origin" or "none");
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && origin != $"{request.Scheme}://{request.Host}";
    }
}
