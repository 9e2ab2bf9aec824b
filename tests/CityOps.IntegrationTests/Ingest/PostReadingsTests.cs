using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>Readings over HTTP: in with a gateway's key, out with an account's.</summary>
public sealed class PostReadingsTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp App => shared.App;

    [Fact]
    public async Task An_array_is_answered_part_by_part_after_the_commit()
    {
        using var gateway = Gateway();
        var body =
            $"[{Reading("WL-0001", 0)},{Reading("WL-0001", 0)},{Reading("WL-0003", 0)},{Reading("WL-0001", 1, "\"wet\"")},{Reading("WL-0002", 0)}]";

        using var answer = await gateway.PostAsync("/api/v1/readings", Json(body), Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var outcome = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(2, outcome.GetProperty("accepted").GetInt32());
        Assert.Equal(1, outcome.GetProperty("duplicates").GetInt32());
        Assert.Equal(["2 foreign_sensor", "3 wrong_type"], Rejected(outcome));
    }

    [Fact]
    public async Task Lines_are_taken_one_by_one()
    {
        using var gateway = Gateway();
        var body = $"{Reading("WL-0001", 10)}\r\n\n{{broken\n{Reading("WL-0001", 11)}\n";

        using var answer = await gateway.PostAsync("/api/v1/readings", Json(body, "application/x-ndjson"), Ct);

        var outcome = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(2, outcome.GetProperty("accepted").GetInt32());
        Assert.Equal(["1 not_json"], Rejected(outcome));
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_a_problem_and_recorded()
    {
        using var gateway = Gateway();

        using var answer = await gateway.PostAsync("/api/v1/readings", Json("{broken \u0000 http"), Ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            "malformed_json",
            (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString()
        );
        Assert.Equal(
            1,
            await Stored.ScalarAsync<long>(
                App.Database,
                """
                select count(*) from rejected_message where channel = 'http' and gateway_id = 'gw-01' and reason = 'not_json'
                  and payload = convert_to('{broken ', 'UTF8') || '\x00'::bytea || convert_to(' http', 'UTF8')
                """,
                Ct
            )
        );
    }

    [Theory]
    [InlineData("gw-01", "wrong")]
    [InlineData("gw-99", TestCity.GatewaySecret)]
    [InlineData("", "")]
    public async Task A_wrong_key_is_unauthorised(string id, string secret)
    {
        using var client = Gateway(id, secret);

        using var answer = await client.PostAsync("/api/v1/readings", Json(Reading("WL-0001", 20)), Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Basic", answer.Headers.WwwAuthenticate.First().Scheme);
    }

    [Fact]
    public async Task Five_megabytes_are_too_large()
    {
        using var gateway = Gateway();
        gateway.DefaultRequestHeaders.ExpectContinue = true; // so that the answer can come before the body

        using var answer = await gateway.PostAsync(
            "/api/v1/readings",
            Json("[" + new string(' ', 5 * 1024 * 1024) + "]"),
            Ct
        );

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Readings_come_back_in_order_page_by_page()
    {
        using var gateway = Gateway();
        var lines = string.Join(
            '\n',
            Enumerable
                .Range(100, 25)
                .Reverse()
                .Select(minute => Reading("WL-0002", minute, minute.ToString(CultureInfo.InvariantCulture)))
        );
        using var sent = await gateway.PostAsync("/api/v1/readings", Json(lines, "application/x-ndjson"), Ct);
        using var supervisor = await App.LogInAsync("supervisor", Ct);

        var depths = new List<int>();
        for (string? cursor = ""; cursor is not null; )
        {
            var period =
                $"from={Uri.EscapeDataString($"{Start.AddMinutes(100):O}")}&to={Uri.EscapeDataString($"{Start.AddMinutes(124):O}")}";
            var page = await supervisor.GetFromJsonAsync<JsonElement>(
                $"/api/v1/sensors/WL-0002/readings?{period}&limit=10" + (cursor.Length > 0 ? $"&cursor={cursor}" : ""),
                Ct
            );
            depths.AddRange(
                page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("depthMm").GetInt32())
            );
            cursor = page.GetProperty("next").GetString();
        }

        Assert.Equal(Enumerable.Range(100, 24), depths);
    }

    [Fact]
    public async Task The_list_shows_the_latest_depth_with_its_level()
    {
        using var gateway = Gateway();
        using var sent = await gateway.PostAsync("/api/v1/readings", Json(Reading("WL-0001", 500, "320")), Ct);
        using var supervisor = await App.LogInAsync("supervisor", Ct);

        var sensor = default(JsonElement);
        await Stored.UntilAsync(
            async () =>
            {
                var list = await supervisor.GetFromJsonAsync<JsonElement>("/api/v1/sensors", Ct);
                sensor = list.GetProperty("items")
                    .EnumerateArray()
                    .Single(item => item.GetProperty("code").GetString() == "WL-0001");
                return sensor.GetProperty("depthMm") is { ValueKind: JsonValueKind.Number } depth
                    && depth.GetInt32() == 320;
            },
            "the list shows the reading",
            Ct
        );

        Assert.Equal("orange", sensor.GetProperty("level").GetString());
        Assert.True(sensor.GetProperty("powerRisk").GetBoolean());
        Assert.Equal("东明路", sensor.GetProperty("sectionName").GetString());
        Assert.Equal(TestCity.WestTown, sensor.GetProperty("town").GetString());
        Assert.Equal(113.351, sensor.GetProperty("position").GetProperty("lon").GetDouble(), 6);
    }

    [Fact]
    public async Task An_unknown_sensor_is_not_found()
    {
        using var supervisor = await App.LogInAsync("supervisor", Ct);

        using var answer = await supervisor.GetAsync("/api/v1/sensors/WL-7777/readings", Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(
            "sensor_not_found",
            (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString()
        );
    }

    private static string Reading(string sensor, int minute, string depth = "1") =>
        $$"""{"sensor":"{{sensor}}","observedAt":"{{Start.AddMinutes(minute):yyyy-MM-ddTHH:mm:sszzz}}","depthMm":{{depth}}}""";

    private static StringContent Json(string body, string type = "application/json") => new(body, Encoding.UTF8, type);

    private static List<string> Rejected(JsonElement outcome) =>
        [
            .. outcome
                .GetProperty("rejected")
                .EnumerateArray()
                .Select(r => $"{r.GetProperty("index")} {r.GetProperty("reason")}"),
        ];

    private HttpClient Gateway(string id = TestCity.Gateway, string secret = TestCity.GatewaySecret)
    {
        var client = App.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"))
        );
        return client;
    }
}
