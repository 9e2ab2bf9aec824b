using System.CommandLine;
using System.Security.Cryptography;
using CityOps.App.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts;

/// <summary><c>account add LOGIN --role officer --org sanitation</c>: makes an account and prints its password once.</summary>
public static class AccountAddCommand
{
    public static Command Create()
    {
        var login = new Argument<string>("login") { Description = "lower-case login" };
        var name = new Option<string?>("--name") { Description = "the person's name; the login when left out" };
        var role = new Option<string>("--role") { Description = string.Join(", ", Roles.All), Required = true };
        role.AcceptOnlyFromAmong([.. Roles.All]);
        var organisation = new Option<string>("--org") { Description = "organisation code", Required = true };
        var town = new Option<string?>("--town") { Description = "cuts what the account sees to this town" };
        var add = new Command("add", "Make an account; its password is printed once") { login, name, role, organisation, town };
        add.SetVerb((arguments, context, ct) => AddAsync(
            context, arguments.GetRequiredValue(login), arguments.GetValue(name), arguments.GetRequiredValue(role),
            arguments.GetRequiredValue(organisation), arguments.GetValue(town), ct));
        return new Command("account", "Accounts of people") { add };
    }

    private static async Task<int> AddAsync(
        VerbContext context, string login, string? name, string role, string organisation, string? town, CancellationToken ct)
    {
        await using var city = await context.OpenDatabaseAsync(ct);
        await using var db = city.NewContext();
        login = login.Trim().ToLowerInvariant();
        if (await db.Accounts.AnyAsync(a => a.Login == login, ct))
        {
            return context.Fail($"There is an account {login} already.");
        }

        if (!await db.Organisations.AnyAsync(o => o.Code == organisation, ct))
        {
            return context.Fail($"There is no organisation {organisation}.");
        }

        if (town is not null && !await db.Towns.AnyAsync(t => t.Code == town, ct))
        {
            return context.Fail($"There is no town {town}.");
        }

        var password = NewPassword();
        var account = new Account
        {
            Login = login,
            Name = name ?? login,
            PasswordHash = "",
            Role = role,
            OrganisationCode = organisation,
            TownCode = town,
            CreatedAt = context.Time.GetUtcNow(),
        };
        account.PasswordHash = new PasswordHasher<Account>().HashPassword(account, password);
        db.Accounts.Add(account);
        await db.SaveChangesAsync(ct);
        context.Print($"{login} {password}");
        return 0;
    }

    /// <summary>A random password of 80 bits without letters that are mistaken for one another.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 16);
}
