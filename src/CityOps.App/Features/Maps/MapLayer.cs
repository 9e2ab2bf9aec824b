namespace CityOps.App.Features.Maps;

/// <summary>A layer of the map; docs/maps.md says how one is added.</summary>
/// <param name="Code">As in the tiles' address.</param>
/// <param name="Name">Chinese, on the map's legend.</param>
/// <param name="NameEn">English, on the map's legend.</param>
/// <param name="IsCounted">Whether sql/queries/maps/summary.sql counts it by kind.</param>
public sealed record MapLayer(string Code, string Name, string NameEn, bool IsCounted)
{
    /// <summary>The files of sql/queries/maps that make its tiles, and the zoom from which on each does.</summary>
    public IReadOnlyList<(int FromZoom, string Query)> Queries { get; init; } = [(0, Code)];

    /// <summary>Its tiles can be asked for by type.</summary>
    public bool HasTypes { get; init; }

    public static IReadOnlyList<MapLayer> All { get; } =
    [
        // Counted by cell where points would be too many to send and too close to tell apart.
        new("cases", "案件", "Cases", IsCounted: true) { Queries = [(0, "case_cells"), (14, "case_points")] },
        new("facilities", "设施", "Facilities", IsCounted: true) { HasTypes = true },
        new("sensors", "水位监测", "Water levels", IsCounted: true),
        new("towns", "镇街", "Towns", IsCounted: false),
    ];

    public static MapLayer? Find(string code) => All.FirstOrDefault(layer => layer.Code == code);

    public string QueryAt(int zoom) => Queries.Last(query => query.FromZoom <= zoom).Query;
}
