using CityOps.App.Database;
using CityOps.App.Features.Bulletins.Printing.Monthly;
using Hangfire;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Bulletins;

/// <summary>Closes one month and issues its bulletin; named by its argument so that a late or repeated run closes the
/// same month.</summary>
[AutomaticRetry(Attempts = 5)]
public sealed class CloseMonthJob(
    NpgsqlDataSource database,
    TimeProvider time,
    IOptions<BulletinOptions> options,
    DataFolder folder,
    ILogger<CloseMonthJob> logger
)
{
    /// <param name="month">yyyy-MM</param>
    [JobDisplayName("Close {0}")]
    public async Task RunAsync(string month, CancellationToken ct)
    {
        var (closed, refusal) = await CloseMonth.RunAsync(database, Month.Read(month).Value, time.GetUtcNow(), ct);
        if (closed is null)
        {
            throw new InvalidOperationException(refusal!.Detail);
        }

        if (
            (await PrintMonth.RunAsync(database, closed.Month, closed.Revision, options.Value, folder, ct)).Refusal is
            { } notIssued
        )
        {
            throw new InvalidOperationException(notIssued.Detail);
        }

        logger.LogInformation(
            "{Month} is closed as revision {Revision}, {Sha256}",
            month,
            closed.Revision,
            closed.Sha256
        );
    }
}
