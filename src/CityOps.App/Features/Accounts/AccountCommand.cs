using System.CommandLine;
using CityOps.App.Verbs;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// <c>account add LOGIN --role officer --org sanitation</c> and <c>account password LOGIN</c>: a password is printed
/// once. The way in when no administrator can log in.
/// </summary>
public static class AccountCommand
{
    public static Command Create() => new("account", "Accounts of people") { Add(), List(), Disable(), Password() };

    private static Command Add()
    {
        var login = new Argument<string>("login") { Description = "lower-case login" };
        var name = new Option<string?>("--name") { Description = "the person's name; the login when left out" };
        var role = new Option<string>("--role") { Description = "a role of docs/rights.md", Required = true };
        var organisation = new Option<string>("--org") { Description = "organisation code", Required = true };
        var town = new Option<string?>("--town") { Description = "narrows what the account sees to this town" };
        var add = new Command("add", "Make an account; its password is printed once")
        {
            login,
            name,
            role,
            organisation,
            town,
        };
        add.SetVerb(
            async (arguments, context, ct) =>
            {
                var wanted = arguments.GetRequiredValue(login).Trim().ToLowerInvariant();
                var body = new AccountBody(
                    arguments.GetValue(name) ?? wanted,
                    arguments.GetRequiredValue(role),
                    arguments.GetRequiredValue(organisation),
                    arguments.GetValue(town)
                );
                await using var city = await context.OpenDatabaseAsync(ct);
                await using var db = city.NewContext();
                if (await db.Accounts.AnyAsync(a => a.Login == wanted, ct))
                {
                    return context.Fail($"There is an account {wanted} already.");
                }

                var (made, refusal) = await Manage(db, context).PutAsync(wanted, body, ct);
                if (refusal is not null)
                {
                    return context.Fail(refusal.Detail!);
                }

                context.Print($"{made.Account.Login} {made.Password}");
                return 0;
            }
        );
        return add;
    }

    private static Command List()
    {
        var list = new Command("list", "Print the accounts, a line each");
        list.SetReadingVerb(
            async (_, context, ct) =>
            {
                await using var city = await context.OpenDatabaseAsync(ct);
                await using var db = city.NewContext();
                var accounts = await db.Accounts.AsNoTracking().OrderBy(a => a.Login).ToListAsync(ct);
                var (login, role) = (
                    accounts.Select(a => a.Login.Length).DefaultIfEmpty().Max(),
                    accounts.Select(a => a.Role.Length).DefaultIfEmpty().Max()
                );
                var organisation = accounts.Select(a => a.OrganisationCode.Length).DefaultIfEmpty().Max();
                foreach (var a in accounts)
                {
                    context.Print(
                        $"{a.Login.PadRight(login)}  {a.Role.PadRight(role)}  {a.OrganisationCode.PadRight(organisation)}  "
                            + $"{a.TownCode ?? "-", -9}  {(a.DisabledAt is null ? "active" : "disabled"), -8}  {a.Name}"
                    );
                }

                return 0;
            }
        );
        return list;
    }

    private static Command Disable()
    {
        var login = new Argument<string>("login");
        var disable = new Command("disable", "Let an account in no more; its sessions end, its records stay") { login };
        disable.SetVerb(
            async (arguments, context, ct) =>
            {
                var wanted = arguments.GetRequiredValue(login).Trim().ToLowerInvariant();
                await using var city = await context.OpenDatabaseAsync(ct);
                await using var db = city.NewContext();
                if (await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Login == wanted, ct) is not { } found)
                {
                    return context.Fail($"There is no account {wanted}.");
                }

                var body = new AccountBody(
                    found.Name,
                    found.Role,
                    found.OrganisationCode,
                    found.TownCode,
                    Disabled: true
                );
                var (_, refusal) = await Manage(db, context).PutAsync(wanted, body, ct);
                if (refusal is not null)
                {
                    return context.Fail(refusal.Detail!);
                }

                context.Print($"{wanted} is disabled.");
                return 0;
            }
        );
        return disable;
    }

    private static Command Password()
    {
        var login = new Argument<string>("login");
        var password = new Command("password", "Give an account a new password, printed once; its sessions end")
        {
            login,
        };
        password.SetVerb(
            async (arguments, context, ct) =>
            {
                await using var city = await context.OpenDatabaseAsync(ct);
                await using var db = city.NewContext();
                var (answer, refusal) = await Manage(db, context)
                    .ResetPasswordAsync(arguments.GetRequiredValue(login), ct);
                if (answer is null)
                {
                    return context.Fail(refusal!.Detail!);
                }

                context.Print($"{answer.Login} {answer.Password}");
                return 0;
            }
        );
        return password;
    }

    private static ManageAccounts Manage(Database.CityOpsDb db, VerbContext context) =>
        new(db, new PasswordHasher<Account>(), context.Time);
}
