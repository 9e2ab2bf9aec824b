using CityOps.App.Database;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Channels;

/// <summary>Drops what is old of the channels' log, and deleted channels with the last of theirs.</summary>
public sealed class ForgetMessagesJob(CityDatabase city, IOptions<ChannelOptions> options, TimeProvider time)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var command = city
            .DataSource.CreateCommand(Sql.Text("queries/channels/forget"))
            .With("before", time.GetUtcNow() - options.Value.LogKept);
        await command.ExecuteNonQueryAsync(ct);
    }
}
