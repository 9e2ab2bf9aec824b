using System.Security.Claims;
using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Accounts;

/// <summary>The console's session and the phone's tokens.</summary>
public static class AccountsApi
{
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("accounts");
        api.MapPost("/session", StartSessionAsync).AllowAnonymous().WithSummary("Log in from the console; sets the session cookie");
        api.MapGet("/session", ReadSessionAsync).AllowLoggedIn().WithSummary("Who is logged in");
        api.MapDelete("/session", (Delegate)EndSessionAsync).AllowAnonymous().WithSummary("Log out");
        api.MapPost("/tokens", IssueTokensAsync).AllowAnonymous()
            .Produces<AccessTokenResponse>()
            .WithSummary("Log in from the phone with {login, password}, or go on with {refreshToken}");
    }

    /// <summary>Who is logged in, and as what.</summary>
    public sealed record SessionAnswer(string Login, string Name, string Role, string Organisation, string OrganisationName, string? Town);

    /// <summary>Either login and password, or a refresh token.</summary>
    public sealed record TokenRequest(string? Login, string? Password, string? RefreshToken);

    private static async Task<IResult> StartSessionAsync(
        LogInRequest request, HttpContext http, CityOpsDb db, IPasswordHasher<Account> hasher, LogInAttempts attempts, CancellationToken ct)
    {
        var (account, problem) = await LogIn.CheckAsync(request, http.Connection.RemoteIpAddress, db, hasher, attempts, ct);
        if (account is null)
        {
            return problem!.With();
        }

        await http.SignInAsync(Authentication.SessionScheme, Caller.Principal(account, Authentication.SessionScheme));
        return TypedResults.Ok(await AnswerAsync(account.Login, account.Name, account.Role, account.OrganisationCode, account.TownCode, db, ct));
    }

    private static async Task<IResult> ReadSessionAsync(Caller caller, CityOpsDb db, CancellationToken ct) =>
        TypedResults.Ok(await AnswerAsync(caller.Login, caller.Name, caller.Role, caller.OrganisationCode, caller.TownCode, db, ct));

    private static async Task<NoContent> EndSessionAsync(HttpContext http)
    {
        await http.SignOutAsync(Authentication.SessionScheme);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> IssueTokensAsync(
        TokenRequest request, HttpContext http, CityOpsDb db, IPasswordHasher<Account> hasher, LogInAttempts attempts,
        IOptionsMonitor<BearerTokenOptions> options, TimeProvider time, CancellationToken ct)
    {
        var (account, problem) = request.RefreshToken is { } token
            ? await RefreshAsync(token, options.Get(Authentication.TokenScheme), time, db, ct)
            : await LogIn.CheckAsync(new(request.Login, request.Password), http.Connection.RemoteIpAddress, db, hasher, attempts, ct);
        return account is null
            ? problem!.With()
            : TypedResults.SignIn(Caller.Principal(account, Authentication.TokenScheme), authenticationScheme: Authentication.TokenScheme);
    }

    private static async Task<(Account?, Problem?)> RefreshAsync(
        string token, BearerTokenOptions options, TimeProvider time, CityOpsDb db, CancellationToken ct)
    {
        var ticket = options.RefreshTokenProtector.Unprotect(token);
        if (ticket is null || !Guid.TryParse(ticket.Principal.FindFirstValue(Caller.AccountIdClaim), out var id))
        {
            return (null, Problems.TokenInvalid);
        }

        if (ticket.Properties.ExpiresUtc is not { } expires || expires <= time.GetUtcNow())
        {
            return (null, Problems.TokenExpired);
        }

        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Id == id, ct);
        return account switch
        {
            null => (null, Problems.TokenInvalid),
            { DisabledAt: not null } => (null, Problems.AccountDisabled),
            _ when account.SecurityStamp.ToString() != ticket.Principal.FindFirstValue(Caller.StampClaim) => (null, Problems.TokenInvalid),
            _ => (account, null),
        };
    }

    private static async Task<SessionAnswer> AnswerAsync(
        string login, string name, string role, string organisationCode, string? townCode, CityOpsDb db, CancellationToken ct)
    {
        var organisationName = await db.Organisations.Where(o => o.Code == organisationCode).Select(o => o.Name).SingleAsync(ct);
        return new(login, name, role, organisationCode, organisationName, townCode);
    }
}
