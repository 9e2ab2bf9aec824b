using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CityOps.App.Features.Accounts;

namespace CityOps.App.Features.Events;

/// <summary>One event, ready to be sent.</summary>
/// <param name="Name">The event's name in the stream: case, sensors, ponding, notice or reload.</param>
/// <param name="Json">Its data.</param>
/// <param name="IsFor">Whether those of a scope may see it.</param>
public sealed record CityEvent(string Name, string Json, Predicate<Scope> IsFor)
{
    private static readonly JsonSerializerOptions Writing = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>Sent when events may have been missed: the client must reload what it shows.</summary>
    public static CityEvent Reload { get; } = new("reload", "{}", _ => true);

    /// <param name="data">Sent as JSON, which has no line breaks: one line of the stream.</param>
    /// <inheritdoc cref="CityEvent(string, string, Predicate{Scope})"/>
    public static CityEvent Of<T>(string name, T data, Predicate<Scope> isFor) =>
        new(name, JsonSerializer.Serialize(data, Writing), isFor);

    /// <summary>Sensors and water are seen by town, whatever the organisation.</summary>
    /// <param name="town">Where it happened; null: in none, which only those see who see every town.</param>
    public static Predicate<Scope> InTown(string? town) => scope => scope.Town is null || scope.Town == town;
}
