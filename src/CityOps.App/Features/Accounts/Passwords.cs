using System.Security.Cryptography;
using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts;

/// <summary>Passwords: made here, chosen by their owner, stored as a hash.</summary>
public static class Passwords
{
    // Length is what counts; no rules about digits and signs (NIST SP 800-63B, 3.1.1).
    private const int Shortest = 12;
    private const int Longest = 200;

    /// <summary>A random password of 80 bits without letters that are mistaken for one another.</summary>
    public static string New() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 16);

    /// <summary>Gives the account this password and ends its sessions and tokens.</summary>
    /// <param name="isFirst">It was made for somebody, who must choose another.</param>
    public static void Set(Account account, string password, IPasswordHasher<Account> hasher, bool isFirst)
    {
        account.MustChangePassword = isFirst;
        account.PasswordHash = hasher.HashPassword(account, password);
        account.SecurityStamp = Guid.NewGuid();
    }

    /// <summary>Why a password may not be chosen; null when it may.</summary>
    public static Refusal? Check(string? password, string login, string? current) =>
        password switch
        {
            null or { Length: < Shortest or > Longest } => Problems.PasswordUnfit.Refuse(
                $"A password has {Shortest} to {Longest} characters.",
                ("field", "new"),
                ("why", "length")
            ),
            _ when password.Contains(login, StringComparison.OrdinalIgnoreCase) => Problems.PasswordUnfit.Refuse(
                "A password does not contain the login.",
                ("field", "new"),
                ("why", "login")
            ),
            _ when password == current => Problems.PasswordUnfit.Refuse(
                "The new password is the old one.",
                ("field", "new"),
                ("why", "same")
            ),
            _ when CommonPasswords.Contain(password) => Problems.PasswordUnfit.Refuse(
                "This password is among those that are guessed first.",
                ("field", "new"),
                ("why", "common")
            ),
            _ => null,
        };

    /// <summary>Why a password may not be chosen that the account had before; null when it may. The last five are
    /// told apart by trying their hashes, so this takes as long as five log-ins.</summary>
    public static async Task<Refusal?> CheckFormerAsync(
        CityOpsDb db,
        Account account,
        string password,
        IPasswordHasher<Account> hasher,
        CancellationToken ct
    )
    {
        var former = await db
            .Database.SqlQuery<string>(
                $"""select password_hash as "Value" from former_password where account_id = {account.Id}"""
            )
            .ToListAsync(ct);
        return former
            .Prepend(account.PasswordHash)
            .Any(hash => hasher.VerifyHashedPassword(account, hash, password) != PasswordVerificationResult.Failed)
            ? Problems.PasswordUnfit.Refuse(
                "The new password is one of the last five.",
                ("field", "new"),
                ("why", "former")
            )
            : null;
    }
}
