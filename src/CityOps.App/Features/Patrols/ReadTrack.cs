using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;

namespace CityOps.App.Features.Patrols;

/// <summary>A position of a track as it arrived.</summary>
/// <param name="Lon">Degrees, WGS84.</param>
/// <param name="Lat">Degrees, WGS84.</param>
/// <param name="IsMock">The device says that an app made it up.</param>
/// <param name="Doubt">Why it is kept and not counted: nowhere (0/0), inaccurate (worse than 100 m), out_of_time (far
/// from the patrol's time), jump (no way there and back is that fast); null when it counts.</param>
public sealed record TrackItem(
    DateTimeOffset ObservedAt,
    double Lon,
    double Lat,
    float? AccuracyMetres,
    bool IsMock,
    string? Doubt
);

/// <summary>All positions of a patrol in the order of their times, those that are not counted too.</summary>
internal static class ReadTrack
{
    public static async Task<IResult> RunAsync(Guid id, Caller caller, CityOpsDb db, CancellationToken ct)
    {
        var (patrol, refusal) = await ReadPatrol.FindAsync(db, id, caller, ct);
        if (patrol is null)
        {
            return refusal!.Answer();
        }

        var track = await ReadPatrol.TrackAsync(db, patrol, ct);
        return TypedResults.Ok(
            new Page<TrackItem>(
                [
                    .. track.Fixes.Select(judged => new TrackItem(
                        CityTime.Local(judged.Fix.At),
                        judged.Fix.Wgs84.Lon,
                        judged.Fix.Wgs84.Lat,
                        judged.Fix.AccuracyMetres,
                        judged.Fix.IsMock,
                        judged.Why
                    )),
                ],
                null
            )
        );
    }
}
