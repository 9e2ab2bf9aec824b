using CityOps.App.Features.Accounts;
using NpgsqlTypes;

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
        await using (var counts = database.Command("summary"))
        {
            counts.Parameters.AddRange(Scope.Of(caller).Parameters());
            counts.Parameters.Add(new("only", NpgsqlDbType.Text) { Value = (object?)town ?? DBNull.Value });
            counts.Parameters.AddWithValue("now", now.ToUniversalTime());
            await using var rows = await counts.ExecuteReaderAsync(ct);
            while (await rows.ReadAsync(ct))
            {
                features[rows.GetString(0)][rows.GetString(1)] = rows.GetInt32(2);
            }
        }

        await using var extent = database.Command("extent");
        await using var city = await extent.ExecuteReaderAsync(ct);
        await city.ReadAsync(ct);
        double[]? bounds = await city.IsDBNullAsync(0, ct)
            ? null
            : [city.GetDouble(0), city.GetDouble(1), city.GetDouble(2), city.GetDouble(3)];
        return new(
            [
                .. MapLayer.All.Select(layer => new LayerSummary(
                    layer.Code,
                    layer.Name,
                    layer.NameEn,
                    features.GetValueOrDefault(layer.Code)
                )),
            ],
            city.GetInt32(4),
            bounds,
            city.GetBoolean(5)
        );
    }
}
