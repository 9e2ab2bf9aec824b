using System.Net.ServerSentEvents;
using System.Text.Json;

namespace CityOps.IntegrationTests.Events;

/// <summary>Follows /api/v1/events as a browser does; <see cref="NextAsync"/> waits for one event, 15 seconds at
/// most.</summary>
internal sealed class EventFollower : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly HttpClient _client;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventFollower(HttpClient client, IAsyncEnumerator<SseItem<string>> events) =>
        (_client, _events) = (client, events);

    /// <summary>Returns when the server has answered, so that nothing from then on is missed.</summary>
    public static async Task<EventFollower> StartAsync(HttpClient client, CancellationToken ct)
    {
        var answer = await client.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead, ct);
        answer.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var parser = SseParser.Create(await answer.Content.ReadAsStreamAsync(ct));
        return new(client, parser.EnumerateAsync(ct).GetAsyncEnumerator(ct));
    }

    public async Task<(string Name, JsonElement Data)> NextAsync(CancellationToken ct)
    {
        Assert.True(await _events.MoveNextAsync().AsTask().WaitAsync(Patience, ct), "The stream ended.");
        return (_events.Current.EventType, JsonDocument.Parse(_events.Current.Data).RootElement);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose(); // breaks the stream off, whoever waits for it
        return ValueTask.CompletedTask;
    }
}
