using System.Buffers.Binary;

namespace CityOps.App.Features.Maps.BaseMaps;

/// <summary>
/// What the first 127 bytes of a PMTiles file say of it (version 3 of the format,
/// https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md).
/// </summary>
/// <param name="IsVector">Its tiles are Mapbox Vector Tiles; pictures otherwise.</param>
/// <param name="Bounds">West, south, east and north, in degrees.</param>
internal sealed record PmtilesHeader(bool IsVector, int MinZoom, int MaxZoom, IReadOnlyList<double> Bounds)
{
    private const int Length = 127;

    // Offsets within the header.
    private const int Version = 7;
    private const int InternalCompression = 97;
    private const int TileCompression = 98;
    private const int TileType = 99;
    private const int Zooms = 100;
    private const int Corners = 102;

    private const byte Gzip = 2;
    private const byte Mvt = 1;
    private const byte Avif = 5;

    /// <exception cref="InvalidDataException">It is no PMTiles file, or none that a browser reads; the message ends a
    /// sentence that begins with the file's name.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PmtilesHeader Read(string path)
    {
        var bytes = new byte[Length];
        using (var file = File.OpenRead(path))
        {
            if (file.ReadAtLeast(bytes, Length, throwOnEndOfStream: false) < Length)
            {
                throw new InvalidDataException("is not a PMTiles file");
            }
        }

        if (!bytes.AsSpan().StartsWith("PMTiles"u8))
        {
            throw new InvalidDataException("is not a PMTiles file");
        }

        if (bytes[Version] != 3)
        {
            throw new InvalidDataException($"is of version {bytes[Version]} of PMTiles, and 3 is read");
        }

        if (bytes[InternalCompression] > Gzip || bytes[TileCompression] > Gzip)
        {
            throw new InvalidDataException("is compressed in a way that browsers cannot read; gzip is");
        }

        if (bytes[TileType] is < Mvt or > Avif)
        {
            throw new InvalidDataException("has tiles of an unknown type; vector tiles and pictures are drawn");
        }

        return new(
            bytes[TileType] == Mvt,
            bytes[Zooms],
            bytes[Zooms + 1],
            [
                .. Enumerable
                    .Range(0, 4)
                    .Select(i => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(Corners + 4 * i)) / 1e7),
            ]
        );
    }
}
