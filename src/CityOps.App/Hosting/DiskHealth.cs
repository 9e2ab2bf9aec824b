using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CityOps.App.Hosting;

/// <summary>Degraded while the disk of the data folder is nearly full: the database stops when it is.</summary>
internal sealed class DiskHealth(DataFolder folder, IOptions<HealthOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        Directory.CreateDirectory(folder.Path);
        var free = new DriveInfo(folder.Path).AvailableFreeSpace >> 20;
        return Task.FromResult(
            free >= options.Value.FreeMegabytes
                ? HealthCheckResult.Healthy()
                : HealthCause.Degraded(
                    $"The disk of the data folder is nearly full: {free} MB are left, {options.Value.FreeMegabytes} MB should be.",
                    $"数据目录所在磁盘即将写满：剩余 {free} MB，应保持 {options.Value.FreeMegabytes} MB 以上。"
                )
        );
    }
}
