using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// Which accounts somebody administers. One who is limited to a town or an organisation makes, changes and resets
/// accounts with the same limit alone, and so lifts no limit, their own included.
/// </summary>
public sealed class Administration(Caller caller, CityOpsDb db)
{
    private const string Operation = "accounts.manage";

    private bool IsLimited => caller.VisibleTown is not null || !IsOfCity;

    private bool IsOfCity =>
        caller.Role.ReachOf(Operation) is { } reach
        && (reach == Reach.City || (reach == Reach.Scope && caller.Role.Scope == Reach.City));

    /// <summary>The accounts that are within it.</summary>
    public async Task<IQueryable<Account>> OfAsync(IQueryable<Account> accounts, CancellationToken ct)
    {
        if (!IsLimited)
        {
            return accounts;
        }

        var organisations = await OrganisationsAsync(ct);
        return accounts.Where(a =>
            organisations.Contains(a.OrganisationCode)
            && (caller.VisibleTown == null || a.TownCode == caller.VisibleTown)
        );
    }

    /// <summary>Whether the account is within it.</summary>
    public async Task<bool> HasAsync(Account account, CancellationToken ct) =>
        await HasAsync(account.OrganisationCode, account.TownCode, ct)
        && (!IsLimited || await MayGiveAsync(account.Role, ct));

    /// <summary>Why an account may not become this; null when it may.</summary>
    public async Task<Refusal?> CheckAsync(AccountBody body, CancellationToken ct)
    {
        if (!await HasAsync(body.Organisation!, body.Town, ct))
        {
            return Problems.OutsideYourArea.Refuse(
                caller.VisibleTown is { } town
                    ? $"Your account is of town {town}; so are those that you make, in its offices or your organisation."
                    : $"Your account is of {caller.OrganisationCode}, so are those that you make and change."
            );
        }

        return IsLimited && !await MayGiveAsync(body.Role!, ct)
            ? Problems.OutsideYourArea.Refuse($"The role {body.Role} may more than yours.", ("field", "role"))
            : null;
    }

    private async Task<bool> HasAsync(string organisation, string? town, CancellationToken ct) =>
        !IsLimited
        || (
            (caller.VisibleTown is null || town == caller.VisibleTown)
            && (await OrganisationsAsync(ct)).Contains(organisation)
        );

    /// <summary>The caller's own, and the offices of the town to which the caller is limited.</summary>
    private async Task<string[]> OrganisationsAsync(CancellationToken ct) =>
        [
            caller.OrganisationCode,
            .. caller.VisibleTown is { } town
                ? await db
                    .Database.SqlQuery<string>($"select code as \"Value\" from organisation where town_code = {town}")
                    .ToListAsync(ct)
                : [],
        ];

    // A town that all share is limit enough: every role keeps to it. A role that is limited by itself gives none that
    // may more.
    private async Task<bool> MayGiveAsync(string code, CancellationToken ct) =>
        (IsOfCity && caller.VisibleTown is not null)
        || await db.Roles.AsNoTracking().Include(r => r.Rights).SingleOrDefaultAsync(r => r.Code == code, ct)
            is { } role
            && (role.Scope == Reach.Own || caller.Role.Scope == Reach.City)
            && role.Rights.TrueForAll(right =>
                caller.Role.ReachOf(right.Operation) is { } own && Covers(own, right.Reach)
            );

    private static bool Covers(Reach own, Reach given) => own == Reach.City || own == given || given == Reach.Own;
}
