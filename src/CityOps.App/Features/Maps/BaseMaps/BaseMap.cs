using CityOps.App.Database;

namespace CityOps.App.Features.Maps.BaseMaps;

/// <summary>A base map as a browser draws it.</summary>
/// <param name="AttributionUrl">Where the attribution leads; null for nowhere.</param>
/// <param name="CoordSystem">wgs84, cgcs2000 or gcj02; tiles of the last are to be shifted.</param>
/// <param name="Layers">The lowest first.</param>
public sealed record BaseMap(
    string Code,
    string Name,
    string NameEn,
    string Attribution,
    string? AttributionUrl,
    string CoordSystem,
    IReadOnlyList<BaseMapLayer> Layers
)
{
    public const string Xyz = "xyz";
    public const string Wmts = "wmts";
    public const string Pmtiles = "pmtiles";
    public const string Gcj02 = "gcj02";

    public static IReadOnlyList<string> Kinds { get; } = [Xyz, Wmts, Pmtiles];

    public static IReadOnlyList<string> CoordSystems { get; } = ["wgs84", "cgcs2000", Gcj02];

    /// <summary>The folder that PMTiles files lie in.</summary>
    public static string FolderOf(BaseMapOptions options, DataFolder data) =>
        Path.GetFullPath(options.Folder is "" ? "maps" : options.Folder, data.Path);

    /// <summary>Of settings that <see cref="CheckBaseMaps"/> found right. A file that has gone meanwhile leaves its
    /// base map out.</summary>
    public static IEnumerable<BaseMap> All(BaseMapOptions options, DataFolder data)
    {
        foreach (var map in options.BaseMaps)
        {
            IReadOnlyList<BaseMapLayer> layers;
            try
            {
                layers = [.. map.Layers.Select(layer => Layer(layer, map, options, data))];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                continue;
            }

            yield return new(
                map.Code,
                map.Name,
                map.NameEn is "" ? map.Name : map.NameEn,
                map.Attribution,
                map.AttributionUrl is "" ? null : map.AttributionUrl,
                map.CoordSystem,
                layers
            );
        }
    }

    private static BaseMapLayer Layer(string layer, BaseMapSetting map, BaseMapOptions options, DataFolder data)
    {
        if (map.Kind == Pmtiles)
        {
            var header = PmtilesHeader.Read(Path.Combine(FolderOf(options, data), layer));
            return new(
                header.IsVector,
                [],
                $"/api/v1/map/base-maps/{Uri.EscapeDataString(layer)}",
                IsFromSouth: false,
                map.TileSize,
                map.MinZoom ?? header.MinZoom,
                map.MaxZoom ?? header.MaxZoom,
                header.Bounds
            );
        }

        return new(
            IsVector: false,
            [
                .. TileTemplate
                    .Expand(layer, map, options)
                    .Select(address => address.Replace("{-y}", "{y}", StringComparison.Ordinal)),
            ],
            File: null,
            TileTemplate.IsFromSouth(layer),
            map.TileSize,
            map.MinZoom ?? 0,
            map.MaxZoom ?? 18,
            Bounds: null
        );
    }
}

/// <summary>A layer of a base map.</summary>
/// <param name="IsVector">Vector tiles; pictures otherwise.</param>
/// <param name="Tiles">Addresses with {z}, {x} and {y}, to be asked in turn; none of a file.</param>
/// <param name="File">The address of a PMTiles file on this server, which answers ranges; null otherwise.</param>
/// <param name="IsFromSouth">Rows are counted from the south.</param>
/// <param name="TileSize">Pixels a side.</param>
/// <param name="MinZoom">The shallowest zoom that has tiles.</param>
/// <param name="MaxZoom">The deepest zoom that has tiles.</param>
/// <param name="Bounds">West, south, east and north of what a file holds, in degrees; null when not known.</param>
public sealed record BaseMapLayer(
    bool IsVector,
    IReadOnlyList<string> Tiles,
    string? File,
    bool IsFromSouth,
    int TileSize,
    int MinZoom,
    int MaxZoom,
    IReadOnlyList<double>? Bounds
);
