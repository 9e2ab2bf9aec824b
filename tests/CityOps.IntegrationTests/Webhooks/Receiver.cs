using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CityOps.IntegrationTests.Webhooks;

/// <summary>Another system: an HTTP server of its own that keeps what it is sent and answers as the test
/// says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _arrived = new(0);

    private Receiver(WebApplication app) => _app = app;

    public sealed record Message(string Id, string Timestamp, string Signature, byte[] Body)
    {
        public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

        public string Type => Json.GetProperty("type").GetString()!;

        public string Case => Json.GetProperty("data").GetProperty("case").GetProperty("id").GetString()!;

        public int Seq => Json.GetProperty("data").GetProperty("step").GetProperty("seq").GetInt32();
    }

    /// <summary>Everything that came, refused or not, in its order.</summary>
    public ConcurrentQueue<Message> Messages { get; } = new();

    /// <summary>What it answers, by the number of the request from 1.</summary>
    public Func<int, Message, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(204);

    public Uri Url =>
        new(
            _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
                + "/hook"
        );

    public static async Task<Receiver> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new Receiver(app);
        var count = 0;
        app.MapPost("/hook", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            var message = new Message(
                request.Headers["webhook-id"].ToString(),
                request.Headers["webhook-timestamp"].ToString(),
                request.Headers["webhook-signature"].ToString(),
                body.ToArray()
            );
            receiver.Messages.Enqueue(message);
            receiver._arrived.Release();
            return Results.StatusCode(await receiver.Answer(Interlocked.Increment(ref count), message));
        });
        await app.StartAsync(ct);
        return receiver;
    }

    /// <summary>Waits until so many more have come.</summary>
    public async Task ArriveAsync(int count, CancellationToken ct)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(30), ct), $"only {i} of {count} messages came");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrived.Dispose();
    }
}
