using System.Net;
using System.Security.Cryptography;
using CityOps.Testing;
using Microsoft.Extensions.Configuration;

namespace CityOps.IntegrationTests.Accounts;

/// <summary>Attacks by many long calls at once: one account and one address take no more than their places.</summary>
public sealed class TurnTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() =>
        _app = await TestApp.StartAsync(Ct, builder =>
            builder.Configuration.AddInMemoryCollection([
                new("Turns:StreamsPerAccount", "3"),
                new("Turns:StreamsPerAddress", "5"),
                new("Turns:UploadsPerAccount", "2"),
                new("Turns:ExportsPerAccount", "1"),
                new("Toilets:LooksPerAddressAndMinute", "10"),
            ])
        );

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task The_streams_of_one_account_cut_nobody_off()
    {
        using var attacker = await _app.LogInAsync("officer", Ct);
        var open = new List<HttpResponseMessage>();
        var refused = 0;
        for (var i = 0; i < 30; i++)
        {
            var answer = await FollowAsync(attacker, "10.1.1.1");
            refused += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
            Assert.Equal(answer.StatusCode == HttpStatusCode.TooManyRequests, answer.Headers.RetryAfter is not null);
            open.Add(answer);
        }

        Assert.Equal(27, refused);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var neighbour = await FollowAsync(supervisor, "10.1.1.1");
        Assert.Equal(HttpStatusCode.OK, neighbour.StatusCode);

        open.ForEach(one => one.Dispose());
        await Ingest.Stored.UntilAsync(
            async () =>
            {
                using var again = await FollowAsync(attacker, "10.1.1.1");
                return again.StatusCode == HttpStatusCode.OK;
            },
            "places are given back",
            Ct
        );
    }

    [Fact]
    public async Task An_address_has_its_places_whatever_the_accounts_and_of_version_six_its_network_is_one()
    {
        var open = new List<HttpResponseMessage>();
        foreach (var login in new[] { "officer", "dispatcher", "handler" })
        {
            using var account = await _app.LogInAsync(login, Ct);
            for (var i = 0; i < 3; i++)
            {
                open.Add(await FollowAsync(account, $"2001:db8:5:5::{open.Count + 1:x}"));
            }
        }

        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var elsewhere = await FollowAsync(supervisor, "2001:db8:5:6::1");

        Assert.Equal((5, 4), (open.Count(one => one.IsSuccessStatusCode), open.Count(one => !one.IsSuccessStatusCode)));
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
        open.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task Uploads_of_one_account_take_no_more_than_their_places()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var stop = new CancellationTokenSource();
        var third = await AnnounceAsync(officer); // announced before the places are taken: to announce takes one
        var held = new List<Task>();
        for (var i = 0; i < 2; i++)
        {
            var upload = await AnnounceAsync(officer);
            held.Add(SendAsync(officer, upload, new Trickle(stop.Token)));
            await Ingest.Stored.UntilAsync(
                async () =>
                {
                    using var head = await TusUpload.HeadAsync(officer, upload, Ct);
                    return head.Offset() > 0;
                },
                "the upload is under way",
                Ct
            );
        }

        using var patched = await TusUpload.PatchAsync(officer, third, 0, new byte[10], Ct);
        using var announced = await TusUpload.CreateAsync(officer, Length, Sha256(), Ct);
        using var others = await TusUpload.PatchAsync(supervisor, await AnnounceAsync(supervisor), 0, new byte[10], Ct);

        Assert.Equal((429, "too_many_requests"), (patched.Status, patched.Code));
        Assert.Equal((429, "5"), (announced.Status, announced.Response.Headers.RetryAfter?.ToString()));
        Assert.Equal(204, others.Status);

        await stop.CancelAsync();
        await Task.WhenAll(held.Select(one => one.ContinueWith(_ => { }, TaskScheduler.Default)));
        await Ingest.Stored.UntilAsync(
            async () =>
            {
                using var again = await TusUpload.PatchAsync(officer, third, 0, new byte[10], Ct);
                return again.Status == 204;
            },
            "places are given back",
            Ct
        );
    }

    [Fact]
    public async Task Anonymous_looks_from_one_network_of_version_six_are_counted_together()
    {
        var statuses = new List<int>();
        for (var i = 1; i <= 15; i++)
        {
            using var visitor = _app.Client();
            visitor.DefaultRequestHeaders.Add("X-Forwarded-For", $"2001:db8:9:9::{i:x}");
            using var answer = await visitor.GetAsync($"/api/v1/feedback/{Guid.NewGuid()}", Ct);
            statuses.Add((int)answer.StatusCode);
        }

        using var elsewhere = _app.Client();
        elsewhere.DefaultRequestHeaders.Add("X-Forwarded-For", "2001:db8:9:a::1");
        using var another = await elsewhere.GetAsync($"/api/v1/feedback/{Guid.NewGuid()}", Ct);

        Assert.Equal((10, 5), (statuses.Count(s => s != 429), statuses.Count(s => s == 429)));
        Assert.NotEqual(429, (int)another.StatusCode);
    }

    private const long Length = 1_000_000;

    private static string Sha256() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static async Task<Uri> AnnounceAsync(HttpClient client)
    {
        using var created = await TusUpload.CreateAsync(client, Length, Sha256(), Ct);
        Assert.Equal(201, created.Status);
        return created.Response.Headers.Location!;
    }

    private static async Task SendAsync(HttpClient client, Uri upload, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, upload) { Content = content };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Offset", "0");
        request.Content.Headers.ContentType = new("application/offset+octet-stream");
        using var answer = await client.SendAsync(request, Ct);
    }

    /// <summary>A slow line: fast enough for the server to wait, and without an end.</summary>
    private sealed class Trickle(CancellationToken stop) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            while (true)
            {
                await stream.WriteAsync(new byte[400], stop);
                await stream.FlushAsync(stop);
                await Task.Delay(200, stop);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Length;
            return true;
        }
    }

    private static Task<HttpResponseMessage> FollowAsync(HttpClient client, string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
        request.Headers.Add("X-Forwarded-For", address);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
    }
}
