using CityOps.App.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace CityOps.App.Features.Calendar;

/// <summary>
/// Degraded from October on while the next year's holidays are not entered: limits that reach into it are then worked
/// out as if it had none. The process stays ready.
/// </summary>
internal sealed class CalendarHealth(NpgsqlDataSource database, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await WorkingCalendar.MissingYearAsync(database, time.GetUtcNow(), cancellationToken) is { } year
                ? HealthCause.Degraded(
                    $"The holidays of {year} are not entered: ./cityops import calendar FILE.",
                    $"{year} 年节假日安排尚未录入：./cityops import calendar 文件。"
                )
                : HealthCheckResult.Healthy();
        }
        catch (NpgsqlException away)
        {
            return HealthCheckResult.Degraded(away.Message); // said by the database's own check
        }
    }
}
