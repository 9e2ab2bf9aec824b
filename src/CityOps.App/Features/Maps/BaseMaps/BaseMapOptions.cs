namespace CityOps.App.Features.Maps.BaseMaps;

/// <summary>Section <c>Maps</c> of the settings: the base maps under the city's own layers; docs/maps.md has
/// examples. The first is shown where nobody chose another.</summary>
public sealed class BaseMapOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Maps";

    /// <summary>Where PMTiles files lie; without it, the folder <c>maps</c> in the data folder.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Keys of map services, each by a name of one's own, e.g. <c>Maps:Keys:tianditu</c>, which addresses take
    /// as <c>{key:tianditu}</c>. Browsers send them, so a key is to be bound to the city's address at the
    /// service.</summary>
    public Dictionary<string, string> Keys { get; set; } = [];

    /// <summary>The base maps that readers choose from; none, and the map lies on plain ground.</summary>
    public BaseMapSetting[] BaseMaps { get; set; } = [];
}

/// <summary>An entry of <see cref="BaseMapOptions.BaseMaps"/>.</summary>
public sealed class BaseMapSetting
{
    /// <summary>Small letters, digits and hyphens; what a browser remembers as its choice.</summary>
    public string Code { get; set; } = "";

    /// <summary>Chinese, in the list to choose from.</summary>
    public string Name { get; set; } = "";

    /// <summary>English; the Chinese one when left out.</summary>
    public string NameEn { get; set; } = "";

    /// <summary><c>xyz</c>, <c>wmts</c> (in Web Mercator, as xyz) or <c>pmtiles</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>The lowest first. Addresses with <c>{z}</c>, <c>{x}</c> and <c>{y}</c> (<c>{-y}</c> where rows are
    /// counted from the south; of wmts also <c>{TileMatrix}</c>, <c>{TileCol}</c> and <c>{TileRow}</c>), <c>{s}</c> for
    /// a subdomain and <c>{key:name}</c>; of pmtiles, names of files in Maps:Folder.</summary>
    public string[] Layers { get; set; } = [];

    /// <summary>What <c>{s}</c> stands for, in turn.</summary>
    public string[] Subdomains { get; set; } = [];

    /// <summary>The shallowest zoom that has tiles; of a file, its own when left out, else 0.</summary>
    public int? MinZoom { get; set; }

    /// <summary>The deepest zoom that has tiles, which are enlarged beyond it; of a file, its own when left out, else
    /// 18.</summary>
    public int? MaxZoom { get; set; }

    /// <summary>Pixels a side of a tile: 256 or 512.</summary>
    public int TileSize { get; set; } = 256;

    /// <summary>Whose map it is, with the number of its approval (审图号); it stands on every map.</summary>
    public string Attribution { get; set; } = "";

    /// <summary>Where the attribution leads, http or https; nowhere when left out.</summary>
    public string AttributionUrl { get; set; } = "";

    /// <summary><c>wgs84</c>, <c>cgcs2000</c> (the same to a few decimetres) or <c>gcj02</c>, whose tiles are shifted
    /// to lie under what is measured in WGS84.</summary>
    public string CoordSystem { get; set; } = "wgs84";
}
