using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Ponding;

/// <summary>A storm as a film: one picture every <paramref name="StepSeconds"/>, the first at <paramref
/// name="From"/>.</summary>
/// <param name="Pictures">How many.</param>
/// <param name="Sections">All of the caller's sections, by code.</param>
public sealed record StormReplay(
    DateTimeOffset From,
    DateTimeOffset To,
    int StepSeconds,
    int Pictures,
    IReadOnlyList<SectionReplay> Sections
);

/// <param name="Line">GeoJSON LineString or Polygon, WGS84.</param>
/// <param name="Water">Only the frames in which something changed; all else stays.</param>
public sealed record SectionReplay(
    string Section,
    string Name,
    string? Town,
    [property: GeoJson] JsonElement Line,
    double Lon,
    double Lat,
    IReadOnlyList<PicturedWater> Water
);

/// <summary>A section's water from a picture on.</summary>
/// <param name="Picture">0 is the first.</param>
/// <param name="DepthMm">The highest since the picture before, of all its sensors; null after an hour without a
/// reading.</param>
/// <param name="Level">none, blue, yellow, orange or red, by the thresholds of then; silent without a depth.</param>
public sealed record PicturedWater(int Picture, int? DepthMm, string Level, bool AtPowerRisk);

/// <summary>The data for replaying a storm on the map, of the caller's town or of all.</summary>
internal static class ReadReplay
{
    public const int MaxPictures = 1000;

    /// <summary>Pictures times sections: a province's replay has fewer pictures.</summary>
    private const int MaxCells = 200_000;

    /// <summary>So many pictures are a smooth film of a storm; taken where no step is asked for.</summary>
    private const int UsualPictures = 240;

    private const int MinuteSeconds = 60;
    private const string Silent = "silent";

    internal sealed record SectionRow(
        string Section,
        string Name,
        string? Town,
        string Line,
        double Lon,
        double Lat,
        string Rules
    );

    internal sealed record WaterRow(
        string Section,
        int SensorId,
        DateTimeOffset? LeavesAt,
        int Picture,
        int HighestMm,
        int LastMm,
        DateTimeOffset LastAt
    );

    private sealed record RuleRow(
        DateTimeOffset ValidFrom,
        int BlueMm,
        int YellowMm,
        int OrangeMm,
        int RedMm,
        int PowerRiskMm
    );

    /// <param name="step">Seconds between pictures; by default a whole number of minutes for some 240 of them.</param>
    public static async Task<IResult> RunAsync(
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        CityInstant from,
        CityInstant to,
        CancellationToken ct,
        int? step = null
    )
    {
        var (since, until) = (from.At, to.At);
        if (since >= until)
        {
            return Problems.PeriodReversed.With($"from {since:O} is not before to {until:O}.");
        }

        if (since > time.GetUtcNow())
        {
            return Problems.PeriodInFuture.With($"from {since:O} has not come yet.");
        }

        var seconds = step ?? UsualStep(until - since);
        if (seconds < 1)
        {
            return Problems.FieldInvalid.With("step is a number of seconds from 1.", ("field", "step"));
        }

        var pictures = (until - since).TotalSeconds / seconds + 1;
        var sections =
            pictures > MaxPictures
                ? []
                : await db
                    .Database.SqlQueryRaw<SectionRow>(
                        Sql.Text("queries/ponding/replay_sections"),
                        Parameters.Of("town", caller.VisibleTown)
                    )
                    .ToListAsync(ct);
        if (pictures > MaxPictures || (long)pictures * sections.Count > MaxCells)
        {
            return Problems.ReplayTooLong.With(
                $"At most {MaxPictures} pictures, and {MaxCells} pictures times sections, are sent at once."
            );
        }

        var water = await db
            .Database.SqlQueryRaw<WaterRow>(
                Sql.Text("queries/ponding/replay"),
                Parameters.Of("from", since),
                Parameters.Of("to", until),
                Parameters.Of("step", seconds),
                Parameters.Of("town", caller.VisibleTown)
            )
            .ToListAsync(ct);
        var film = new Film(since, TimeSpan.FromSeconds(seconds), (int)pictures);
        var said = water.ToLookup(row => row.Section);
        return TypedResults.Ok(
            new StormReplay(
                CityTime.Local(since),
                CityTime.Local(until),
                seconds,
                film.Pictures,
                sections.ConvertAll(row => new SectionReplay(
                    row.Section,
                    row.Name,
                    row.Town,
                    JsonSerializer.Deserialize<JsonElement>(row.Line),
                    row.Lon,
                    row.Lat,
                    film.Changes(said[row.Section], Rules(row.Rules))
                ))
            )
        );
    }

    private static int UsualStep(TimeSpan period) =>
        MinuteSeconds * (int)Math.Min(int.MaxValue / MinuteSeconds, Math.Ceiling(period.TotalMinutes / UsualPictures));

    private static RuleTimeline Rules(string json) =>
        new(
            JsonSerializer
                .Deserialize<List<RuleRow>>(json, JsonSerializerOptions.Web)!
                .Select(rule =>
                    PondingRule.Default with
                    {
                        ValidFrom = rule.ValidFrom,
                        BlueMm = rule.BlueMm,
                        YellowMm = rule.YellowMm,
                        OrangeMm = rule.OrangeMm,
                        RedMm = rule.RedMm,
                        PowerRiskMm = rule.PowerRiskMm,
                    }
                )
        );

    private sealed record Film(DateTimeOffset From, TimeSpan Step, int Pictures)
    {
        public List<PicturedWater> Changes(IEnumerable<WaterRow> said, RuleTimeline rules)
        {
            var depths = new int?[Pictures];
            foreach (var sensor in said.GroupBy(row => (row.SensorId, row.LeavesAt)))
            {
                Raise(depths, [.. sensor]);
            }

            var changes = new List<PicturedWater>();
            for (var picture = 0; picture < Pictures; picture++)
            {
                var next = Water(picture, depths[picture], rules.At(At(picture)));
                if (changes is not [.., var last] || last with { Picture = picture } != next)
                {
                    changes.Add(next);
                }
            }

            return changes;
        }

        /// <summary>Raises the section's depths to a sensor's. Between its readings the last one holds, as it does for
        /// events.</summary>
        private void Raise(int?[] depths, WaterRow[] rows)
        {
            for (var i = 0; i < rows.Length && rows[i].Picture < Pictures; i++)
            {
                // Of what was measured before the replay began only the last reading is known.
                depths[rows[i].Picture] = Higher(
                    depths[rows[i].Picture],
                    rows[i].Picture == 0 ? rows[i].LastMm : rows[i].HighestMm
                );
                var until = i + 1 < rows.Length ? rows[i + 1].Picture : Pictures;
                for (
                    var later = rows[i].Picture + 1;
                    later < until && Holds(rows[i], At(later)) && later < Pictures;
                    later++
                )
                {
                    depths[later] = Higher(depths[later], rows[i].LastMm);
                }
            }
        }

        private static bool Holds(WaterRow row, DateTimeOffset at) =>
            at <= row.LastAt + PondingLimits.HoldAtMost && (row.LeavesAt is not { } leaves || at < leaves);

        private static int Higher(int? depth, int other) => Math.Max(depth ?? 0, other);

        private static PicturedWater Water(int picture, int? depthMm, PondingRule rule) =>
            depthMm is { } depth
                ? new(picture, depth, rule.Colour(depth).Code(), depth >= rule.PowerRiskMm)
                : new(picture, null, Silent, false);

        private DateTimeOffset At(int picture) => From + picture * Step;
    }
}
