using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;

namespace CityOps.App.Features.Reports;

/// <summary>
/// Something implausible about a report, with what was seen. It is shown to whoever judges the report; it drops
/// nothing.
/// </summary>
/// <param name="Flag">outside_city, mock_location, time_skew, far_from_facility; later, from other records:
/// foreign_patrol, far_from_track, impossible_speed, repeated_position, reused_photo, photo_elsewhere,
/// photo_damaged.</param>
/// <param name="Reason">An object whose members name their units.</param>
public sealed record FlagReason(string Flag, JsonElement Reason)
{
    /// <summary>What a report itself shows. What follows from other records is judged after the commit (<see
    /// cref="JudgeReports"/>).</summary>
    public static IEnumerable<FlagReason> Of(
        ReportContent content,
        DeviceTime time,
        CityTown town,
        DateTimeOffset? categoryLeftAt
    )
    {
        if (town.IsOutsideCity)
        {
            yield return Because("outside_city", new { metres = Math.Round(town.Metres) });
        }

        if (content.IsMock is true)
        {
            yield return Because("mock_location", new { saidBy = "device" });
        }

        if (time.SkewSeconds is { } seconds)
        {
            yield return Because(Flags.TimeSkew, new { seconds = Math.Round(seconds), said = time.DeviceReportedAt });
        }

        if (categoryLeftAt is { } left)
        {
            yield return Because(Flags.CategoryRetired, new { since = CityTime.Local(left) });
        }
    }

    /// <summary>A report's flags as it has them.</summary>
    public static IEnumerable<FlagReason> Known(Report report) =>
        report.Flags.Select(flag => new FlagReason(flag, report.FlagReasons.RootElement.GetProperty(flag)));

    /// <summary>A routine check from too far away.</summary>
    public static FlagReason Far(double metres, int most) =>
        Because(Flags.FarFromFacility, new { metres = Math.Round(metres), most });

    private static FlagReason Because<T>(string flag, T reason) => new(flag, JsonSerializer.SerializeToElement(reason));
}
