using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CityOps.App.Features.Photos;

/// <summary>
/// Degraded while the disk with the photos has no room for a few more: they are then refused by storage_full, and come
/// again by themselves. The process stays ready, since what is no photo is taken all the same.
/// </summary>
internal sealed class PhotoSpaceHealth(DataFolder folder) : IHealthCheck
{
    private const long MinBytes = 2 * PhotoType.MaxBytes;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        Directory.CreateDirectory(folder.Uploads);
        var free = new DriveInfo(folder.Uploads).AvailableFreeSpace;
        return Task.FromResult(
            free >= MinBytes
                ? HealthCheckResult.Healthy()
                : HealthCause.Degraded(
                    $"{free >> 20} MB are left for photos: they are refused until there is room.",
                    $"照片空间仅剩 {free >> 20} MB，暂不接收照片。"
                )
        );
    }
}
