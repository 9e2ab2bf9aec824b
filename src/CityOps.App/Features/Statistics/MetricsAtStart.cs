using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>A process whose metric files cannot be used does not start.</summary>
internal sealed class MetricsAtStart(NpgsqlDataSource database) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => AdoptMetrics.RunAsync(database, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
