using System.Text.Json;

namespace CityOps.App.Features.Events;

/// <summary>What a transaction leaves on channel cityops_events; only what is needed to read the rest.</summary>
/// <param name="Kind">case (sql/functions/case_event_notify.sql) or sensors (sql/queries/ingest/follow_sensors.sql).</param>
/// <param name="Event">The case event's id.</param>
/// <param name="Codes">The sensors that moved.</param>
internal sealed record Word(string? Kind, Guid? Event, IReadOnlyList<string>? Codes)
{
    /// <summary>Null for what isn't one: anyone who may log in to the database can write to a channel.</summary>
    public static Word? Parse(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize<Word>(payload, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
