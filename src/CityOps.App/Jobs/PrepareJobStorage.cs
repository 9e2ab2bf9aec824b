using CityOps.App.Database;
using Hangfire.PostgreSql;
using Npgsql;

namespace CityOps.App.Jobs;

/// <summary>Brings Hangfire's own schema up to date. Its scripts trip over each other when two nodes start at once, so
/// one does it.</summary>
internal sealed class PrepareJobStorage(NpgsqlDataSource database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var held = await AdvisoryLock.TakeAsync(database, "jobs: prepare the storage", cancellationToken);
        PostgreSqlObjectsInstaller.Install(held.Connection, JobServices.Schema);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
