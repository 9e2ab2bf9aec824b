using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace CityOps.App.Features.Photos;

/// <summary>
/// The GPS tags in the EXIF of a file that no decoder opens here, such as HEIC: its EXIF item (ISO/IEC 23008-12, A.2.1)
/// begins with "Exif", two zeros and a TIFF header, and is found by that. Values are worded as libvips words them.
/// </summary>
internal static class ExifBlock
{
    private const ushort GpsPointer = 0x8825;
    private const ushort Ascii = 2;
    private const ushort Rational = 5;
    private const int EntryBytes = 12;

    private static ReadOnlySpan<byte> Mark => "Exif\0\0"u8;

    /// <returns>By tag number; empty where there is no EXIF, or none that can be read.</returns>
    public static IReadOnlyDictionary<ushort, string> Gps(ReadOnlySpan<byte> file)
    {
        var at = file.IndexOf(Mark);
        if (at < 0)
        {
            return new Dictionary<ushort, string>();
        }

        try
        {
            var tiff = file[(at + Mark.Length)..];
            var isLittle = tiff[0] == 'I';
            return Directory(tiff, Long(tiff[4..], isLittle), isLittle).TryGetValue(GpsPointer, out var gps)
                ? Directory(tiff, uint.Parse(gps, CultureInfo.InvariantCulture), isLittle)
                : new Dictionary<ushort, string>();
        }
        catch (Exception broken) when (broken is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return new Dictionary<ushort, string>(); // broken off, or something else that begins so
        }
    }

    private static Dictionary<ushort, string> Directory(ReadOnlySpan<byte> tiff, uint offset, bool isLittle)
    {
        var directory = tiff[Start(offset)..];
        var said = new Dictionary<ushort, string>();
        for (var i = 0; i < Short(directory, isLittle); i++)
        {
            var entry = directory.Slice(2 + (i * EntryBytes), EntryBytes);
            var (tag, kind) = (Short(entry, isLittle), Short(entry[2..], isLittle));
            var (count, value) = (Long(entry[4..], isLittle), Long(entry[8..], isLittle));
            said[tag] = kind switch
            {
                Ascii when count <= 4 => Encoding.ASCII.GetString(entry[8..]).TrimEnd('\0'),
                Rational when count <= 3 => Quotients(tiff.Slice(Start(value), (int)count * 8), isLittle),
                _ => value.ToString(CultureInfo.InvariantCulture),
            };
        }

        return said;
    }

    private static string Quotients(ReadOnlySpan<byte> values, bool isLittle)
    {
        var said = new List<string>();
        for (var at = 0; at < values.Length; at += 8)
        {
            said.Add(
                FormattableString.Invariant($"{Long(values[at..], isLittle)}/{Long(values[(at + 4)..], isLittle)}")
            );
        }

        return string.Join(' ', said);
    }

    private static int Start(uint offset) => offset > int.MaxValue ? int.MaxValue : (int)offset;

    private static ushort Short(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Long(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
