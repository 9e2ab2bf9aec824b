using CityOps.App.Features.Accounts;
using NpgsqlTypes;

namespace CityOps.App.Features.Maps;

/// <summary>How many features the caller may see, by layer and kind.</summary>
/// <param name="Cases">By stage: register, dispatch, handle, check, closed, other.</param>
/// <param name="Sensors">By level: silent, none, blue, yellow, orange, red.</param>
/// <param name="Facilities">By type.</param>
/// <param name="Bounds">West, south, east, north of the city in degrees; null without towns.</param>
/// <param name="BoundariesAreApproximate">True while a town's boundary is one that the product drew itself.</param>
public sealed record MapSummary(
    IReadOnlyDictionary<string, int> Cases,
    IReadOnlyDictionary<string, int> Sensors,
    IReadOnlyDictionary<string, int> Facilities,
    int Towns,
    IReadOnlyList<double>? Bounds,
    bool BoundariesAreApproximate
);

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
        var features = new Dictionary<string, Dictionary<string, int>>
        {
            ["cases"] = [],
            ["sensors"] = [],
            ["facilities"] = [],
        };
        await using (var counts = database.Command("summary"))
        {
            counts.Parameters.AddCuts(caller);
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
            features["cases"],
            features["sensors"],
            features["facilities"],
            city.GetInt32(4),
            bounds,
            city.GetBoolean(5)
        );
    }
}
