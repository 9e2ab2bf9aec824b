using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Gateways;

/// <summary>Deletes gateways' connections, commands and counts that are long past. Safe to run twice and at
/// once.</summary>
public sealed class ForgetOldGatewayRecordsJob(NpgsqlDataSource database, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/gateways/forget_old"))
            .With("now", time.GetUtcNow());
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }
}
