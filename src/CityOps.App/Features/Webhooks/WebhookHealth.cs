using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Webhooks;

/// <summary>Degraded while messages that are due are not sent, or a target does not answer.</summary>
internal sealed class WebhookHealth(NpgsqlDataSource database, IOptions<HealthOptions> options, TimeProvider time)
    : IHealthCheck
{
    private sealed record Outbox(int Waiting, int Paused);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            var now = time.GetUtcNow();
            await using var command = database
                .CreateCommand(Sql.Text("queries/webhooks/overdue"))
                .With("now", now)
                .With("since", now - options.Value.WebhooksBehind);
            return await command.SingleAsync<Outbox>(cancellationToken) switch
            {
                { Waiting: > 0 and var waiting } => HealthCause.Degraded(
                    $"{waiting} messages to webhooks are due and not sent; is a process with the role jobs running?",
                    $"{waiting} 条推送消息到时未发出，请确认 jobs 进程是否在运行。"
                ),
                { Paused: > 0 and var paused } => HealthCause.Degraded(
                    $"{paused} targets of webhooks do not answer; what is told of them waits.",
                    $"{paused} 个推送目标没有响应，消息在等待重发。"
                ),
                _ => HealthCheckResult.Healthy(),
            };
        }
        catch (Exception away) when (away is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return HealthCheckResult.Healthy(); // the database's own check says so
        }
    }
}
