namespace CityOps.Ingest.Sl651;

/// <summary>
/// The check of a frame: x16+x15+x2+1, reflected (A001), from FFFF on, over every byte from the first to the end
/// character (SL 651-2014 6.2.3.10, annex H.3.2). It is sent with its high byte first, unlike that of Modbus.
/// </summary>
internal static class Sl651Crc
{
    private const ushort Polynomial = 0xA001;
    private static readonly ushort[] Table = [.. Enumerable.Range(0, 256).Select(Step)];

    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        var crc = ushort.MaxValue;
        foreach (var value in bytes)
        {
            crc = (ushort)((crc >> 8) ^ Table[(byte)(crc ^ value)]);
        }

        return crc;
    }

    private static ushort Step(int value)
    {
        var crc = value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
        }

        return (ushort)crc;
    }
}
