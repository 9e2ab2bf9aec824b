using CityOps.App.Features.Organisations;
using CityOps.App.Geo;
using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Demo;

/// <summary>Places in the demo city's towns: more in the middle than at the edge, always inside the town's own
/// cell.</summary>
internal sealed class DemoPlaces(IReadOnlyList<Town> towns, Random random)
{
    /// <summary>About 1.3 km.</summary>
    private const double SpreadDegrees = 0.012;

    /// <summary>The five towns of the old city come first and are visited most.</summary>
    private const int Central = 5;

    public IReadOnlyList<Town> Towns => towns;

    public Town AnyTown() => towns[random.Next(3) == 0 ? random.Next(Central) : random.Next(towns.Count)];

    /// <summary>WGS84, to six decimals.</summary>
    public LonLat Within(Town town)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var place = new LonLat(
                Math.Round(town.Centre.X + SpreadDegrees * Gauss(), 6),
                Math.Round(town.Centre.Y + SpreadDegrees * Gauss(), 6)
            );
            if (SimplePointInAreaLocator.Locate(new(place.Lon, place.Lat), town.Boundary) == Location.Interior)
            {
                return place;
            }
        }

        return LonLat.Of(town.Centre);
    }

    /// <summary>A place as one of three kinds of phone sends it.</summary>
    public KnownPosition Sent(Town town)
    {
        var system = random.Next(10) switch
        {
            < 5 => CoordSystems.Wgs84,
            < 9 => CoordSystems.Gcj02,
            _ => CoordSystems.Bd09,
        };
        var raw = CoordSystems.FromWgs84(Within(town), system)!.Value;
        return new SentPosition(Math.Round(raw.Lon, 6), Math.Round(raw.Lat, 6), system, 3 + random.Next(20))
            .Check()
            .Value;
    }

    private double Gauss() =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
