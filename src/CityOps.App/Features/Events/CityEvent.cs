using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CityOps.App.Features.Accounts;

namespace CityOps.App.Features.Events;

/// <summary>One event, ready to be sent.</summary>
/// <param name="Name">The event's name in the stream: case, sensors, ponding or reload.</param>
/// <param name="Json">Its data.</param>
/// <param name="Organisations">Whose it is; null when it is every organisation's.</param>
/// <param name="Town">The town that it happened in; null when that doesn't matter.</param>
public sealed record CityEvent(string Name, string Json, IReadOnlyList<string>? Organisations, string? Town)
{
    private static readonly JsonSerializerOptions Writing = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>Sent when events may have been missed: what is on the screen has to be read anew.</summary>
    public static CityEvent Reload { get; } = new("reload", "{}", null, null);

    /// <param name="data">What is told; in JSON it has no line breaks, so it is one line of the stream.</param>
    /// <inheritdoc cref="CityEvent(string, string, IReadOnlyList{string}?, string?)"/>
    public static CityEvent Of<T>(string name, T data, IReadOnlyList<string>? organisations, string? town) =>
        new(name, JsonSerializer.Serialize(data, Writing), organisations, town);

    public bool IsFor(Caller caller) =>
        (
            Organisations is null
            || caller.VisibleOrganisation is null
            || Organisations.Contains(caller.VisibleOrganisation)
        ) && (Town is null || caller.VisibleTown is null || caller.VisibleTown == Town);
}
