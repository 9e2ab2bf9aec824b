using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts;

/// <summary>What an administrator says of an account.</summary>
/// <param name="Role">The code of a role.</param>
/// <param name="Organisation">Code.</param>
/// <param name="Town">Code; narrows what the account sees to this town.</param>
/// <param name="Disabled">True ends its sessions and lets nobody in; its records keep its name.</param>
public sealed record AccountBody(
    string? Name,
    string? Role,
    string? Organisation,
    string? Town = null,
    bool Disabled = false
);

/// <summary>An account as a list shows it.</summary>
public sealed record AccountItem(
    string Login,
    string Name,
    string Role,
    string Organisation,
    string? Town,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DisabledAt
);

/// <summary>An account whose password was made by us; it is shown this once.</summary>
public sealed record NewPasswordAnswer(string Login, string Password);

/// <summary>Accounts as administrators make and change them. One administrator at least can always log in.</summary>
/// <param name="within">Whom the administrator may administer; null for the machine's own operator.</param>
internal sealed class ManageAccounts(
    CityOpsDb db,
    IPasswordHasher<Account> hasher,
    TimeProvider time,
    Administration? within = null
)
{
    /// <summary>Whoever has this right can give every other.</summary>
    private const string Administration = "accounts.manage";

    /// <summary>Makes the account, with a password to hand over, or changes its name, rights or state (password
    /// null); within the caller's transaction, if there is one.</summary>
    /// <returns>Refused: <c>field_missing</c>, <c>field_invalid</c>, <c>organisation_unknown</c>, <c>town_unknown</c>,
    /// <c>last_administrator</c>, <c>outside_your_area</c>.</returns>
    public async Task<Result<(AccountItem Account, string? Password)>> PutAsync(
        string login,
        AccountBody body,
        CancellationToken ct
    )
    {
        login = login.Trim().ToLowerInvariant();
        if (await CheckAsync(login, body, ct) is { } refusal)
        {
            return refusal;
        }

        await using var transaction = db.Database.CurrentTransaction is null
            ? await db.Database.BeginTransactionAsync(ct)
            : null;
        var administrators = await LockAdministratorsAsync(ct);
        var account = await db.Accounts.SingleOrDefaultAsync(a => a.Login == login, ct);
        if (within is not null && await OutsideAsync(within, account, body, ct) is { } outside)
        {
            return outside;
        }

        var keepsAdministrator =
            !body.Disabled
            && await db.Roles.AnyAsync(
                r => r.Code == body.Role && r.Rights.Any(x => x.Operation == Administration),
                ct
            );
        if (account is not null && !keepsAdministrator && administrators.SequenceEqual([account.Id]))
        {
            return Problems.LastAdministrator.Refuse($"{login} is the only administrator who can log in.");
        }

        string? password = null;
        if (account is null)
        {
            account = new Account
            {
                Login = login,
                Name = "",
                PasswordHash = "",
                Role = "",
                OrganisationCode = "",
                CreatedAt = time.GetUtcNow(),
            };
            Passwords.Set(account, password = Passwords.New(), hasher, isFirst: true);
            db.Accounts.Add(account);
        }

        Change(account, body);
        await db.SaveChangesAsync(ct);
        if (transaction is not null)
        {
            await transaction.CommitAsync(ct);
        }

        return (Item(account), password);
    }

    /// <summary>A new password for someone who lost theirs. Refused: <c>account_not_found</c>.</summary>
    public async Task<Result<NewPasswordAnswer>> ResetPasswordAsync(string login, CancellationToken ct)
    {
        login = login.Trim().ToLowerInvariant();
        if (
            await db.Accounts.SingleOrDefaultAsync(a => a.Login == login, ct) is not { } account
            || (within is not null && !await within.HasAsync(account, ct))
        )
        {
            return Problems.AccountNotFound.Refuse($"There is no account {login}.");
        }

        var password = Passwords.New();
        Passwords.Set(account, password, hasher, isFirst: true);
        await db.SaveChangesAsync(ct);
        return new NewPasswordAnswer(login, password);
    }

    public static AccountItem Item(Account account) =>
        new(
            account.Login,
            account.Name,
            account.Role,
            account.OrganisationCode,
            account.TownCode,
            account.CreatedAt,
            account.DisabledAt
        );

    private static async Task<Refusal?> OutsideAsync(
        Administration within,
        Account? account,
        AccountBody body,
        CancellationToken ct
    ) =>
        account is not null && !await within.HasAsync(account, ct)
            ? Problems.OutsideYourArea.Refuse($"{account.Login} belongs to another town or organisation.")
            : await within.CheckAsync(body, ct);

    private void Change(Account account, AccountBody body)
    {
        var rights = (account.Role, account.OrganisationCode, account.TownCode, account.DisabledAt is not null);
        account.Name = InputText.Clean(body.Name)!;
        account.Role = body.Role!;
        account.OrganisationCode = body.Organisation!;
        account.TownCode = body.Town;
        account.DisabledAt = body.Disabled ? account.DisabledAt ?? time.GetUtcNow() : null;
        if (rights != (account.Role, account.OrganisationCode, account.TownCode, body.Disabled))
        {
            account.SecurityStamp = Guid.NewGuid();
        }
    }

    internal const string LoginRule = "A login has up to 60 letters, digits, hyphens, dots and underscores.";

    internal static bool IsLogin(string login) =>
        login.Length is > 0 and <= 60 && login.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    private async Task<Refusal?> CheckAsync(string login, AccountBody body, CancellationToken ct)
    {
        if (!IsLogin(login))
        {
            return Problems.FieldInvalid.Refuse(LoginRule, ("field", "login"));
        }

        if (InputText.Clean(body.Name) is not { } name)
        {
            return Problems.FieldMissing.Refuse("name is missing.", ("field", "name"));
        }

        if (InputText.TooLong(name, 60, "name") is { } tooLong)
        {
            return tooLong;
        }

        var roles = await db.Roles.OrderBy(r => r.Position).Select(r => r.Code).ToListAsync(ct);
        if (body.Role is null || !roles.Contains(body.Role))
        {
            return Problems.FieldInvalid.Refuse($"role is one of {string.Join(", ", roles)}.", ("field", "role"));
        }

        if (
            !await ExistsAsync(
                $"select exists (select from organisation where code = {body.Organisation}) as \"Value\"",
                ct
            )
        )
        {
            return Problems.OrganisationUnknown.Refuse(
                $"There is no organisation {body.Organisation}.",
                ("field", "organisation")
            );
        }

        return
            body.Town is { } town
            && !await ExistsAsync($"select exists (select from town where code = {town}) as \"Value\"", ct)
            ? Problems.TownUnknown.Refuse($"There is no town {town}.", ("field", "town"))
            : null;
    }

    private Task<bool> ExistsAsync(FormattableString query, CancellationToken ct) =>
        db.Database.SqlQuery<bool>(query).SingleAsync(ct);

    /// <summary>Who can log in as administrator; held, so that two of them cannot disable each other at once.</summary>
    private Task<List<Guid>> LockAdministratorsAsync(CancellationToken ct) =>
        db
            .Database.SqlQuery<Guid>(
                $"""
                select id from account
                where role in (select role from role_right where operation = {Administration}) and disabled_at is null
                order by id for update
                """
            )
            .ToListAsync(ct);
}
