using CityOps.App.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace CityOps.App.Features.Toilets.Phones;

/// <summary>Degraded while phone numbers cannot be taken or opened, or their keys can be read by others.</summary>
internal sealed class PhoneKeysHealth(PhoneKeyFile file, NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var (ring, refusal) = file.Read();
        if (ring is null)
        {
            return HealthCause.Degraded(
                $"Citizens' phone numbers can neither be taken nor opened: {refusal!.Detail}",
                "无法接收或查看公众电话号码：密钥文件缺失或无法读取。"
            );
        }

        try
        {
            var missing = (await MakePhoneKeys.KeysInUseAsync(database, cancellationToken))
                .Where(key => !ring.Has(key))
                .ToList();
            if (missing.Count > 0)
            {
                var names = string.Join(", ", missing);
                return HealthCause.Degraded(
                    $"Some phone numbers cannot be opened: the key file lacks {names}.",
                    $"部分公众电话号码无法查看：密钥文件缺少 {names}。"
                );
            }
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Healthy(); // what is wrong with the database says its own check
        }

        return file.IsOpenToOthers
            ? HealthCause.Degraded(
                "The file of the phone keys can be read by every user of the machine: chmod 600.",
                "公众电话密钥文件对本机所有用户可读：请执行 chmod 600。"
            )
            : HealthCheckResult.Healthy();
    }
}
