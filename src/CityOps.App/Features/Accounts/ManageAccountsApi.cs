using CityOps.App.Database;
using CityOps.App.Features.Accounts.Import;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts;

/// <summary>Accounts for administrators, and everyone's own password.</summary>
public static class ManageAccountsApi
{
    public static void MapManageAccounts(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("accounts");
        api.MapGet("/accounts", ListAsync)
            .Allow("accounts.manage")
            .Produces<Page<AccountItem>>()
            .WithSummary(
                "The accounts by login, of a limited administrator those with the same limit; ?organisation, ?role, ?town, ?disabled, ?text= part of the login or name"
            );
        api.MapPut("/accounts/{login}", PutAsync)
            .Refuses(
                Problems.LastAdministrator,
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.OrganisationUnknown,
                Problems.TownUnknown,
                Problems.OutsideYourArea
            )
            .Allow("accounts.manage")
            .Produces<AccountItem>()
            .Produces<NewPasswordAnswer>(201)
            .WithSummary("Make an account (its password is in the answer, this once) or change it");
        api.MapPost("/accounts/{login}/password", ResetAsync)
            .Refuses(Problems.AccountNotFound)
            .Allow("accounts.manage")
            .Produces<NewPasswordAnswer>()
            .WithSummary("Give an account a new password, which ends its sessions");
        api.MapGet("/rights", ReadRights.RunAsync)
            .Allow("accounts.manage")
            .Produces<RightsTable>()
            .WithSummary("The roles, and how far each goes in each operation");
        routes
            .MapListImport(
                "accounts",
                "people's accounts; the answer has the new ones' passwords, this once",
                AccountList.Read,
                ImportAsync
            )
            .Allow("accounts.manage");
        api.MapPut("/session/password", ChangeOwnAsync)
            .Refuses(
                Problems.WrongCredentials,
                Problems.AccountDisabled,
                Problems.TooManyAttempts,
                Problems.PasswordWrong,
                Problems.PasswordUnfit
            )
            .AllowEveryAccount()
            .AllowWithFirstPassword()
            .ChangesAudited()
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Change one's own password: {current, new}; other sessions end");
    }

    public sealed record PasswordChange(string? Current, string? New);

    private static async Task<AccountImportOutcome> ImportAsync(
        HttpContext http,
        RowList<ListedAccount> list,
        ImportChoice choice,
        CancellationToken ct
    )
    {
        var db = http.RequestServices.GetRequiredService<CityOpsDb>();
        var caller = Caller.From(http)!;
        var accounts = new ManageAccounts(
            db,
            http.RequestServices.GetRequiredService<IPasswordHasher<Account>>(),
            http.RequestServices.GetRequiredService<TimeProvider>(),
            new(caller, db)
        );
        return await ImportAccounts.RunAsync(db, accounts, list, choice with { Account = caller.AccountId }, ct);
    }

    private static async Task<IResult> ListAsync(
        CityOpsDb db,
        Caller caller,
        CancellationToken ct,
        string? organisation = null,
        string? role = null,
        string? town = null,
        string? text = null,
        bool? disabled = null,
        string? cursor = null,
        int? limit = null
    )
    {
        if (!CodeCursor.TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        var part = InputText.Clean(text);
        var lower = part?.ToLowerInvariant() ?? "";
        var within = await new Administration(caller, db).OfAsync(db.Accounts.AsNoTracking(), ct);
        var rows = await within
            .Where(a => string.Compare(a.Login, after) > 0)
            .Where(a => organisation == null || a.OrganisationCode == organisation)
            .Where(a => role == null || a.Role == role)
            .Where(a => town == null || a.TownCode == town)
            .Where(a => disabled == null || a.DisabledAt != null == disabled)
            .Where(a => part == null || a.Login.Contains(lower) || a.Name.Contains(part))
            .OrderBy(a => a.Login)
            .Take(size + 1)
            .ToListAsync(ct);
        return TypedResults.Ok(Page.Of(rows.ConvertAll(ManageAccounts.Item), size, account => [account.Login]));
    }

    private static async Task<IResult> PutAsync(
        string login,
        AccountBody body,
        CityOpsDb db,
        Caller caller,
        IPasswordHasher<Account> hasher,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (put, refusal) = await new ManageAccounts(db, hasher, time, new(caller, db)).PutAsync(login, body, ct);
        return refusal is not null ? refusal.Answer()
            : put.Password is { } password
                ? TypedResults.Created(
                    $"/api/v1/accounts/{put.Account.Login}",
                    new NewPasswordAnswer(put.Account.Login, password)
                )
            : TypedResults.Ok(put.Account);
    }

    private static async Task<IResult> ResetAsync(
        string login,
        CityOpsDb db,
        Caller caller,
        IPasswordHasher<Account> hasher,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (answer, refusal) = await new ManageAccounts(db, hasher, time, new(caller, db)).ResetPasswordAsync(
            login,
            ct
        );
        return answer is null ? refusal!.Answer() : TypedResults.Ok(answer);
    }

    private static async Task<IResult> ChangeOwnAsync(
        PasswordChange body,
        HttpContext http,
        Caller caller,
        CityOpsDb db,
        IPasswordHasher<Account> hasher,
        LogIn logIn,
        Sessions sessions,
        CancellationToken ct
    )
    {
        // The same check, and the same limit to guessing, as at the log-in.
        var (account, problem) = await logIn.CheckAsync(new(caller.Login, body.Current), http, ct);
        if (account is null)
        {
            // 401 would tell the page that its session is over.
            return problem == Problems.WrongCredentials
                ? Problems.PasswordWrong.With(null, ("field", "current"))
                : problem!.With();
        }

        var refusal = Passwords.Check(body.New, caller.Login, body.Current)
            ?? await Passwords.CheckFormerAsync(db, account, body.New!, hasher, ct);
        if (refusal is not null)
        {
            return refusal.Answer();
        }

        Passwords.Set(account, body.New!, hasher, isFirst: false);
        await db.SaveChangesAsync(ct);
        if (http.User.Identity?.AuthenticationType == Authentication.SessionScheme)
        {
            await http.SignInAsync(
                Authentication.SessionScheme,
                Caller.Principal(
                    account,
                    await sessions.StartAsync(account, http, isPhone: false, ct),
                    Authentication.SessionScheme
                )
            );
        }

        return TypedResults.NoContent();
    }
}
