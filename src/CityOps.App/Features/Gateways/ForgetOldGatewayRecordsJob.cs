using CityOps.App.Database;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Gateways;

/// <summary>
/// Deletes gateways' connections, commands and counts that are long past, and rejected messages that are old or too
/// many. Safe to run twice and at once.
/// </summary>
public sealed class ForgetOldGatewayRecordsJob(
    NpgsqlDataSource database,
    IOptions<RejectedOptions> rejected,
    TimeProvider time
)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/gateways/forget_old"))
            .With("now", time.GetUtcNow())
            .With("rejected_days", rejected.Value.KeptDays)
            .With("rejected_bytes", rejected.Value.KeptMegabytes * 1024L * 1024L);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }
}
