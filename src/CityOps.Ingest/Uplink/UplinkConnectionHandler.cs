using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace CityOps.Ingest.Uplink;

/// <summary>Kestrel's entry to the uplink: one call per connection, over TCP, TLS or WebSocket.</summary>
internal sealed class UplinkConnectionHandler(UplinkServer server, UplinkContext context) : ConnectionHandler
{
    /// <inheritdoc />
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        if (connection.Features.Get<ITransferFormatFeature>() is { } overWebSocket)
        {
            // [MQTT-6.0.0-1]; text is the default, and clients close on it
            overWebSocket.ActiveFormat = TransferFormat.Binary;
        }

        using var channel = new UplinkChannel(connection, context);
        await server.ServeAsync(channel, connection.ConnectionClosed);
    }
}
