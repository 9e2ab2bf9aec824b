using Microsoft.AspNetCore.Connections;

namespace CityOps.Ingest.Uplink;

/// <summary>Kestrel's door to the uplink: one call per connection, over TCP, TLS or WebSocket.</summary>
internal sealed class UplinkConnectionHandler : ConnectionHandler
{
    /// <inheritdoc />
    public override Task OnConnectedAsync(ConnectionContext connection) => Task.CompletedTask;
}
