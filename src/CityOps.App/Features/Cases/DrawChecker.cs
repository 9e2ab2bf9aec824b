using System.Security.Cryptography;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases.Actions;
using CityOps.App.Features.Forms;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>
/// Draws who checks a case (抽查), so that nobody can arrange it: one of the active accounts that may take the checking
/// step from where the case stands, have it in their hands and neither reported nor handled it. Those whose role has no
/// right to checks.drawn, as administrators, are not drawn. Where nobody is left, whoever has the right may check it,
/// and the log says so.
/// </summary>
internal static class DrawChecker
{
    private static readonly string[] OwnWork =
    [
        "report",
        .. CaseActions.All.Where(action => action.IsWork).Select(action => action.Code),
    ];

    /// <summary>After a case has come to where it is checked: draws if its category asks for it.</summary>
    public static async Task OnArrivalAsync(CityOpsDb db, Case arrived, DateTimeOffset now, CancellationToken ct)
    {
        if (
            arrived.Status is CaseStatus.PendingVerify or CaseStatus.PendingCheck
            && await db.Categories.AnyAsync(c => c.Code == arrived.CategoryCode && c.DrawsChecker, ct)
        )
        {
            var detail = new Dictionary<string, object>();
            await RunAsync(db, arrived, detail, ct);
            arrived.Note("draw", now, detail);
        }
    }

    /// <param name="detail">Of the log's entry; gets <c>{"checker":{"id","name"}|null,"eligible":3}</c>.</param>
    public static async Task RunAsync(CityOpsDb db, Case found, Dictionary<string, object> detail, CancellationToken ct)
    {
        var eligible = await EligibleAsync(db, found, ct);
        // A redraw picks another person if there is one.
        var others = eligible.Where(person => person.Id != found.CheckerId).ToList();
        var from = others.Count > 0 ? others : eligible;
        detail["checker"] = (from.Count > 0 ? from[RandomNumberGenerator.GetInt32(from.Count)] : null)!;
        detail["eligible"] = eligible.Count;
    }

    private static async Task<List<CheckerAnswer>> EligibleAsync(CityOpsDb db, Case found, CancellationToken ct)
    {
        var steps = await db
            .CaseSteps.AsNoTracking()
            .Where(s => s.IsCheck && s.FromStatus == found.Status)
            .ToListAsync(ct);
        var all = await Role.AllAsync(db, ct);
        var roles = steps
            .SelectMany(s => s.Roles)
            .Distinct()
            .Where(code => all[code].ReachOf("checks.drawn") is not null)
            .ToArray();
        var involved = await db
            .CaseEvents.Where(e => e.CaseId == found.Id && OwnWork.Contains(e.Action))
            .Select(e => e.ActorId)
            .ToListAsync(ct);
        // what is not saved yet
        involved.AddRange(found.Log.Where(e => OwnWork.Contains(e.Action)).Select(e => e.ActorId));
        var active = await db
            .Accounts.AsNoTracking()
            .Where(a => a.DisabledAt == null && roles.Contains(a.Role) && !involved.Contains(a.Id))
            .OrderBy(a => a.Id)
            .ToListAsync(ct);
        return
        [
            .. active
                .Select(a => Caller.Of(a, all[a.Role]))
                .Where(person => CaseRights.MayActOn(person, found))
                .Select(person => new CheckerAnswer(person.AccountId, person.Name)),
        ];
    }
}

/// <summary>Who was drawn to check a case.</summary>
public sealed record CheckerAnswer(Guid Id, string Name);
