using System.CommandLine;
using CityOps.App.Database;
using CityOps.App.Verbs;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>
/// <c>verify</c>: recomputes the hash chain of every case's log and the case from its log, looks for numbers that no
/// case bears, recomputes the chain of the audit log, and compares with what <see cref="AnchorChainsJob"/> has
/// anchored. Says what does not hold together.
/// </summary>
public static class VerifyCommand
{
    /// <summary>A break in a case's log, or among the anchors of all logs.</summary>
    /// <param name="Number">The case's; or which anchor it is, or that it is the audit log.</param>
    /// <param name="Seq">The entry at which it shows; null when the log is missing altogether.</param>
    /// <param name="Fault">no_case, no_log, gap, link, hash, state, facts or no_change; of a record's changes gap,
    /// link, hash or record; anchor or anchor_chain.</param>
    /// <param name="What">The facts that differ.</param>
    internal sealed record Break(string Number, int? Seq, string Fault, string? What)
    {
        public string Explain() =>
            Fault switch
            {
                "no_case" => $"{Number}: the case is missing",
                "facts" => $"{Number}: the case's log does not say what the case does: {What}",
                "anchor" =>
                    $"{Number}: cases, entries or lines of the audit log that it covers were taken away or changed",
                "anchor_chain" => $"{Number}: the anchor was changed, or one before it taken away",
                "no_log" => $"{Number}: the log is missing",
                "gap" => $"{Number}: an entry before {Seq} is missing",
                "record" => $"{Number}: the record is not what change {Seq}, its last, left",
                "no_change" => $"{Number}: the correction or withdrawal of entry {Seq} is missing or another one",
                "link" => $"{Number}: entry {Seq} does not follow from the one before it",
                "hash" => $"{Number}: entry {Seq} was changed",
                _ => $"{Number}: the case's state is not what entry {Seq}, its last, left",
            };
    }

    public static Command Create()
    {
        var verify = new Command(
            "verify",
            "Check that no case's log and not the audit log was tampered with; exit code 1 if one was"
        );
        verify.SetReadingVerb(
            async (_, context, ct) =>
            {
                await using var city = await context.OpenDatabaseAsync(ct);
                await using var db = city.NewContext();
                var breaks = await FindAsync(db, ct);
                foreach (var broken in breaks)
                {
                    context.Print(broken.Explain());
                }

                if (
                    await db
                        .Database.SqlQuery<string>(
                            $"select format('Anchored until %s: %s', recorded_until, encode(hash, 'hex')) as \"Value\" from chain_anchor order by position desc limit 1"
                        )
                        .ToListAsync(ct)
                    is [var anchored]
                )
                {
                    // written down elsewhere, it shows whether the anchors themselves were made anew
                    context.Print(anchored);
                }

                context.Print(
                    $"{await db.Cases.CountAsync(ct)} cases, {await db.CaseEvents.CountAsync(ct)} log entries, {breaks.Count} broken."
                );
                return breaks.Count == 0 ? 0 : 1;
            }
        );
        return verify;
    }

    /// <summary>The first break of every case whose log or state does not hold together.</summary>
    internal static async Task<IReadOnlyList<Break>> FindAsync(CityOpsDb db, CancellationToken ct)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1)); // every entry there is
        var breaks = new List<Break>();
        breaks.AddRange(await QueryAsync(db, "cases/missing_numbers", ct));
        var ofCases = await QueryAsync(db, "cases/broken_chains", ct);
        await foreach (var broken in ReplayLog.FindBreaksAsync(db, ct))
        {
            ofCases.Add(broken);
        }

        breaks.AddRange(
            ofCases
                .GroupBy(broken => broken.Number)
                .OrderBy(breaks => breaks.Key, StringComparer.Ordinal)
                .Select(breaks => breaks.OrderBy(b => b.Seq ?? 0).ThenBy(b => b.Fault == "facts").First())
        );
        breaks.AddRange(await QueryAsync(db, "cases/broken_changes", ct));
        breaks.AddRange(await QueryAsync(db, "audit/broken", ct));
        breaks.AddRange(await QueryAsync(db, "cases/broken_anchors", ct));
        return breaks;
    }

    private static Task<List<Break>> QueryAsync(CityOpsDb db, string query, CancellationToken ct) =>
        db.Database.SqlQueryRaw<Break>(Sql.Text($"queries/{query}")).ToListAsync(ct);
}
