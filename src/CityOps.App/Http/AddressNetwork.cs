using System.Net;
using System.Net.Sockets;

namespace CityOps.App.Http;

/// <summary>Whose an address is, for limits.</summary>
public static class AddressNetwork
{
    /// <summary>Whoever has an address of version 6 has a network of 64 bits of them, so that network counts; of
    /// version
    /// 4, the address.</summary>
    public static IPAddress? Of(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return address?.MapToIPv6();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
