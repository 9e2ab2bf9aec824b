using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Accounts;

/// <summary>Degraded while passwords are guessed: many addresses try one account, or one address many accounts. Which
/// ones, the audit log says.</summary>
internal sealed class GuessingHealth(NpgsqlDataSource database, IOptions<GuessingOptions> options) : IHealthCheck
{
    private sealed record Guesses(int Addresses, int Logins);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await using var command = database
                .CreateCommand(Sql.Text("queries/audit/guesses"))
                .With("window", options.Value.Window);
            var (addresses, logins) = await command.SingleAsync<Guesses>(cancellationToken);
            return addresses >= options.Value.Addresses
                    ? HealthCause.Degraded(
                        $"Somebody guesses a password: {addresses} addresses tried one account in vain; see the audit log.",
                        $"有人在猜测密码：{addresses} 个地址尝试登录同一账号失败，详见审计日志。"
                    )
                : logins >= options.Value.Accounts
                    ? HealthCause.Degraded(
                        $"Somebody guesses passwords: one address tried {logins} accounts in vain; see the audit log.",
                        $"有人在猜测密码：同一地址尝试登录 {logins} 个账号失败，详见审计日志。"
                    )
                : HealthCheckResult.Healthy();
        }
        catch (Exception away) when (away is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return HealthCheckResult.Healthy(); // the database's own check says so
        }
    }
}
