using Microsoft.AspNetCore.Connections;

namespace CityOps.Ingest.Uplink;

/// <summary>Kestrel's door to the uplink: one call per connection, over TCP, TLS or WebSocket.</summary>
internal sealed class UplinkConnectionHandler(UplinkServer server, UplinkContext context) : ConnectionHandler
{
    /// <inheritdoc />
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        using var channel = new UplinkChannel(connection, context);
        await server.ServeAsync(channel, connection.ConnectionClosed);
    }
}
