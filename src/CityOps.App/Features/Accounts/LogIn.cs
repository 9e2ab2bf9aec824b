using System.Net;
using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts;

/// <summary>Login and password, as the console and the phone send them.</summary>
public sealed record LogInRequest(string? Login, string? Password);

/// <summary>Checks a login and a password.</summary>
public static class LogIn
{
    // Verified against when the login is unknown, so that the time taken does not tell which logins exist.
    private static readonly string NobodysHash = new PasswordHasher<Account>().HashPassword(
        null!,
        Guid.NewGuid().ToString()
    );

    public static async Task<(Account? Account, Problem? Problem)> CheckAsync(
        LogInRequest request,
        IPAddress? address,
        CityOpsDb db,
        IPasswordHasher<Account> hasher,
        LogInAttempts attempts,
        CancellationToken ct
    )
    {
        var login = (request.Login ?? "").Trim().ToLowerInvariant();
        using var guess = await attempts.BeginAsync(login, address, ct);
        if (guess is null)
        {
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
            return (null, Problems.WrongCredentials);
        }

        guess.GiveBack();

        if (account.DisabledAt is not null)
        {
            return (null, Problems.AccountDisabled);
        }

        if (outcome == PasswordVerificationResult.SuccessRehashNeeded)
        {
            account.PasswordHash = hasher.HashPassword(account, request.Password!);
            await db.SaveChangesAsync(ct);
        }

        return (account, null);
    }
}
