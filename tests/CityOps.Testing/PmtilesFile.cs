using System.Buffers.Binary;

namespace CityOps.Testing;

/// <summary>Small PMTiles files (version 3, nothing compressed, one directory), as tests need them.</summary>
public static class PmtilesFile
{
    private const int HeaderLength = 127;
    private const byte Uncompressed = 1;

    /// <param name="isVector">Mapbox Vector Tiles; PNG otherwise.</param>
    /// <param name="tiles">By zoom, column and row from the north.</param>
    public static byte[] Of(bool isVector, Dictionary<(int Z, int X, int Y), byte[]> tiles)
    {
        var entries = tiles.Select(tile => (Id: Id(tile.Key), tile.Value)).OrderBy(entry => entry.Id).ToList();
        var directory = Directory(entries);
        var metadata = "{}"u8;
        var data = entries.SelectMany(entry => entry.Value).ToArray();

        var header = new byte[HeaderLength];
        "PMTiles"u8.CopyTo(header);
        header[7] = 3;
        var at = 8;
        var metadataAt = HeaderLength + directory.Length;
        var dataAt = metadataAt + metadata.Length;
        foreach (
            var number in (long[])
                [
                    HeaderLength,
                    directory.Length,
                    metadataAt,
                    metadata.Length,
                    dataAt,
                    0,
                    dataAt,
                    data.Length,
                    entries.Count,
                    entries.Count,
                    entries.Count,
                ]
        )
        {
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(at), number);
            at += 8;
        }

        header[96] = 1; // clustered
        header[97] = Uncompressed;
        header[98] = Uncompressed;
        header[99] = (byte)(isVector ? 1 : 2);
        header[100] = (byte)tiles.Keys.Min(tile => tile.Z);
        header[101] = (byte)tiles.Keys.Max(tile => tile.Z);
        foreach (var (i, degrees) in ((int[])[-180, -85, 180, 85]).Index())
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(102 + 4 * i), degrees * 10_000_000);
        }

        return [.. header, .. directory, .. metadata, .. data];
    }

    /// <summary>Columns of varints: how many, the ids' differences, runs, lengths, and offsets plus one.</summary>
    private static byte[] Directory(List<(long Id, byte[] Data)> entries)
    {
        var numbers = new List<long> { entries.Count };
        numbers.AddRange(entries.Select((entry, i) => entry.Id - (i == 0 ? 0 : entries[i - 1].Id)));
        numbers.AddRange(entries.Select(_ => 1L));
        numbers.AddRange(entries.Select(entry => (long)entry.Data.Length));
        var offset = 0L;
        foreach (var (_, data) in entries)
        {
            numbers.Add(offset + 1);
            offset += data.Length;
        }

        return [.. numbers.SelectMany(Varint)];
    }

    private static IEnumerable<byte> Varint(long number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            yield return (byte)(number | 0x80);
        }

        yield return (byte)number;
    }

    /// <summary>The tile's place on the Hilbert curves of all zooms, one after the other.</summary>
    private static long Id((int Z, int X, int Y) tile)
    {
        var (z, x, y) = tile;
        var id = ((1L << (2 * z)) - 1) / 3;
        for (var s = 1 << z >> 1; s > 0; s >>= 1)
        {
            var (rx, ry) = ((x & s) > 0 ? 1 : 0, (y & s) > 0 ? 1 : 0);
            id += (long)s * s * ((3 * rx) ^ ry);
            if (ry == 0)
            {
                if (rx == 1)
                {
                    (x, y) = (s - 1 - x, s - 1 - y);
                }

                (x, y) = (y, x);
            }
        }

        return id;
    }
}
