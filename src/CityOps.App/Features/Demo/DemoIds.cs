using System.Buffers.Binary;

namespace CityOps.App.Features.Demo;

/// <summary>UUIDv7s (RFC 9562) of a given time that come out the same for the same seed.</summary>
internal static class DemoIds
{
    public static Guid Next(DateTimeOffset at, Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(
            bytes,
            (at.ToUnixTimeMilliseconds() << 16) | 0x7000 | (uint)random.Next(0x1000)
        );
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
