using System.Net;
using System.Text.Json.Nodes;
using CityOps.App.Database;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Subsystems;

/// <summary>A subsystem from its file to its first feedback, and from one city to another.</summary>
public sealed class SubsystemTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string Subsystems = "/api/v1/subsystems";

    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<JsonObject> FileAsync(HttpClient client, string path) =>
        JsonNode.Parse(await client.GetStringAsync($"{Subsystems}/{path}", Ct))!.AsObject();

    [Fact]
    public async Task Fitness_equipment_comes_ready_and_works_from_plate_to_case_and_figure()
    {
        await using var city = await TestApp.StartAsync(Ct);
        using var admin = await city.LogInAsync("admin", Ct);
        using var ready = await admin.ReadAsync($"{Subsystems}/ready", Ct);
        var file = await FileAsync(admin, "ready/fitness");

        using var made = await admin.PutJsonAsync($"{Subsystems}/fitness", file, Ct);
        using var again = await admin.PutJsonAsync($"{Subsystems}/fitness", file, Ct);
        using var entered = await admin.PutJsonAsync(
            $"/api/v1/facilities/{Guid.NewGuid()}",
            new
            {
                code = "JS-001",
                type = "fitness",
                name = "人民公园健身点",
                position = new
                {
                    lon = 113.36,
                    lat = 22.56,
                    coordSystem = "wgs84",
                },
                organisation = "parks",
                attributes = new { maker = "甲厂", service_years = 8 },
            },
            Ct
        );
        using var issued = await admin.PostJsonAsync("/api/v1/facilities/JS-001/qr-code", null, Ct);
        using var citizen = city.Client();
        using var said = await citizen.PostJsonAsync(
            $"/api/v1/feedback/{issued["qrUrl"].GetString()!.Split("/q/")[1]}",
            new
            {
                id = Guid.NewGuid(),
                kind = "loose",
                stars = 2,
            },
            Ct
        );
        using var form = await admin.ReadAsync("/api/v1/forms/fitness_facts", Ct);
        using var category = await admin.ReadAsync("/api/v1/categories/L0711", Ct);
        using var listed = await admin.ReadAsync(Subsystems, Ct);
        var day = CityTime.Day(DateTimeOffset.UtcNow).ToString("yyyy-MM-dd");

        Assert.Equal(
            ["aed", "fitness", "plates"],
            ready.Body.EnumerateArray().Select(s => s.GetProperty("code").GetString())
        );
        Assert.Equal((201, 200, 201, 201), (made.Status, again.Status, entered.Status, said.Status));
        Assert.Equal(1, form["version"].GetInt32()); // the same file again published nothing
        Assert.Equal(2, category["conditions"].GetArrayLength());
        Assert.Equal(("松动、缺件", "received"), (said["kindName"].GetString(), said["status"].GetString()));
        Assert.Equal(
            ("健身设施", true),
            (listed["items"][0].GetProperty("name").GetString(), listed["items"][0].GetProperty("inMenu").GetBoolean())
        );
        Assert.Equal(1, await FigureAsync(city, "feedback.fitness", day));
        Assert.Equal(1, await FigureAsync(city, "facilities.fitness", day));
        Assert.Equal(0, await FigureAsync(city, "toilet_complaints", day));
    }

    [Fact]
    public async Task What_is_exported_is_imported_in_another_city_and_exported_there_as_the_same()
    {
        await using var other = await TestApp.StartAsync(Ct);
        using var admin = await _app.LogInAsync("admin", Ct);
        using var there = await other.LogInAsync("admin", Ct);
        var file = await FileAsync(admin, "ready/fitness");
        file["name"] = "健身器材";
        using var made = await admin.PutJsonAsync($"{Subsystems}/gym", file, Ct);

        var exported = await FileAsync(admin, "gym");
        using var imported = await there.PutJsonAsync($"{Subsystems}/gym", exported, Ct);
        var back = await FileAsync(there, "gym");

        Assert.Equal((201, 201), (made.Status, imported.Status));
        Assert.True(JsonNode.DeepEquals(exported, back), back.ToJsonString());
        Assert.Equal(
            ["facilities.fitness", "feedback.fitness", "checks_due", "checks_done", "checks_missed", "check_problems"],
            exported["metrics"]!.AsArray().Select(m => m!.GetValue<string>())
        );
    }

    [Theory]
    [InlineData("name", "null", "field_missing")]
    [InlineData("type", "null", "field_missing")]
    [InlineData("forms", """[{"code":"bad_form","name":"表","fields":[]}]""", "form_invalid")]
    [InlineData("categories", """[{"code":"N1","name":"类","kind":"event","form":"nowhere"}]""", "form_not_found")]
    [InlineData(
        "type",
        """{"code":"new_type","content":{"name":"新","hasPage":true,"kinds":[{"code":"a","name":"甲","category":"none"}]}}""",
        "category_unknown"
    )]
    public async Task A_subsystem_comes_in_whole_or_not_at_all(string part, string value, string code)
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        var file = new JsonObject
        {
            ["name"] = "新子系统",
            ["forms"] = JsonNode.Parse(
                """[{"code":"new_form","name":"表","fields":[{"code":"a","kind":"text","label":{"zh":"甲"}}]}]"""
            ),
            ["categories"] = JsonNode.Parse("""[{"code":"N0","name":"类","kind":"event"}]"""),
            ["type"] = JsonNode.Parse("""{"code":"new_type","content":{"name":"新类型"}}"""),
        };
        file[part] = JsonNode.Parse(value);

        using var refused = await admin.PutJsonAsync($"{Subsystems}/new_one", file, Ct);
        using var form = await admin.ReadAsync("/api/v1/forms/new_form", Ct);
        using var category = await admin.ReadAsync("/api/v1/categories/N0", Ct);
        using var type = await admin.ReadAsync("/api/v1/facility-types/new_type", Ct);
        using var read = await admin.ReadAsync($"{Subsystems}/new_one", Ct);

        Assert.Equal(code, refused.Code);
        Assert.Equal((404, 404, 404, 404), (form.Status, category.Status, type.Status, read.Status));
    }

    [Fact]
    public async Task A_draft_under_way_is_not_written_over_and_a_set_is_taken_away_without_its_parts()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var officer = await _app.LogInAsync("officer", Ct);
        var file = new JsonObject
        {
            ["name"] = "座椅",
            ["forms"] = JsonNode.Parse(
                """[{"code":"seat_facts","name":"表","fields":[{"code":"a","kind":"text","label":{"zh":"甲"}}]}]"""
            ),
            ["type"] = JsonNode.Parse("""{"code":"seat","content":{"name":"座位","form":"seat_facts"}}"""),
        };
        using var forbidden = await officer.PutJsonAsync($"{Subsystems}/seats", file, Ct);
        using var made = await admin.PutJsonAsync($"{Subsystems}/seats", file, Ct);
        using var draft = await admin.PutJsonAsync(
            "/api/v1/forms/seat_facts",
            new
            {
                name = "表",
                fields = new[]
                {
                    new
                    {
                        code = "b",
                        kind = "text",
                        label = new { zh = "乙" },
                    },
                },
            },
            Ct
        );

        using var refused = await admin.PutJsonAsync($"{Subsystems}/seats", file, Ct);
        using var typeInUse = await ApiClient.AnswerAsync(
            await admin.DeleteAsync("/api/v1/facility-types/seat", Ct),
            Ct
        );
        var gone = await admin.DeleteAsync($"{Subsystems}/seats", Ct);
        using var type = await admin.ReadAsync("/api/v1/facility-types/seat", Ct);

        Assert.Equal((403, 201), (forbidden.Status, made.Status));
        Assert.Equal((409, "conflict"), (refused.Status, refused.Code));
        Assert.Contains("seat_facts has a draft under way", refused["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal((409, "facility_type_in_use"), (typeInUse.Status, typeInUse.Code));
        Assert.Contains("seats", typeInUse["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NoContent, 200), (gone.StatusCode, type.Status));
    }

    private static async Task<decimal> FigureAsync(TestApp city, string metric, string day)
    {
        using var supervisor = await city.LogInAsync("supervisor", Ct);
        using var figure = await supervisor.ReadAsync($"/api/v1/statistics?from={day}&to={day}&metric={metric}", Ct);
        return figure["total"].GetDecimal();
    }
}
