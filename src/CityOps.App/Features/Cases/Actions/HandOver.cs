using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>Gives a case to an organisation: what <see cref="Dispatch"/> and <see cref="Transfer"/> share.</summary>
internal static class HandOver
{
    /// <param name="to">The code of who gets it.</param>
    /// <param name="townsOnly">Only a town's office may.</param>
    public static async Task<Refusal?> PrepareAsync(StepInHand step, string to, bool townsOnly, CancellationToken ct)
    {
        var found = step.Case;
        if (await step.Db.Organisations.AsNoTracking().SingleOrDefaultAsync(o => o.Code == to, ct) is not { } recipient)
        {
            return Problems.OrganisationUnknown.Refuse($"There is no organisation {to}.");
        }

        if (townsOnly && recipient is not { Kind: OrganisationKinds.Town, TownCode: not null })
        {
            return Problems.OrganisationNotATown.Refuse(
                $"{to} is no town's office; a case is transferred to one, and dispatched to others.",
                ("field", "organisation")
            );
        }

        if (recipient.Code != found.OrganisationCode)
        {
            step.Detail["organisation"] = new { from = found.OrganisationCode, to = recipient.Code };
        }

        // A town's office works in its own town; what was found a few metres over the border is that town's from
        // here on.
        if (recipient is { Kind: OrganisationKinds.Town, TownCode: { } town } && town != found.TownCode)
        {
            step.Detail["town"] = new { from = found.TownCode, to = town };
        }

        return null;
    }

    public static void Follow(Case changed, CaseEvent entry)
    {
        changed.OrganisationCode = entry.DetailText("organisation", "to") ?? changed.OrganisationCode;
        changed.TownCode = entry.DetailText("town", "to") ?? changed.TownCode;
    }
}
