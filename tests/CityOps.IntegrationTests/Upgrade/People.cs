using CityOps.Testing;

namespace CityOps.IntegrationTests.Upgrade;

/// <summary>The accounts of <see cref="TestCity"/> as clients, logged in anew when a token may have run out.</summary>
internal sealed class People(TestApp app, TimeProvider clock, CancellationToken ct) : IDisposable
{
    private static readonly TimeSpan TokenLasts = TimeSpan.FromMinutes(30);
    private readonly Dictionary<string, (HttpClient Client, DateTimeOffset At)> _clients = [];

    public async Task<HttpClient> AsAsync(string login)
    {
        var now = clock.GetUtcNow();
        if (_clients.TryGetValue(login, out var known))
        {
            if (now >= known.At && now - known.At < TokenLasts)
            {
                return known.Client;
            }

            known.Client.Dispose();
        }

        var client = await app.LogInAsync(login, ct);
        _clients[login] = (client, now);
        return client;
    }

    /// <summary>Calls, and expects success.</summary>
    public async Task<ApiAnswer> DoAsync(string login, HttpMethod method, string url, object? body = null)
    {
        var answer = await (await AsAsync(login)).SendAsync(method, url, body, ct);
        Assert.True(answer.Status is >= 200 and < 300, $"{login} {method} {url}: {answer.Status} {answer.Body}");
        return answer;
    }

    public Task<ApiAnswer> ReadAsync(string login, string url) => DoAsync(login, HttpMethod.Get, url);

    public Task<ApiAnswer> PostAsync(string login, string url, object? body = null) =>
        DoAsync(login, HttpMethod.Post, url, body ?? new { });

    public Task<ApiAnswer> PutAsync(string login, string url, object body) => DoAsync(login, HttpMethod.Put, url, body);

    public void Dispose()
    {
        foreach (var (client, _) in _clients.Values)
        {
            client.Dispose();
        }
    }
}
