using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Webhooks;

/// <summary>Drops what was delivered or given up long ago from the delivery log.</summary>
public sealed class ForgetDeliveriesJob(CityOpsDb db, IOptions<WebhookOptions> options, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow() - options.Value.LogKept;
        await db.WebhookDeliveries.Where(d => d.State != "waiting" && d.FinishedAt < before).ExecuteDeleteAsync(ct);
    }
}
