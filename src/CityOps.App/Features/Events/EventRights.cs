using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Events;

/// <summary>A stream is one request that lasts for hours, so its rights are looked at again while it runs.</summary>
internal static class EventRights
{
    /// <summary>False once the account is disabled, has another password, or another role, organisation or
    /// town.</summary>
    public static Task<bool> StillHoldAsync(CityOpsDb db, Caller caller, string? stamp, CancellationToken ct) =>
        db.Accounts.AnyAsync(
            a =>
                a.Id == caller.AccountId
                && a.DisabledAt == null
                && a.SecurityStamp.ToString() == stamp
                && a.Role == caller.Role.Code
                && a.OrganisationCode == caller.OrganisationCode
                && a.TownCode == caller.TownCode,
            ct
        );
}
