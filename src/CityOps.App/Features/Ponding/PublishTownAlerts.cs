using System.Text;
using CityOps.App.Database;
using CityOps.Ingest;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>
/// Keeps <c>cityops/v1/alerts/{town}</c> on this node's uplink and at the joined broker: one retained message with all
/// of the town's sections under water, cleared when there is none. It is read from the database, so it is the same on
/// every node and after a restart.
/// </summary>
internal sealed class PublishTownAlerts(NpgsqlDataSource database, ITownAlerts alerts)
{
    private readonly Dictionary<string, string> _published = [];

    /// <param name="towns">Codes; null for all.</param>
    public async Task PublishAsync(string[]? towns, CancellationToken ct)
    {
        foreach (var (town, alert) in await ReadAsync(towns, ct))
        {
            // At first every town is published, the dry ones too: a broker may retain what was cleared while no node
            // ran.
            if (!_published.TryGetValue(town, out var told) || told != alert)
            {
                await alerts.PublishAsync(town, Encoding.UTF8.GetBytes(alert), ct);
                _published[town] = alert;
            }
        }
    }

    private sealed record TownAlert(string Town, string Alert);

    private async Task<List<TownAlert>> ReadAsync(string[]? towns, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql.Text("queries/ponding/town_alerts")).With("towns", towns);
        return await command.ListAsync<TownAlert>(ct);
    }
}
