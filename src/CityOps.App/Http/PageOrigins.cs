namespace CityOps.App.Http;

/// <summary>Other servers that pages may read from; a slice that names some says so.</summary>
public sealed class PageOrigins
{
    /// <summary>Those of map tiles: scheme, host and port each.</summary>
    public IReadOnlyList<string> OfTiles { get; set; } = [];
}
