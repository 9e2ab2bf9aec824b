using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using CityOps.App.Features.Webhooks;
using CityOps.App.Hosting;
using CityOps.IntegrationTests.Maps;
using CityOps.IntegrationTests.Ponding;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Webhooks;

/// <summary>Another system on a real socket is told of what happens to cases.</summary>
public sealed class WebhookTests : IAsyncLifetime
{
    private static readonly string[] AllOfCases = ["case.*"];
    private static readonly string[] ReportsOnly = ["case.report"];
    private static readonly string[] AllOfPonding = ["ponding.*"];
    private static readonly string[] Unheard = ["case.*", "case.dispach"];

    private TestApp _app = null!;
    private Receiver _receiver = null!;
    private HttpClient _admin = null!;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _receiver = await Receiver.StartAsync(Ct);
        _app = await TestApp.StartAsync(
            Ct,
            builder =>
                builder.Services.Configure<WebhookOptions>(options =>
                {
                    options.AllowHttp = true;
                    options.AllowedNetworks = ["127.0.0.0/8"];
                    options.Interval = TimeSpan.FromMilliseconds(50);
                    options.FirstPause = TimeSpan.FromMilliseconds(100);
                    options.Timeout = Timeout;
                    options.PhotoTimeout = TimeSpan.FromSeconds(3);
                }),
            ServeOptions.OnFreePorts
        );
        _admin = await _app.LogInAsync("admin", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Every_step_is_told_signed_in_its_order_and_only_to_whom_it_concerns()
    {
        var secret = await SubscribeAsync(
            new
            {
                name = "事件中台",
                url = _receiver.Url,
                types = AllOfCases,
                town = TestCity.WestTown,
            }
        );
        var (west, east) = (await OpenAsync(113.35), await OpenAsync(113.45));

        foreach (var (id, action) in new[] { (west, "file"), (east, "file"), (west, "dispatch"), (west, "accept") })
        {
            await TakeAsync(id, action, action == "dispatch" ? "parks" : null);
        }

        await _receiver.ArriveAsync(4, Ct);
        var messages = _receiver.Messages.ToArray();
        Assert.Equal(["case.report", "case.file", "case.dispatch", "case.accept"], messages.Select(m => m.Type));
        Assert.All(messages, m => Assert.Equal(west.ToString(), m.Case));
        foreach (var message in messages)
        {
            // As a receiver would check it, by the specification alone.
            using var hmac = new HMACSHA256(Convert.FromBase64String(secret["whsec_".Length..]));
            var expected = Convert.ToBase64String(
                hmac.ComputeHash([.. Encoding.UTF8.GetBytes($"{message.Id}.{message.Timestamp}."), .. message.Body])
            );
            Assert.Equal($"v1,{expected}", message.Signature);
            Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(message.Timestamp, null), 0, 60);
        }

        var dispatched = messages[2].Json.GetProperty("data");
        Assert.Equal(
            ("pending_handle", "parks", "暴露垃圾", true),
            (
                dispatched.GetProperty("case").GetProperty("status").GetString(),
                dispatched.GetProperty("case").GetProperty("organisation").GetString(), // what the step left
                dispatched.GetProperty("case").GetProperty("categoryName").GetString(),
                dispatched.GetProperty("photosComplete").GetBoolean()
            )
        );
    }

    [Fact]
    public async Task What_fails_is_tried_again_and_what_follows_in_the_case_waits_for_it()
    {
        _receiver.Answer = (number, _) => Task.FromResult(number <= 3 ? 503 : 200);
        await SubscribeAsync(new { name = "x", url = _receiver.Url });
        var id = await OpenAsync(113.35);
        await TakeAsync(id, "file");

        await _receiver.ArriveAsync(5, Ct);

        var messages = _receiver.Messages.ToArray();
        Assert.Equal([1, 1, 1, 1, 2], messages.Select(m => m.Seq));
        Assert.Single(messages.Take(4).Select(m => m.Id).Distinct()); // by which the receiver knows a repeat
        var log = await DeliveriesAsync(2);
        Assert.Equal(
            [("delivered", 1), ("delivered", 4)],
            log.Select(d => (d.GetProperty("state").GetString()!, d.GetProperty("attempts").GetInt32()))
        );
    }

    [Fact]
    public async Task A_message_that_its_target_refuses_holds_up_its_own_case_only()
    {
        var refused = await OpenAsync(113.35);
        _receiver.Answer = (_, message) => Task.FromResult(message.Case == refused.ToString() ? 400 : 200);
        await SubscribeAsync(new { name = "x", url = _receiver.Url });

        await TakeAsync(refused, "file");
        await TakeAsync(refused, "dispatch");
        var others = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            others.Add(await OpenAsync(113.35));
        }

        while (others.Exists(other => !_receiver.Messages.Any(m => m.Case == other.ToString())))
        {
            await _receiver.ArriveAsync(1, Ct);
        }

        Assert.All(_receiver.Messages.Where(m => m.Case == refused.ToString()), m => Assert.Equal(2, m.Seq));
    }

    [Fact]
    public async Task A_dead_target_slows_neither_cases_nor_other_targets()
    {
        _receiver.Answer = async (_, message) =>
        {
            // longer than it may take
            await Task.Delay(TimeSpan.FromSeconds(20), Ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 200;
        };
        await using var healthy = await Receiver.StartAsync(Ct);
        await SubscribeAsync(new { name = "dead", url = _receiver.Url });
        await SubscribeAsync(new { name = "closed", url = $"http://127.0.0.1:{FreePort.Next()}/" });
        await SubscribeAsync(new { name = "healthy", url = healthy.Url });

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 10; i++)
        {
            await TakeAsync(await OpenAsync(113.35), "file");
        }

        await healthy.ArriveAsync(20, Ct);

        // So many at once, and the next ones only when the time for these is over.
        var most = WebhookSender.MaxEach * (1 + (int)(watch.Elapsed / Timeout));
        Assert.InRange(_receiver.Messages.Count, 1, most);
    }

    [Fact]
    public async Task A_report_is_told_when_its_photos_have_come_or_when_they_are_too_late()
    {
        await SubscribeAsync(
            new
            {
                name = "x",
                url = _receiver.Url,
                types = ReportsOnly,
            }
        );
        var (come, missing) = (Pictures.Jpeg(), Pictures.Jpeg());
        using var officer = await _app.LogInAsync("officer", Ct);
        var first = await ReportAsync(officer, come);
        await TusUpload.SendPhotoAsync(officer, come, Ct);
        await _receiver.ArriveAsync(1, Ct);
        var withPhoto = _receiver.Messages.ToArray();

        // A receiver has no account here; the address that it was given is enough, and only that.
        using var anybody = _app.Client();
        var address = withPhoto[0].Json.GetProperty("data").GetProperty("photos")[0].GetProperty("url").GetString()!;
        using var shown = await anybody.GetAsync(address, Ct);
        using var forged = await anybody.ReadAsync(
            address.Replace("expires=1", "expires=2", StringComparison.Ordinal),
            Ct
        );
        using var unsigned = await anybody.ReadAsync(address[..address.IndexOf('?', StringComparison.Ordinal)], Ct);
        Assert.Equal((200, "image/jpeg"), ((int)shown.StatusCode, shown.Content.Headers.ContentType!.MediaType));
        Assert.Equal((403, "photo_address_invalid"), (forged.Status, forged.Code));
        Assert.Equal((403, "photo_address_invalid"), (unsigned.Status, unsigned.Code));

        var second = await ReportAsync(officer, [.. missing, 0]);
        var watch = Stopwatch.StartNew();
        await _receiver.ArriveAsync(1, Ct);

        Assert.Equal(first.ToString(), Assert.Single(withPhoto).Case);
        Assert.True(withPhoto[0].Json.GetProperty("data").GetProperty("photosComplete").GetBoolean());
        Assert.True(watch.Elapsed > TimeSpan.FromSeconds(2));
        var late = _receiver.Messages.Last();
        Assert.Equal(
            (second.ToString(), false),
            (late.Case, late.Json.GetProperty("data").GetProperty("photosComplete").GetBoolean())
        );
        Assert.False(late.Json.GetProperty("data").GetProperty("photos")[0].GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task What_does_not_commit_is_never_told_and_any_slice_may_post()
    {
        await SubscribeAsync(
            new
            {
                name = "x",
                url = _receiver.Url,
                types = AllOfPonding,
            }
        );
        await using var db = _app.NewContext();
        await using (var given = await db.Database.BeginTransactionAsync(Ct))
        {
            await db.Database.ExecuteSqlAsync(
                $"select webhook_post('ponding.alert', 'S-01', {TestCity.WestTown}, null, '{{\"level\":\"red\"}}'::jsonb)",
                Ct
            );
            await given.RollbackAsync(Ct);
        }

        await db.Database.ExecuteSqlAsync(
            $"select webhook_post('ponding.closed', 'S-01', {TestCity.WestTown}, null, '{{\"level\":\"none\"}}'::jsonb)",
            Ct
        );
        await _receiver.ArriveAsync(1, Ct);

        Assert.Equal("ponding.closed", Assert.Single(_receiver.Messages).Type);
    }

    [Fact]
    public async Task Water_on_a_road_is_told_level_by_level_through_the_same_door()
    {
        await SubscribeAsync(
            new
            {
                name = "交警",
                url = _receiver.Url,
                types = AllOfPonding,
            }
        );
        await Rain.FallAsync(_app, "WL-0001", DateTimeOffset.UtcNow.AddMinutes(-4), Ct, 60, 70, 160, 170);

        await _receiver.ArriveAsync(1, Ct);

        var first = _receiver.Messages.First();
        Assert.Equal("ponding.alert", first.Type);
        Assert.Equal(
            ("S-01", TestCity.WestTown),
            (
                first.Json.GetProperty("data").GetProperty("section").GetString(),
                first.Json.GetProperty("data").GetProperty("town").GetString()
            )
        );
    }

    [Fact]
    public async Task Subscriptions_are_the_administrators_and_lead_out_of_the_house()
    {
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var forbidden = await dispatcher.ReadAsync("/api/v1/webhooks", Ct);
        using var metadata = await _admin.PostJsonAsync(
            "/api/v1/webhooks",
            new { name = "x", url = "http://169.254.169.254/latest" },
            Ct
        );
        using var ftp = await _admin.PostJsonAsync(
            "/api/v1/webhooks",
            new { name = "x", url = "ftp://example.org/" },
            Ct
        );
        using var type = await _admin.PostJsonAsync(
            "/api/v1/webhooks",
            new
            {
                name = "x",
                url = "https://example.org/",
                types = Unheard,
            },
            Ct
        );
        using var named = await _admin.PostJsonAsync(
            "/api/v1/webhooks",
            new { name = "x", url = "https://example.org/" },
            Ct
        );
        using var gone = await _admin.SendAsync(
            HttpMethod.Delete,
            $"/api/v1/webhooks/{named["id"].GetGuid()}",
            null,
            Ct
        );
        using var unknown = await _admin.ReadAsync($"/api/v1/webhooks/{named["id"].GetGuid()}/deliveries", Ct);

        Assert.Equal(403, forbidden.Status);
        Assert.Equal((422, "webhook_url_invalid"), (metadata.Status, metadata.Code));
        Assert.Equal((422, "webhook_url_invalid"), (ftp.Status, ftp.Code));
        Assert.Equal((422, "field_invalid"), (type.Status, type.Code));
        Assert.Equal(201, named.Status);
        Assert.Equal(204, gone.Status);
        Assert.Equal((404, "webhook_not_found"), (unknown.Status, unknown.Code));
    }

    private Guid _webhook;

    private async Task<string> SubscribeAsync(object body)
    {
        using var made = await _admin.PostJsonAsync("/api/v1/webhooks", body, Ct);
        Assert.Equal(201, made.Status);
        _webhook = made["id"].GetGuid();
        return made["secret"].GetString()!;
    }

    /// <summary>The log, newest first, once so many are delivered.</summary>
    private async Task<System.Text.Json.JsonElement[]> DeliveriesAsync(int delivered)
    {
        while (true)
        {
            using var log = await _admin.ReadAsync($"/api/v1/webhooks/{_webhook}/deliveries", Ct);
            var items = log["items"].EnumerateArray().ToArray();
            if (items.Count(d => d.GetProperty("state").GetString() == "delivered") >= delivered)
            {
                return items;
            }

            await Task.Delay(50, Ct);
        }
    }

    private async Task<Guid> OpenAsync(double lon)
    {
        await using var db = _app.NewContext();
        return (await NewCase.OpenAsync(db, Ct, lon)).Id;
    }

    private static async Task<Guid> ReportAsync(HttpClient officer, byte[] photo)
    {
        using var answer = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03101",
                observedAt = DateTimeOffset.UtcNow,
                position = new
                {
                    lon = 113.35,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
                photos = new[]
                {
                    new
                    {
                        sha256 = Pictures.Sha256(photo),
                        bytes = photo.Length,
                        type = "image/jpeg",
                    },
                },
            },
            Ct
        );
        Assert.Equal(201, answer.Status);
        return answer["case.id"].GetGuid();
    }

    private async Task TakeAsync(Guid id, string action, string? organisation = null)
    {
        using var taken = await _admin.PostJsonAsync(
            $"/api/v1/cases/{id}/{action}",
            new { note = "说明", organisation },
            Ct
        );
        Assert.Equal(200, taken.Status);
    }
}
