using System.CommandLine;
using CityOps.App.Database;
using CityOps.App.Hosting;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary><c>verify</c>: recomputes the hash chain of every case's log and says where one is broken.</summary>
public static class VerifyCommand
{
    /// <summary>A break in a case's log.</summary>
    /// <param name="Seq">The entry at which it shows; null when the log is missing altogether.</param>
    /// <param name="Fault">no_log, gap, link, hash or state.</param>
    internal sealed record Break(string Number, int? Seq, string Fault)
    {
        public string Explain() => Fault switch
        {
            "no_log" => $"{Number}: the log is missing",
            "gap" => $"{Number}: an entry before {Seq} is missing",
            "link" => $"{Number}: entry {Seq} does not follow from the one before it",
            "hash" => $"{Number}: entry {Seq} was changed",
            _ => $"{Number}: the case's state is not what entry {Seq}, its last, left",
        };
    }

    public static Command Create()
    {
        var verify = new Command("verify", "Check that no case's log was tampered with; exit code 1 if one was");
        verify.SetVerb(async (_, context, ct) =>
        {
            await using var city = await context.OpenDatabaseAsync(ct);
            await using var db = city.NewContext();
            var breaks = await FindAsync(db, ct);
            foreach (var broken in breaks)
            {
                context.Print(broken.Explain());
            }

            context.Print($"{await db.Cases.CountAsync(ct)} cases, {await db.CaseEvents.CountAsync(ct)} log entries, {breaks.Count} broken.");
            return breaks.Count == 0 ? 0 : 1;
        });
        return verify;
    }

    /// <summary>The first break of every case whose log or state does not hold together.</summary>
    internal static async Task<IReadOnlyList<Break>> FindAsync(CityOpsDb db, CancellationToken ct)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromHours(1)); // every entry there is
        return await db.Database.SqlQueryRaw<Break>(Sql.Text("queries/cases/broken_chains")).ToListAsync(ct);
    }
}
