using CityOps.App.Database;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>
/// Once a day writes down how many cases there are and a hash over the last entries of the logs that grew, chained to
/// the day before (table chain_anchor). What is taken away or changed after that shows in <see cref="VerifyCommand"/>.
/// </summary>
[AutomaticRetry(Attempts = 0)] // the next day's run covers both
public sealed class AnchorChainsJob(CityOpsDb db)
{
    public async Task RunAsync(CancellationToken ct)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        await db.Database.ExecuteSqlRawAsync(Sql.Text("queries/cases/anchor"), ct);
    }
}
