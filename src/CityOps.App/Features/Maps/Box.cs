using CityOps.App.Http;

namespace CityOps.App.Features.Maps;

/// <summary>A box of the map, degrees WGS84.</summary>
public sealed record Box(double West, double South, double East, double North)
{
    public static Result<Box> Check(double west, double south, double east, double north) =>
        west is >= -180 and <= 180
        && east is >= -180 and <= 180
        && south is >= -90 and <= 90
        && north is >= -90 and <= 90
        && west <= east
        && south <= north
            ? new Box(west, south, east, north)
            : Problems.BoxInvalid.Refuse(
                "west and east are degrees from -180 to 180, south and north from -90 to 90, and the box is not turned round."
            );
}
