using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Routines;

/// <summary>Subsystems with their routine checks: three that were exported from another city, and one from
/// nothing.</summary>
public sealed partial class SubsystemRoutineTests : IAsyncLifetime
{
    private static readonly DateOnly Monday = new(2027, 3, 1);

    private readonly RoutineWorld _here = new();
    private readonly RoutineWorld _there = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _here.InitializeAsync();
        await _there.InitializeAsync();
        await _there.GoToAsync(Monday);
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<JsonObject> FileAsync(HttpClient client, string path) =>
        JsonNode.Parse(await client.GetStringAsync($"/api/v1/subsystems/{path}", Ct))!.AsObject();

    [Theory]
    [InlineData(
        "fitness",
        """{"maker":"甲厂"}""",
        """{"state":"fault","ground":"clean"}""",
        "L0711",
        "answers.fitness_check.state.fault"
    )]
    [InlineData(
        "plates",
        """{"shop":"东明饭店"}""",
        """{"plate_state":"good","duty":"not_kept"}""",
        "L0721",
        "answers.plate_check.duty.not_kept"
    )]
    [InlineData(
        "aed",
        """{"kind":"aed","spot":"东门"}""",
        """{"in_place":"no"}""",
        "L0731",
        "answers.aed_check.in_place.no"
    )]
    public async Task A_subsystem_of_another_city_works_from_its_file_to_the_fault_that_a_check_finds(
        string code,
        string attributes,
        string answers,
        string fault,
        string metric
    )
    {
        using var admin = await _here.App.LogInAsync("admin", Ct);
        using var ready = await admin.PutJsonAsync(
            $"/api/v1/subsystems/{code}",
            await FileAsync(admin, $"ready/{code}"),
            Ct
        );

        Assert.Equal(201, ready.Status);
        await WorksAsync(code, await FileAsync(admin, code), attributes, answers, fault, metric);
    }

    [Fact]
    public async Task A_subsystem_is_made_from_nothing_by_the_api_alone()
    {
        var file = JsonNode.Parse(
            """
            {
              "name": "公园座椅",
              "nameEn": "Park benches",
              "forms": [
                {"code": "bench_facts", "name": "座椅档案", "fields": [
                  {"code": "wood", "kind": "text", "label": {"zh": "木材"}}]},
                {"code": "bench_check", "name": "座椅月检", "fields": [
                  {"code": "slats", "kind": "multi_choice", "label": {"zh": "椅面"}, "required": true, "choices": [
                    {"code": "whole", "label": {"zh": "完好"}},
                    {"code": "loose", "label": {"zh": "松动"}},
                    {"code": "gone", "label": {"zh": "缺失"}}]}]}
              ],
              "categories": [
                {"code": "L0791", "name": "座椅损坏", "kind": "event"},
                {"code": "L0792", "name": "座椅月检", "kind": "inspection", "form": "bench_check"}
              ],
              "type": {"code": "bench", "content": {"name": "座椅", "form": "bench_facts"}},
              "routines": [
                {"code": "bench_monthly", "content": {
                  "name": "座椅每月检查", "facilities": {"type": "bench"}, "rule": "FREQ=MONTHLY;BYMONTHDAY=1",
                  "windowDays": 10, "category": "L0792",
                  "problems": [{"field": "slats", "choices": ["loose", "gone"], "category": "L0791"}]}}
              ]
            }
            """
        )!;

        await WorksAsync(
            "benches",
            file.AsObject(),
            """{"wood":"柚木"}""",
            """{"slats":["whole","gone"]}""",
            "L0791",
            "answers.bench_check.slats.gone"
        );
    }

    [Fact]
    public async Task What_the_docs_make_from_nothing_works()
    {
        var page = await File.ReadAllTextAsync(Repository.File("docs/facilities.md"), Ct);
        var example = Example().Match(page).Groups["json"].Value;

        await WorksAsync(
            "fitness_points",
            JsonNode.Parse(example)!.AsObject(),
            """{"maker":"甲厂"}""",
            """{"state":"fault"}""",
            "L0801",
            "answers.point_check.state.fault"
        );
    }

    [GeneratedRegex("```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [Fact]
    public async Task A_file_takes_no_routine_over_that_is_about_another_type()
    {
        using var admin = await _there.App.LogInAsync("admin", Ct);
        using var made = await admin.PutJsonAsync("/api/v1/routines/aed_weekly", RoutineWorld.Weekly(), Ct);
        var file = await FileAsync(admin, "ready/aed");
        file["routines"]![0]!["code"] = "aed_weekly";

        using var refused = await admin.PutJsonAsync("/api/v1/subsystems/aed", file, Ct);
        using var kept = await admin.ReadAsync("/api/v1/routines/aed_weekly", Ct);

        Assert.Equal((201, 409, "conflict"), (made.Status, refused.Status, refused.Code));
        Assert.Contains("fitness", refused["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal(("fitness", 1), (kept["facilities.type"].GetString(), kept["versions"].GetArrayLength()));
    }

    private async Task WorksAsync(
        string code,
        JsonObject file,
        string attributes,
        string answers,
        string fault,
        string metric
    )
    {
        using var admin = await _there.App.LogInAsync("admin", Ct);
        using var made = await admin.PutJsonAsync($"/api/v1/subsystems/{code}", file, Ct);
        using var again = await admin.PutJsonAsync($"/api/v1/subsystems/{code}", file, Ct);
        var routine = file["routines"]![0]!["code"]!.GetValue<string>();
        var type = file["type"]!["code"]!.GetValue<string>();
        using var before = await admin.ReadAsync($"/api/v1/routines/{routine}", Ct);
        using var entered = await admin.PutJsonAsync(
            $"/api/v1/facilities/{Guid.NewGuid()}",
            new JsonObject
            {
                ["code"] = "N-1",
                ["type"] = type,
                ["name"] = "第一处",
                ["position"] = JsonNode.Parse("""{"lon":113.32,"lat":22.56,"coordSystem":"wgs84"}"""),
                ["organisation"] = "sanitation",
                ["attributes"] = JsonNode.Parse(attributes),
            },
            Ct
        );
        // It is in the plan from the next day of the rule on, which for plates is a year away.
        using var after = await admin.ReadAsync($"/api/v1/routines/{routine}", Ct);
        await _there.RunJobAsync();
        using var planned = await admin.ReadAsync("/api/v1/routines/facilities/N-1", Ct);
        var next = Day(planned["nextOn"].GetString() ?? $"{Monday.AddYears(1):yyyy-MM-dd}");
        await _there.GoToAsync(next);
        using var handler = await _there.App.LogInAsync("handler", Ct);
        using var tasks = await handler.ReadAsync("/api/v1/field/tasks", Ct);
        var due = tasks["checks"].EnumerateArray().Single(c => c.GetProperty("facility").GetString() == "N-1");
        using var check = await handler.PutJsonAsync(
            $"/api/v1/checks/{Guid.NewGuid()}",
            new JsonObject
            {
                ["category"] = due.GetProperty("category").GetString(),
                ["position"] = JsonNode.Parse("""{"lon":113.32,"lat":22.56,"coordSystem":"wgs84"}"""),
                ["observedAt"] = _there.Clock.GetUtcNow(),
                ["answers"] = JsonNode.Parse(answers),
                ["check"] = new JsonObject
                {
                    ["routine"] = routine,
                    ["facility"] = "N-1",
                    ["proof"] = "scan",
                },
            },
            Ct
        );
        using var later = await _there.App.LogInAsync("admin", Ct);
        using var opened = await later.ReadAsync($"/api/v1/cases/{check["case.id"].GetString()}", Ct);
        using var record = await later.ReadAsync($"/api/v1/routines/checks/{due.GetProperty("id").GetString()}", Ct);
        var dueOn = Day(due.GetProperty("dueOn").GetString()!);

        Assert.Equal((201, 200, 201, 201), (made.Status, again.Status, entered.Status, check.Status));
        var others = type == "fitness" ? 2 : 0; // the world's own
        Assert.Equal(
            (others == 0 ? "routine_without_facilities" : null, 1),
            (before["problem"].GetString(), before["versions"].GetArrayLength())
        );
        Assert.Equal(others + 1, after["facilityCount"].GetInt32());
        Assert.Equal((200, fault), (opened.Status, opened["category"].GetString()));
        Assert.Equal("N-1", opened["facility"].GetString());
        Assert.Equal(("done", true), (record["check.state"].GetString(), record["check.hasProblem"].GetBoolean()));
        Assert.Equal(1, await _there.FigureAsync("check_problems", next, dueOn, "&by=facility_type"));
        Assert.Equal(1, await _there.FigureAsync(metric, next, next));
        Assert.Equal(0, await _there.FigureAsync("toilet_complaints", next, next));
        if (file.ContainsKey("metrics"))
        {
            var back = await FileAsync(later, code);
            Assert.True(JsonNode.DeepEquals(file, back), back.ToJsonString());
        }
    }
}
