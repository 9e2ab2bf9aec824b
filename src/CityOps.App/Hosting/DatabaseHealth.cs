using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace CityOps.App.Hosting;

/// <summary>
/// Ready means that the database answers within two seconds, and that a session which is opened now can write through a
/// trigger: an upgrade of its packages under the running server leaves the open ones working and every new one broken.
/// </summary>
internal sealed class DatabaseHealth(CityDatabase city, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Some ask every second; a session of its own is opened this often at most.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private (DateTimeOffset At, HealthCheckResult Result)? _written;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            await using var command = city.DataSource.CreateCommand("select postgis_lib_version()");
            await command.ExecuteScalarAsync(limit.Token);
            if (_written is { } known && time.GetUtcNow() - known.At < Again && known.At <= time.GetUtcNow())
            {
                return known.Result;
            }

            var result = await WriteAsync(limit.Token);
            _written = (time.GetUtcNow(), result);
            return result;
        }
        catch (Exception problem) when (problem is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            _written = null;
            return HealthCause.Unhealthy("The database does not answer.", "数据库没有响应。");
        }
    }

    private async Task<HealthCheckResult> WriteAsync(CancellationToken ct)
    {
        try
        {
            if (!await Canary.SingsAsync(city.ConnectionString, ct))
            {
                return HealthCause.Unhealthy("The database runs no triggers.", "数据库未执行触发器。");
            }
        }
        catch (PostgresException broken) when (broken.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
        {
            return HealthCause.Unhealthy("The database takes no writes.", "数据库只读，不能写入。");
        }
        catch (PostgresException broken)
        {
            return HealthCause.Unhealthy(
                $"New sessions of the database cannot write (SQLSTATE {broken.SqlState}): its packages may have been "
                    + "upgraded while it ran; the embedded one is restarted by itself, another one has to be.",
                $"数据库的新会话不能写入（SQLSTATE {broken.SqlState}）：运行期间可能升级了数据库软件包；内置数据库会自动重启，外部数据库需人工重启。"
            );
        }

        return city.Embedded is { } embedded && await OutdatedAsync(embedded, ct) is { } versions
            ? HealthCause.Degraded(
                $"PostgreSQL {versions.Running} runs and {versions.Installed} is installed: it is restarted by itself.",
                $"数据库正在运行 {versions.Running}，已安装 {versions.Installed}，将自动重启。"
            )
            : HealthCheckResult.Healthy();
    }

    private static async Task<(string Running, string Installed)?> OutdatedAsync(
        EmbeddedPostgres embedded,
        CancellationToken ct
    )
    {
        try
        {
            return await embedded.OutdatedAsync(ct);
        }
        catch (Exception replacing)
            when (replacing is EmbeddedPostgresException or IOException or System.ComponentModel.Win32Exception)
        {
            return null; // its programs are being replaced at this moment
        }
    }
}
