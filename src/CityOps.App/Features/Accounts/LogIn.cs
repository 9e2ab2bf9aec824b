using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts;

/// <summary>Login and password, as the console and the phone send them.</summary>
public sealed record LogInRequest(string? Login, string? Password);

/// <summary>Checks a login and a password.</summary>
public sealed class LogIn(
    CityOpsDb db,
    IPasswordHasher<Account> hasher,
    LogInAttempts attempts,
    KnownDevices devices,
    FailedLogIns failed
)
{
    // Verified against when the login is unknown, so that the time taken does not tell which logins exist.
    private static readonly string NobodysHash = new PasswordHasher<Account>().HashPassword(
        null!,
        Guid.NewGuid().ToString()
    );

    /// <summary>The account, or why not; then with <c>Retry-After</c> where it helps to wait.</summary>
    public async Task<(Account? Account, Problem? Problem)> CheckAsync(
        LogInRequest request,
        HttpContext http,
        CancellationToken ct
    )
    {
        var login = (request.Login ?? "").Trim().ToLowerInvariant();
        var device = devices.Of(http.Request);
        var begun = await attempts.BeginAsync(
            login,
            http.Connection.RemoteIpAddress,
            device?.Knows(login) == true ? device.Id : null,
            ct
        );
        using var guess = begun.Guess;
        if (guess is null)
        {
            http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(begun.Wait.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
            await failed.NoteAsync("session.locked_out", login, http, ct);
            return (null, Problems.TooManyAttempts);
        }

        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Login == login, ct);
        var outcome = hasher.VerifyHashedPassword(
            account!,
            account?.PasswordHash ?? NobodysHash,
            request.Password ?? ""
        );
        if (account is null || outcome == PasswordVerificationResult.Failed)
        {
            await failed.NoteAsync("session.failed", login, http, ct);
            return (null, Problems.WrongCredentials);
        }

        guess.GiveBack();

        if (account.DisabledAt is not null)
        {
            await failed.NoteAsync("session.refused", login, http, ct);
            return (null, Problems.AccountDisabled);
        }

        if (outcome == PasswordVerificationResult.SuccessRehashNeeded)
        {
            account.PasswordHash = hasher.HashPassword(account, request.Password!);
            await db.SaveChangesAsync(ct);
        }

        devices.Remember(http, login);
        return (account, null);
    }
}
