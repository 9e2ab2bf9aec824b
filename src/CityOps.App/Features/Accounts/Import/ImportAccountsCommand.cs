using System.CommandLine;
using System.Globalization;
using CityOps.App.Tables;
using CityOps.App.Verbs;
using Microsoft.AspNetCore.Identity;

namespace CityOps.App.Features.Accounts.Import;

/// <summary><c>import accounts FILE</c>: people with their roles. The new ones' passwords are written once.</summary>
internal static class ImportAccountsCommand
{
    public static Command Create()
    {
        var passwords = new Option<string?>("--passwords")
        {
            Description = "write the new accounts' passwords to this new .csv instead of printing them",
        };
        return ImportVerb.Create(
            "accounts",
            "Import people's accounts; the new ones' passwords are printed once",
            request => AccountList.Read(request.File, request.List),
            async (city, list, request, context, ct) =>
            {
                // Made before anything is kept: passwords that cannot be written would be lost.
                await using var file =
                    request.Arguments.GetValue(passwords) is { } path && !request.Choice.DryRun
                        ? new FileStream(path, FileMode.CreateNew, FileAccess.Write)
                        : null;
                await using var db = city.NewContext();
                var accounts = new ManageAccounts(db, new PasswordHasher<Account>(), context.Time);
                var outcome = await ImportAccounts.RunAsync(db, accounts, list, request.Choice, ct);
                if (file is null)
                {
                    foreach (var account in outcome.Passwords)
                    {
                        context.Print($"{account.Login} {account.Password}");
                    }

                    return outcome;
                }

                using var table = new CsvOutput(file);
                await table.WriteRowAsync(["login", "password"], ct);
                foreach (var account in outcome.Passwords)
                {
                    await table.WriteRowAsync([account.Login, account.Password], ct);
                }

                await table.CompleteAsync(ct);
                return outcome;
            },
            outcome =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{outcome.New} new accounts, {outcome.Changed} changed, {outcome.Unchanged} as they were"
                ),
            passwords
        );
    }
}
