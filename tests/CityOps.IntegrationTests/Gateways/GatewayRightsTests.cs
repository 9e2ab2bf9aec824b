using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using MQTTnet;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>Attacks by a gateway whose secret is out: it sends what it was made for, and nothing else.</summary>
public sealed class GatewayRightsTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp _app = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct);
        _admin = await _app.LogInAsync("admin", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_gateway_of_water_levels_opens_no_case_also_on_a_connection_of_before()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct, TestCity.OtherGateway);
        await PutAsync(new { name = "水位" });

        await UntilRefusedAsync(gateway, "reports", Report);
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await SendAsync(gateway, "feedback", "{}"));
        Assert.Equal(MqttClientPublishReasonCode.Success, await SendAsync(gateway, "readings", Reading()));

        Assert.Equal(0, await CasesAsync());
        Assert.Equal(
            ["not_permitted"],
            (await Stored.ReasonsAsync(_app.Database, Ct)).Distinct(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(TestCity.EastTown, null)]
    [InlineData(null, "01101")]
    public async Task A_camera_reports_from_its_towns_and_in_its_categories_alone(string? town, string? category)
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct, TestCity.OtherGateway);
        await PutAsync(
            new
            {
                name = "东镇摄像头",
                sends = new[] { "reports" },
                onlyTowns = town is null ? null : new[] { town },
                onlyCategories = category is null ? null : new[] { category },
            }
        );

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await SendAsync(gateway, "reports", Report()));
        Assert.Equal(0, await CasesAsync());

        await PutAsync(
            new
            {
                name = "西镇摄像头",
                sends = new[] { "reports" },
                onlyTowns = new[] { TestCity.WestTown },
                onlyCategories = new[] { "03101" },
            }
        );
        Assert.Equal(MqttClientPublishReasonCode.Success, await SendAsync(gateway, "reports", Report()));
        Assert.Equal(1, await CasesAsync());
    }

    [Fact]
    public async Task A_kiosk_speaks_for_the_facilities_of_its_towns_alone()
    {
        string code;
        string? town;
        await using (var db = _app.NewContext())
        {
            var toilet = await db.Facilities.SingleAsync(Ct);
            code = (await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, DateTimeOffset.UnixEpoch, Ct)).Code;
            town = toilet.TownCode;
            await db.SaveChangesAsync(Ct);
        }

        string Feedback() =>
            JsonSerializer.Serialize(
                new
                {
                    id = Guid.NewGuid(),
                    code,
                    kind = "broken",
                    stars = 1,
                }
            );
        var other = town == TestCity.WestTown ? TestCity.EastTown : TestCity.WestTown;
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct, TestCity.OtherGateway);
        await PutAsync(
            new
            {
                name = "终端",
                sends = new[] { "feedback" },
                onlyTowns = new[] { other },
            }
        );

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await SendAsync(gateway, "feedback", Feedback()));
        await PutAsync(
            new
            {
                name = "终端",
                sends = new[] { "feedback" },
                onlyTowns = new[] { town },
            }
        );
        Assert.Equal(MqttClientPublishReasonCode.Success, await SendAsync(gateway, "feedback", Feedback()));
    }

    [Fact]
    public async Task A_camera_sends_no_readings_by_either_door()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct, TestCity.OtherGateway);
        await PutAsync(new { name = "摄像头", sends = new[] { "reports" } });

        await UntilRefusedAsync(gateway, "readings", Reading);
        var before = await Stored.ReadingsAsync(_app.Database, Ct);
        using var client = _app.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestCity.OtherGateway}:{TestCity.GatewaySecret}"))
        );
        using var body = new StringContent(Reading(), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/api/v1/readings", body, Ct);
        var outcome = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal("not_permitted", outcome.GetProperty("rejected")[0].GetProperty("reason").GetString());
        Assert.Equal(before, await Stored.ReadingsAsync(_app.Database, Ct));
    }

    [Theory]
    [InlineData("""{"name":"x","sends":["commands"]}""", "sends")]
    [InlineData("""{"name":"x","onlyTowns":["000000000"]}""", "onlyTowns")]
    [InlineData("""{"name":"x","onlyCategories":["nonsense"]}""", "onlyCategories")]
    [InlineData("""{"name":"x","backfillAfterHours":0}""", "backfillAfterHours")]
    public async Task A_right_to_what_there_is_not_is_refused_by_its_member(string body, string field)
    {
        using var json = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _admin.PutAsync($"/api/v1/gateways/{TestCity.OtherGateway}", json, Ct);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal(
            ("field_invalid", field),
            (problem.GetProperty("code").GetString()!, problem.GetProperty("field").GetString()!)
        );
    }

    private async Task PutAsync(object body)
    {
        using var answer = await _admin.PutAsJsonAsync($"/api/v1/gateways/{TestCity.OtherGateway}", body, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>The ingest learns of a change by a notification, moments later.</summary>
    private static Task UntilRefusedAsync(MqttGateway gateway, string kind, Func<string> message) =>
        Stored.UntilAsync(
            async () => await SendAsync(gateway, kind, message()) == MqttClientPublishReasonCode.NotAuthorized,
            $"{kind} are refused",
            Ct
        );

    private static async Task<MqttClientPublishReasonCode> SendAsync(MqttGateway gateway, string kind, string message)
    {
        var topic = $"cityops/v1/{TestCity.OtherGateway}/{kind}";
        return (await gateway.PublishAsync(message, Ct, topic)).ReasonCode;
    }

    private Task<long> CasesAsync() => Stored.ScalarAsync<long>(_app.Database, "select count(*) from case_file", Ct);

    private static string Reading() =>
        $$"""{"sensor":"WL-0003","observedAt":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}}","depthMm":1}""";

    private static string Report() =>
        JsonSerializer.Serialize(
            new
            {
                id = Guid.NewGuid(),
                category = "03101",
                observedAt = "2026-06-01T08:00:00+08:00",
                position = new
                {
                    lon = 113.35,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
            }
        );
}
