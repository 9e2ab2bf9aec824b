using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using CityOps.App.Features.Ponding.Detection;

namespace CityOps.App.Features.Ponding;

/// <summary>What a transaction publishes of an event, on channel cityops_events.</summary>
/// <param name="What">alert (a level is reached), changed (the level moved), closed, or withdrawn (there was no
/// event).</param>
/// <param name="Alert">The level that is reached, of an alert.</param>
/// <param name="Level">The colour now.</param>
/// <param name="DepthMm">The water now.</param>
/// <param name="Held">Levels that stand although the water is below their line; left out when there is none.</param>
internal sealed record PondingNews(
    string What,
    Guid Event,
    string Section,
    string Name,
    string? Town,
    double Lon,
    double Lat,
    string? Alert,
    string Level,
    bool AtPowerRisk,
    int? DepthMm,
    int? PeakMm,
    DateTimeOffset? ObservedAt,
    DateTimeOffset At,
    IReadOnlyList<HeldLevel>? Held
)
{
    private static readonly JsonSerializerOptions Writing = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    // Part of the message, so it stands on the record and not beside it.
#pragma warning disable CA1822
    public string Kind => "ponding";
#pragma warning restore CA1822

    public string Json() => JsonSerializer.Serialize(this, Writing);

    /// <summary>What to publish of an event: every level that is announced, else a visible change.</summary>
    public static IEnumerable<PondingNews> Of(
        SectionFacts section,
        EventChange change,
        KnownEvent? known,
        DateTimeOffset now
    )
    {
        var told = change.Event;
        var announced = change.Alerts.Where(alert => alert.Announce).ToList();
        foreach (var alert in announced)
        {
            yield return One("alert", alert.Level.Code());
        }

        var closedNow = !told.IsOpen && known is { Stored.ClosedAt: null };
        var moved =
            told.IsOpen
            && (
                known is null
                || known.Stored.ClosedAt is not null
                || known.Level != told.Level
                || known.AtPowerRisk != told.AtPowerRisk
            );
        if (closedNow)
        {
            yield return One("closed", null);
        }
        else if (moved && announced.Count == 0)
        {
            yield return One("changed", null);
        }

        PondingNews One(string what, string? alert) =>
            new(
                what,
                change.Id,
                section.Code,
                section.Name,
                section.TownCode,
                section.Lon,
                section.Lat,
                alert,
                told.Level.Code(),
                told.AtPowerRisk,
                told.Last.DepthMm,
                told.Peak.DepthMm,
                told.Last.At,
                now,
                section.Rules.At(told.Last.At).Held(told.Level, told.AtPowerRisk, told.Last.DepthMm)
                    is { Count: > 0 } held
                    ? held
                    : null
            );
    }

    public static PondingNews Withdrawn(SectionFacts section, Guid id, DateTimeOffset now) =>
        new(
            "withdrawn",
            id,
            section.Code,
            section.Name,
            section.TownCode,
            section.Lon,
            section.Lat,
            null,
            "none",
            false,
            null,
            null,
            null,
            now,
            null
        );
}
