using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// A gateway that lost its power sends nothing more, and one without keep-alive (MQTT 5.0 §3.1.2.10, zero) never had
/// to. TCP asks for such a one: after two minutes of silence, then every 15 s, and after four answers that don't come
/// the connection ends.
/// </summary>
internal static class HalfOpen
{
    private const int SilenceSeconds = 120;
    private const int RepeatSeconds = 15;
    private const int Repeats = 4;

    /// <summary>The socket to listen with; those that it accepts take its options over.</summary>
    public static Socket Listen(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SilenceSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, RepeatSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Repeats);
        }

        return socket;
    }
}
