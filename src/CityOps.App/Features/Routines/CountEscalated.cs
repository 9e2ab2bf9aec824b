using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Routines;

/// <summary>What whoever is logged in is told of missed checks.</summary>
/// <param name="Since">Those that were escalated from then on.</param>
/// <param name="Missed">How many of them nobody made since.</param>
public sealed record EscalatedChecks(DateTimeOffset Since, int Missed);

/// <summary>
/// Counts the missed checks that were escalated lately, for everybody who sees them: the people of their organisation
/// and the desk. One that is made after all is told of no more.
/// </summary>
public static class CountEscalated
{
    /// <summary>Over the check <c>d</c>.</summary>
    internal const string Condition = "d.missed_on is not null and d.escalated_at >= @told_since";

    /// <summary>The list of what was missed keeps them for good; they are news for so long.</summary>
    private static readonly TimeSpan News = TimeSpan.FromDays(7);

    internal static DateTimeOffset Since(DateTimeOffset now) => now.ToUniversalTime() - News;

    public static async Task<EscalatedChecks> RunAsync(
        CityOpsDb db,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var scope = Scope.Of(caller);
        var since = Since(now);
        string[] which = [Condition, .. ListChecks.Seen(scope)];
        var missed = await db
            .Database.SqlQueryRaw<int>(
                Sql.Text("queries/routines/count_escalated")
                    .Replace("{which}", string.Join(" and ", which), StringComparison.Ordinal),
                [.. scope.Parameters(), Parameters.Of("told_since", since)]
            )
            .ToListAsync(ct);
        return new(CityTime.Local(since), missed[0]);
    }
}
