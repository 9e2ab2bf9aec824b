using CityOps.App.Database;
using CityOps.App.Features.Citizens;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>
/// Why a feedback may be made up. Its stars count in no rating then, until a supervisor accepts it; a complaint opens
/// its case all the same.
/// </summary>
internal static class FeedbackDoubt
{
    public const string NoScan = "no_scan";

    /// <summary>As in the table's column is_rated.</summary>
    public static IReadOnlyList<string> All { get; } = [NoScan, "burst", "one_network"];

    /// <summary>Looks at what has come on the feedback's facility, it included; in the transaction that stores
    /// it.</summary>
    public static async Task FlagAsync(CityOpsDb db, ToiletOptions options, Feedback feedback, CancellationToken ct)
    {
        // What comes at once does not see one another: one after the other, so that the last one sees them all.
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({$"doubt {feedback.FacilityId}"}, 0))",
            ct
        );
        await db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/citizens/doubt"),
            [
                Parameters.Of("facility", feedback.FacilityId),
                Parameters.Of("since", feedback.ReceivedAt.AddMinutes(-options.BurstMinutes)),
                Parameters.Of("burst", options.FeedbackPerBurst),
                Parameters.Of("day", CityTime.Start(CityTime.Day(feedback.ReceivedAt)).ToUniversalTime()),
                Parameters.Of("network", feedback.Network),
                Parameters.Of("per_network", options.FeedbackPerNetworkAndDay),
            ],
            ct
        );
    }
}
