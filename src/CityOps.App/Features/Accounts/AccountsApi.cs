using System.Security.Claims;
using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Accounts;

/// <summary>The console's session and the phone's tokens.</summary>
public static class AccountsApi
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("accounts");
        api.MapPost("/session", StartSessionAsync)
            .Refuses(Problems.WrongCredentials, Problems.AccountDisabled, Problems.TooManyAttempts)
            .AllowAnonymous()
            .ChangesAudited()
            .Produces<SessionAnswer>()
            .WithSummary("Log in from the console; sets the session cookie");
        api.MapGet("/session", ReadSessionAsync)
            .AllowEveryAccount()
            .AllowWithFirstPassword()
            .Produces<SessionAnswer>()
            .WithSummary("Who is logged in");
        api.MapDelete("/session", (Delegate)EndSessionAsync)
            .AllowAnonymous()
            .ChangesAudited()
            .WithSummary("Log out: ends the session, or the phone's tokens with which it is called");
        api.MapPost("/tokens", IssueTokensAsync)
            .Refuses(
                Problems.RefreshTokenExpired,
                Problems.TokenInvalid,
                Problems.WrongCredentials,
                Problems.AccountDisabled,
                Problems.TooManyAttempts
            )
            .AllowAnonymous()
            .ChangesAudited()
            .Produces<AccessTokenResponse>()
            .WithSummary("Log in from the phone with {login, password}, or go on with {refreshToken}");
    }

    /// <summary>Who is logged in, and as what.</summary>
    /// <param name="Rights">The operations that the account may do, in alphabetical order.</param>
    /// <param name="MustChangePassword">The password was set by an administrator: until its owner has chosen another,
    /// every other call is refused with <c>password_change_required</c>.</param>
    public sealed record SessionAnswer(
        string Login,
        string Name,
        string Role,
        string RoleName,
        string RoleNameEn,
        string Organisation,
        string OrganisationName,
        string? Town,
        IReadOnlyList<string> Rights,
        bool MustChangePassword
    );

    /// <summary>Either login and password, or a refresh token, which is taken once.</summary>
    public sealed record TokenRequest(string? Login, string? Password, string? RefreshToken);

    private static async Task<IResult> StartSessionAsync(
        LogInRequest request,
        HttpContext http,
        CityOpsDb db,
        LogIn logIn,
        Sessions sessions,
        Roles roles,
        CancellationToken ct
    )
    {
        var (account, problem) = await logIn.CheckAsync(request, http, ct);
        if (account is null)
        {
            return problem!.With();
        }

        await http.SignInAsync(
            Authentication.SessionScheme,
            Caller.Principal(
                account,
                await sessions.StartAsync(account, http, isPhone: false, ct),
                Authentication.SessionScheme
            )
        );
        return TypedResults.Ok(await AnswerAsync(Caller.Of(account, await roles.OfAsync(account, ct)), db, ct));
    }

    private static async Task<IResult> ReadSessionAsync(Caller caller, CityOpsDb db, CancellationToken ct) =>
        TypedResults.Ok(await AnswerAsync(caller, db, ct));

    private static async Task<NoContent> EndSessionAsync(HttpContext http, Sessions sessions, CancellationToken ct)
    {
        if (Caller.SessionOf(http.User) is var (session, _))
        {
            await sessions.EndAsync(session, ct);
        }

        await http.SignOutAsync(Authentication.SessionScheme);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> IssueTokensAsync(
        TokenRequest request,
        HttpContext http,
        CityOpsDb db,
        LogIn logIn,
        Sessions sessions,
        IOptionsMonitor<BearerTokenOptions> options,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (request.RefreshToken is { } token)
        {
            return await RefreshAsync(token, options.Get(Authentication.TokenScheme), time, db, sessions, ct);
        }

        var (account, problem) = await logIn.CheckAsync(new(request.Login, request.Password), http, ct);
        return account is null
            ? problem!.With()
            : Tokens(account, await sessions.StartAsync(account, http, isPhone: true, ct));
    }

    private static async Task<IResult> RefreshAsync(
        string token,
        BearerTokenOptions options,
        TimeProvider time,
        CityOpsDb db,
        Sessions sessions,
        CancellationToken ct
    )
    {
        var ticket = options.RefreshTokenProtector.Unprotect(token);
        if (
            ticket is null
            || !Guid.TryParse(ticket.Principal.FindFirstValue(Caller.AccountIdClaim), out var id)
            || Caller.SessionOf(ticket.Principal) is not var (session, refresh)
        )
        {
            return Problems.TokenInvalid.With();
        }

        if (ticket.Properties.ExpiresUtc is not { } expires || expires <= time.GetUtcNow())
        {
            return Problems.RefreshTokenExpired.With();
        }

        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Id == id, ct);
        if (account?.DisabledAt is not null)
        {
            return Problems.AccountDisabled.With();
        }

        return
            account is not null
            && account.SecurityStamp.ToString() == ticket.Principal.FindFirstValue(Caller.StampClaim)
            && await sessions.RenewAsync(session, refresh, ct) is { } renewed
            ? Tokens(account, renewed)
            : Problems.TokenInvalid.With();
    }

    private static SignInHttpResult Tokens(Account account, Session session) =>
        TypedResults.SignIn(
            Caller.Principal(account, session, Authentication.TokenScheme),
            authenticationScheme: Authentication.TokenScheme
        );

    private static async Task<SessionAnswer> AnswerAsync(Caller caller, CityOpsDb db, CancellationToken ct)
    {
        var organisationName = await db
            .Database.SqlQuery<string>(
                $"select name as \"Value\" from organisation where code = {caller.OrganisationCode}"
            )
            .SingleAsync(ct);
        return new(
            caller.Login,
            caller.Name,
            caller.Role.Code,
            caller.Role.Name,
            caller.Role.NameEn,
            caller.OrganisationCode,
            organisationName,
            caller.TownCode,
            [.. caller.Role.Rights.Select(right => right.Operation).Where(caller.May).Order(StringComparer.Ordinal)],
            caller.MustChangePassword
        );
    }
}
