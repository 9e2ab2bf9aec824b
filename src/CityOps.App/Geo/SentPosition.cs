using CityOps.App.Http;

namespace CityOps.App.Geo;

/// <summary>A position as a device sends it.</summary>
/// <param name="Lon">Degrees.</param>
/// <param name="Lat">Degrees.</param>
/// <param name="CoordSystem">One of <see cref="CoordSystems"/>.</param>
/// <param name="AccuracyMetres">The device's own estimate.</param>
/// <param name="FixedAt">When the position was fixed, by the device.</param>
/// <param name="IsMock">True when the device says that an app made the position up.</param>
public sealed record SentPosition(
    double? Lon,
    double? Lat,
    string? CoordSystem,
    double? AccuracyMetres,
    DateTimeOffset? FixedAt = null,
    bool? IsMock = null
)
{
    /// <summary>Half the Earth's girth is 20,000 km: nothing is known less.</summary>
    private const double WorstAccuracyMetres = 20_000_000;

    /// <summary>The position in WGS84, or what cannot be right about it.</summary>
    public Result<KnownPosition> Check()
    {
        if (Lon is not { } lon || Lat is not { } lat)
        {
            return Problems.FieldMissing.Refuse("position needs lon and lat.", ("field", "position"));
        }

        if (CoordSystem is null || !CoordSystems.All.Contains(CoordSystem))
        {
            return Problems.CoordSystemUnknown.Refuse(
                $"position.coordSystem must be one of {string.Join(", ", CoordSystems.All)}.",
                ("allowed", CoordSystems.All)
            );
        }

        var raw = new LonLat(lon, lat);
        if (!raw.IsOnEarth)
        {
            return raw.Swap().IsOnEarth
                ? Problems.PositionInvalid.Refuse(
                    "There is no such latitude; lon and lat look swapped.",
                    ("suggestion", raw.Swap())
                )
                : Problems.PositionInvalid.Refuse("There is no such place on Earth.");
        }

        return AccuracyMetres is { } metres && !(metres is >= 0 and <= WorstAccuracyMetres)
            ? Problems.FieldInvalid.Refuse(
                $"position.accuracyMetres must be 0 to {WorstAccuracyMetres}.",
                ("field", "position.accuracyMetres")
            )
            : new KnownPosition(
                raw,
                CoordSystem,
                (float?)AccuracyMetres,
                CoordSystems.ToWgs84(raw, CoordSystem)!.Value
            );
    }
}

/// <summary>A position as sent and as normalised.</summary>
/// <param name="Raw">In <paramref name="CoordSystem"/>.</param>
/// <param name="CoordSystem">One of <see cref="CoordSystems"/>.</param>
/// <param name="AccuracyMetres">The device's own estimate; null when it gave none.</param>
/// <param name="Wgs84">What is stored as geometry.</param>
public sealed record KnownPosition(LonLat Raw, string CoordSystem, float? AccuracyMetres, LonLat Wgs84);
