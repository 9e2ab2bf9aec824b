using System.Text.Json;
using System.Text.Json.Serialization;

namespace CityOps.App.Features.Events;

/// <summary>A notification on channel cityops_events: only what is needed to read the rest.</summary>
/// <param name="Kind">
/// case (sql/functions/case_event_notify.sql), sensors (sql/queries/ingest/follow_sensors.sql), ponding
/// (Features/Ponding/PondingNews.cs) or notice (sql/functions/notices.sql).
/// </param>
/// <param name="Event">The case event's id.</param>
/// <param name="Codes">The sensors that moved.</param>
/// <param name="Town">Where the water is, or what a notice tells of.</param>
/// <param name="Organisation">Whose notice it is; null: of several.</param>
internal sealed record CityNotification(
    string? Kind,
    Guid? Event,
    IReadOnlyList<string>? Codes,
    string? Town = null,
    string? Organisation = null
)
{
    /// <summary>The raw payload; ponding notifications carry all their data.</summary>
    [JsonIgnore]
    public string Payload { get; private init; } = "";

    /// <summary>Null for what isn't one: anyone who may log in to the database can write to a channel.</summary>
    public static CityNotification? Parse(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize<CityNotification>(payload, JsonSerializerOptions.Web) is { } notification
                ? notification with
                {
                    Payload = payload,
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
