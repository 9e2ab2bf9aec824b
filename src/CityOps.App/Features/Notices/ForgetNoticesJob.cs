using CityOps.App.Database;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Notices;

/// <summary>Drops old notices, and with them who read them.</summary>
public sealed class ForgetNoticesJob(CityDatabase city, IOptions<NoticeOptions> options, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var command = city
            .DataSource.CreateCommand("delete from notice where at < @before")
            .With("before", time.GetUtcNow().ToUniversalTime() - options.Value.Kept);
        await command.ExecuteNonQueryAsync(ct);
    }
}
