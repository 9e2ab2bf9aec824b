using CityOps.App.Features.Accounts;

namespace CityOps.App.Features.Maps;

/// <summary>What the caller may see on the map.</summary>
/// <param name="Layers">All of them, in the order of the server's list.</param>
/// <param name="Bounds">West, south, east, north of the city in degrees; null without towns.</param>
/// <param name="BoundariesAreApproximate">True while a town's boundary is one that the product drew itself.</param>
public sealed record MapSummary(
    IReadOnlyList<LayerSummary> Layers,
    int Towns,
    IReadOnlyList<double>? Bounds,
    bool BoundariesAreApproximate
)
{
    /// <summary>By stage: register, dispatch, handle, check, closed, other.</summary>
    public IReadOnlyDictionary<string, int> Cases => Counts("cases");

    /// <summary>By level: silent, none, blue, yellow, orange, red.</summary>
    public IReadOnlyDictionary<string, int> Sensors => Counts("sensors");

    /// <summary>By type.</summary>
    public IReadOnlyDictionary<string, int> Facilities => Counts("facilities");

    private IReadOnlyDictionary<string, int> Counts(string layer) => Layers.Single(l => l.Layer == layer).Features!;
}

/// <param name="Name">Chinese.</param>
/// <param name="Features">How many the caller may see, by kind; null for a layer that is not counted.</param>
public sealed record LayerSummary(string Layer, string Name, string NameEn, IReadOnlyDictionary<string, int>? Features);

/// <summary>Counts what is on the map.</summary>
public static class ReadSummary
{
    private sealed record Count(string Layer, string Kind, int Features);

    /// <summary>In degrees, null without towns.</summary>
    private sealed record Extent(double? West, double? South, double? East, double? North, int Towns, bool Approximate);

    /// <param name="town">Counts in this town alone; null counts in the whole city.</param>
    public static async Task<MapSummary> RunAsync(
        MapDatabase database,
        Caller caller,
        string? town,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var features = MapLayer
            .All.Where(layer => layer.IsCounted)
            .ToDictionary(layer => layer.Code, _ => new Dictionary<string, int>());
        await using (var counts = database.Command("summary").With("only", town).With("now", now))
        {
            counts.Parameters.AddRange(Scope.Of(caller).Parameters());
            foreach (var (layer, kind, count) in await counts.ListAsync<Count>(ct))
            {
                features[layer][kind] = count;
            }
        }

        await using var extent = database.Command("extent");
        var city = await extent.SingleAsync<Extent>(ct);
        return new(
            [
                .. MapLayer.All.Select(layer => new LayerSummary(
                    layer.Code,
                    layer.Name,
                    layer.NameEn,
                    features.GetValueOrDefault(layer.Code)
                )),
            ],
            city.Towns,
            city is { West: { } west, South: { } south, East: { } east, North: { } north }
                ? [west, south, east, north]
                : null,
            city.Approximate
        );
    }
}
