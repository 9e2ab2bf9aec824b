using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CityOps.IntegrationTests.Channels;

/// <summary>The robots of group chats and a gateway of SMS, as an HTTP server that answers as these do.</summary>
internal sealed class OtherSide : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _arrived = new(0);

    private OtherSide(WebApplication app) => _app = app;

    public sealed record Request(DateTimeOffset At, string Path, IQueryCollection Query, string? Key, string Body)
    {
        public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

        /// <summary>What a robot was told.</summary>
        public string Text =>
            Json.TryGetProperty("text", out var text)
                ? text.GetProperty("content").GetString()!
                : Json.GetProperty("content").GetProperty("text").GetString()!;
    }

    public ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>Status and body of the answer.</summary>
    public Func<Request, Task<(int Status, string Body)>> Answer { get; set; } =
        _ => Task.FromResult((200, """{"errcode":0,"errmsg":"ok"}"""));

    public Uri Url =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<OtherSide> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var other = new OtherSide(app);
        app.MapFallback(
            async (HttpRequest http) =>
            {
                using var reader = new StreamReader(http.Body);
                var request = new Request(
                    DateTimeOffset.UtcNow,
                    http.Path.ToString(),
                    http.Query,
                    http.Headers["X-Key"].SingleOrDefault(),
                    await reader.ReadToEndAsync(http.HttpContext.RequestAborted)
                );
                other.Requests.Enqueue(request);
                other._arrived.Release();
                var (status, body) = await other.Answer(request);
                return Results.Text(body, "application/json", statusCode: status);
            }
        );
        await app.StartAsync(ct);
        return other;
    }

    /// <summary>Waits until so many more have come.</summary>
    public async Task ArriveAsync(int count, CancellationToken ct)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(30), ct), $"only {i} of {count} requests came");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrived.Dispose();
    }
}
