using System.Globalization;
using CityOps.App.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Ponding;

/// <summary>
/// Degraded while the detection of ponding is behind the readings, or has not come round: nobody is warned of the water
/// then.
/// </summary>
internal sealed class DetectionHealth(PondingDetector detector, IOptions<HealthOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var behind = detector.Behind();
        var seconds = behind.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return Task.FromResult(
            behind <= options.Value.DetectionBehind
                ? HealthCheckResult.Healthy()
                : HealthCause.Degraded(
                    $"The detection of ponding is {seconds} s behind; the log says why.",
                    $"积水监测滞后 {seconds} 秒，原因见日志。"
                )
        );
    }
}
