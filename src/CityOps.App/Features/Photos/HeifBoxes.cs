using System.Buffers.Binary;

namespace CityOps.App.Features.Photos;

/// <summary>
/// What can be told of a HEIC photo without a decoder, which is often not to be had for its patents: it is cut into
/// boxes to its end (ISO/IEC 14496-12, 4.2), and one of them is meta, without which there is no picture (ISO/IEC
/// 23008-12, 10.2).
/// </summary>
internal static class HeifBoxes
{
    private const int HeaderBytes = 8;
    private const int LargeHeaderBytes = 16;
    private const int MaxBoxes = 1000;

    /// <param name="file">Read from its start; its position afterwards is anywhere.</param>
    public static bool AreWhole(Stream file)
    {
        Span<byte> header = stackalloc byte[LargeHeaderBytes];
        var (at, hasMeta) = (0L, false);
        for (var box = 0; at < file.Length && box < MaxBoxes; box++)
        {
            file.Position = at;
            var read = file.ReadAtLeast(header, LargeHeaderBytes, throwOnEndOfStream: false);
            if (read < HeaderBytes)
            {
                return false;
            }

            hasMeta |= header[4..8].SequenceEqual("meta"u8);
            var size = BinaryPrimitives.ReadUInt32BigEndian(header) switch
            {
                0 => file.Length - at, // to the end of the file
                1 when read == LargeHeaderBytes => BinaryPrimitives.ReadInt64BigEndian(header[HeaderBytes..]),
                var small => small,
            };
            if (size < HeaderBytes || size > file.Length - at)
            {
                return false;
            }

            at += size;
        }

        return at == file.Length && hasMeta;
    }
}
