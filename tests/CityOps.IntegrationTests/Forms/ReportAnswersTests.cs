using System.Text.Json.Nodes;
using CityOps.App.Features.Demo;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Reports;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Forms;

/// <summary>Reports with the ready-made forms, from the phone to the quantities that figures add up.</summary>
public sealed class ReportAnswersTests : IAsyncLifetime
{
    private const string RoadRepair = "L0601";
    private static readonly DateTimeOffset Published = new(2023, 9, 1, 0, 0, 0, TimeSpan.FromHours(8));

    private TestApp _app = null!;
    private HttpClient _officer = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct);
        await using var db = _app.NewContext();
        await DemoForms.LoadAsync(db, Published, Ct);
        _officer = await _app.LogInAsync("officer", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _officer.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Quantities_of_work_stand_beside_the_report_once_however_often_it_is_sent()
    {
        var id = Guid.NewGuid();
        var report = Report(
            RoadRepair,
            """{"road":"东明路","kinds":["asphalt","kerb"],"asphalt_m2":2333.63,"kerb_m":440.85}"""
        );

        using var first = await PutAsync(id, report);
        using var again = await PutAsync(id, report);

        Assert.Equal((201, 200), (first.Status, again.Status));
        Assert.Equal(("road_repair", 1), (first["form"].GetString(), first["formVersion"].GetInt32()));
        await using var db = _app.NewContext();
        var measures = await db.ReportMeasures.Where(m => m.ReportId == id).OrderBy(m => m.Measure).ToListAsync(Ct);
        Assert.Equal([("asphalt_m2", 2333.63m), ("kerb_m", 440.85m)], measures.Select(m => (m.Measure, m.Quantity)));
    }

    [Fact]
    public async Task Answers_of_an_old_version_stay_accepted_after_a_new_one_asks_more()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var draft = await admin.PutJsonAsync(
            "/api/v1/forms/lamp_installation",
            """
            {"name":"加装路灯","fields":[
              {"code":"lamp_count","kind":"integer","label":{"zh":"数量"},"required":true,"min":1,"max":5000,
               "measure":{"code":"lamp_count","name":"加装路灯","unit":"盏"}},
              {"code":"permit","kind":"text","label":{"zh":"批准文号"},"required":true}]}
            """,
            Ct
        );
        using var published = await admin.PostJsonAsync("/api/v1/forms/lamp_installation/publish", null, Ct);
        const string answers = """{"road":"兴文路","lamp_count":12}""";

        using var old = await PutAsync(Guid.NewGuid(), Report("L0603", answers, 1));
        using var latest = await PutAsync(Guid.NewGuid(), Report("L0603", answers));
        using var never = await PutAsync(Guid.NewGuid(), Report("L0603", answers, 3));

        Assert.Equal((201, 200), (draft.Status, published.Status));
        Assert.Equal((201, 1), (old.Status, old["formVersion"].GetInt32()));
        Assert.Equal("answer_field_unknown", latest.Code);
        Assert.Equal((422, "form_version_unknown"), (never.Status, never.Code));
    }

    [Fact]
    public async Task Phone_that_was_offline_while_the_category_got_another_form_names_its_own()
    {
        await using (var db = _app.NewContext())
        {
            await db
                .Categories.Where(c => c.Code == "L0603")
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.FormCode, "pruning"), Ct);
        }

        var report = Report("L0603", """{"road":"兴文路","lamp_count":12}""", 1);
        report["form"] = "lamp_installation";

        using var answer = await PutAsync(Guid.NewGuid(), report);

        Assert.Equal((201, "lamp_installation"), (answer.Status, answer["form"].GetString()));
    }

    [Theory]
    [InlineData(RoadRepair, "patrol_sortie", """{}""")] // required answers are not got round
    [InlineData("03101", "lamp_installation", """{"road":"兴文路","lamp_count":5000}""")] // nor is work invented
    [InlineData("03101", "no_such_form", """{}""")]
    public async Task A_form_that_the_category_never_had_is_none_of_its(string category, string form, string answers)
    {
        var report = Report(category, answers);
        report["form"] = form;

        using var refused = await PutAsync(Guid.NewGuid(), report);

        Assert.Equal(
            (422, "form_not_of_category", "form"),
            (refused.Status, refused.Code, refused["field"].GetString())
        );
        await using var db = _app.NewContext();
        Assert.False(await db.ReportMeasures.AnyAsync(Ct));
    }

    [Fact]
    public async Task A_photo_that_is_named_in_an_answer_is_declared()
    {
        var photo = new string('a', 64);
        var report = Report("L0603", $$"""{"road":"兴文路","lamp_count":12,"photos":["{{photo}}"]}""");

        using var undeclared = await PutAsync(Guid.NewGuid(), report);
        report["photos"] = new JsonArray(
            new JsonObject
            {
                ["sha256"] = photo,
                ["bytes"] = 1000,
                ["type"] = "image/jpeg",
            }
        );
        using var declared = await PutAsync(Guid.NewGuid(), report);

        Assert.Equal(
            (422, "answer_photo_undeclared", "photos"),
            (undeclared.Status, undeclared.Code, undeclared["field"].GetString())
        );
        Assert.Equal(201, declared.Status);
    }

    [Theory]
    [InlineData(RoadRepair, """{"road":"东明路"}""", "answer_missing", "kinds")]
    [InlineData(RoadRepair, """{"road":"东明路","kinds":["asphalt"]}""", "answer_missing", "asphalt_m2")]
    [InlineData(
        RoadRepair,
        """{"road":"东明路","kinds":["asphalt"],"asphalt_m2":-1}""",
        "answer_out_of_bounds",
        "asphalt_m2"
    )]
    [InlineData(RoadRepair, """{"road":"东明路","kinds":["gold"]}""", "answer_choice_unknown", "kinds")]
    [InlineData(RoadRepair, """{"road":7,"kinds":["kerb"],"kerb_m":1}""", "answer_kind_wrong", "road")]
    [InlineData(
        RoadRepair,
        """{"road":"东明路","kinds":["kerb"],"kerb_m":1,"mood":"good"}""",
        "answer_field_unknown",
        "mood"
    )]
    [InlineData("L0403", """{"toilet":"T-999","open":"yes","smell":"none"}""", "answer_facility_unknown", "toilet")]
    public async Task Bad_answer_keeps_the_report_out_and_names_its_field(
        string category,
        string answers,
        string code,
        string field
    )
    {
        var id = Guid.NewGuid();

        using var refused = await PutAsync(id, Report(category, answers));
        using var receipt = await _officer.ReadAsync($"/api/v1/reports/{id}", Ct);

        Assert.Equal((422, code, field), (refused.Status, refused.Code, refused["field"].GetString()));
        Assert.Equal("report_not_found", receipt.Code);
    }

    [Fact]
    public async Task What_was_measured_at_a_facility_that_the_answers_name_counts_for_it()
    {
        using var answer = await PutAsync(
            Guid.NewGuid(),
            Report("L0403", """{"toilet":"T-001","open":"yes","smell":"slight","broken":3}""")
        );

        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var figure = await supervisor.ReadAsync(
            "/api/v1/statistics?from=2026-06-01&to=2026-06-01&metric=work.toilet_fitting_count&by=facility",
            Ct
        );

        Assert.Equal((201, 200), (answer.Status, figure.Status));
        var row = Assert.Single(figure["rows"].EnumerateArray());
        Assert.Equal(("松苑公厕", 3), (row.GetProperty("name").GetString(), row.GetProperty("value").GetInt32()));
    }

    [Fact]
    public async Task Loading_the_ready_made_forms_again_leaves_what_is_there()
    {
        await using var db = _app.NewContext();
        var (forms, limits) = (await db.Forms.CountAsync(Ct), await db.FilingConditions.CountAsync(Ct));
        await DemoForms.LoadAsync(db, Published, Ct);

        Assert.Equal((forms, forms), (await db.Forms.CountAsync(Ct), await db.FormVersions.CountAsync(Ct)));
        // the toilets' and the ponding's, which every city has
        Assert.Equal((7, 7), (limits, await db.FilingConditions.CountAsync(Ct)));
    }

    private Task<ApiAnswer> PutAsync(Guid id, JsonObject report) =>
        _officer.PutJsonAsync($"/api/v1/reports/{id}", report.ToJsonString(), Ct);

    private static JsonObject Report(string category, string answers, int? formVersion = null) =>
        new()
        {
            ["category"] = category,
            ["position"] = new JsonObject
            {
                ["lon"] = 113.3512,
                ["lat"] = 22.5511,
                ["coordSystem"] = "wgs84",
                ["accuracyMetres"] = 5,
            },
            ["observedAt"] = "2026-06-01T08:00:00+08:00",
            ["answers"] = JsonNode.Parse(answers),
            ["formVersion"] = formVersion,
        };
}
