using System.Globalization;
using CityOps.App.Http;

namespace CityOps.App.Features.Maps;

/// <summary>Which tile: a layer, and a place in the web mercator pyramid counted from the north-west (XYZ).</summary>
/// <param name="Z">0 to 22.</param>
/// <param name="X">0 to 2^Z - 1, eastwards.</param>
/// <param name="Y">0 to 2^Z - 1, southwards.</param>
public sealed record TileAddress(MapLayer Layer, int Z, int X, int Y)
{
    private const int MaxZoom = 22;

    public static Result<TileAddress> Parse(string layer, string z, string x, string y)
    {
        if (MapLayer.Find(layer) is not { } known)
        {
            var layers = MapLayer.All.Select(known => known.Code).ToList();
            return Problems.TileLayerUnknown.Refuse(
                $"The layers are {string.Join(", ", layers)}.",
                ("allowed", layers)
            );
        }

        return
            TryParse(z, MaxZoom, out var zoom)
            && TryParse(x, (1 << zoom) - 1, out var column)
            && TryParse(y, (1 << zoom) - 1, out var row)
            ? new TileAddress(known, zoom, column, row)
            : Problems.TileAddressInvalid.Refuse($"z is 0 to {MaxZoom}, x and y are 0 to 2^z - 1.");
    }

    private static bool TryParse(string text, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= max;
}
