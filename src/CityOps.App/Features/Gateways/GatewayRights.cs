using CityOps.App.Database;
using CityOps.Ingest;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Gateways;

/// <summary>What a gateway may speak of in reports and feedback, beside the kinds of messages that it may send at
/// all, which the ingest judges.</summary>
public static class GatewayRights
{
    /// <param name="category">Of the case that it would be; null where none is opened.</param>
    /// <param name="town">Finds where it is, as a town's code; asked for only of a gateway that is limited to
    /// towns.</param>
    /// <returns>The refusal; null when the gateway may.</returns>
    public static async Task<FieldMessageOutcome?> RefuseAsync(
        CityOpsDb db,
        string gatewayId,
        string? category,
        Func<Task<string?>> town,
        CancellationToken ct
    )
    {
        var gateway = await db.Gateways.AsNoTracking().SingleAsync(known => known.Id == gatewayId, ct);
        if (category is not null && gateway.OnlyCategories?.Contains(category) == false)
        {
            return Refused($"gateway {gatewayId} has no right to category {category}");
        }

        if (gateway.OnlyTowns is { } towns && (await town() is not { } code || !towns.Contains(code)))
        {
            return Refused($"gateway {gatewayId} has no right to where this is");
        }

        return null;
    }

    private static FieldMessageOutcome Refused(string why) =>
        FieldMessageOutcome.Rejected(RejectionReason.NotPermitted, why);
}
