using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Geo;

/// <summary>The town that a position counts for.</summary>
/// <param name="Code">The town's code; on a border the lowest of those that cover it.</param>
/// <param name="Metres">How far outside the town the position is; 0 inside.</param>
public sealed record CityTown(string Code, double Metres)
{
    /// <summary>Up to here a position outside the city counts for the nearest town, flagged: borders are approximate
    /// and GPS drifts.</summary>
    public const double ToleranceMetres = 5_000;

    /// <summary>True when no town covers the position.</summary>
    public bool IsOutsideCity => Metres > 0;

    /// <summary>The town of a position; refused when it is more than 5 km outside every town.</summary>
    public static async Task<Result<CityTown>> FindAsync(CityOpsDb db, KnownPosition position, CancellationToken ct)
    {
        var town = await NearestAsync(db, position.Wgs84, ct);
        if (town is { Metres: <= ToleranceMetres })
        {
            return town;
        }

        var swapped = CoordSystems.ToWgs84(position.Raw.Swap(), position.CoordSystem)!.Value;
        var detail = town is null
            ? "No towns are set up."
            : $"The position is {town.Metres / 1000:F1} km outside the city.";
        return swapped.IsOnEarth && await NearestAsync(db, swapped, ct) is { Metres: <= ToleranceMetres }
            ? Problems.PositionOutsideCity.Refuse(
                detail + " lon and lat look swapped.",
                ("suggestion", position.Raw.Swap())
            )
            : Problems.PositionOutsideCity.Refuse(detail);
    }

    private static async Task<CityTown?> NearestAsync(CityOpsDb db, LonLat wgs84, CancellationToken ct)
    {
        var towns = await db
            .Database.SqlQueryRaw<CityTown>(
                Sql.Text("queries/geo/town_of_position"),
                Parameters.Of("lon", wgs84.Lon),
                Parameters.Of("lat", wgs84.Lat)
            )
            .ToListAsync(ct);
        return towns.SingleOrDefault();
    }
}
