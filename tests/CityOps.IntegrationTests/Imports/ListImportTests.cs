using System.Net.Http.Headers;
using System.Text;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Imports;

/// <summary>Lists by API, as by the verb: tried, refused row by row, kept.</summary>
public sealed class ListImportTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string Square = """[[[113.31,22.51],[113.32,22.51],[113.32,22.52],[113.31,22.52],[113.31,22.51]]]""";

    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> Lists =>
        new()
        {
            { "organisations", "编码,名称,类型,上级单位\nlamps,路灯中心,中心,城管局\n", "lamps" },
            { "accounts", "账号,姓名,角色,单位\nzhao.min,赵敏,巡查员,环卫中心\n", "zhao.min" },
            { "grids", Features("""{"code":"442000001001001"}"""), "442000001001001" },
            {
                "categories",
                "类型,大类代码,大类名称,小类代码,小类名称,立案条件,处置时限\n事件,07,施工管理,01,噪声扰民,夜间施工,4小时\n",
                "07"
            },
            {
                "sections",
                Features(
                    """{"code":"S-77","name":"沙岗路","blue":100,"yellow":150,"orange":250,"red":400,"powerrisk":500}"""
                ),
                "S-77"
            },
            { "sensors", "传感器编号,网关,路段,经度,纬度\nWL-0700,gw-01,S-01,113.352,22.551\n", "WL-0700" },
            { "calendar", "开始日期,结束日期,安排,节日\n2035-10-01,2035-10-07,放假,国庆节\n", "2035-10-01" },
        };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_is_tried_and_then_kept_and_the_same_again_changes_nothing(
        string kind,
        string list,
        string first
    )
    {
        using var admin = await _app.LogInAsync("admin", Ct);

        using var dry = await ImportAsync(admin, kind, list, "?dryRun=true");
        Assert.True(dry.Status == 200 && dry["bad"].GetArrayLength() == 0, dry.Body.ToString());
        Assert.False(dry["kept"].GetBoolean());
        Assert.Contains(first, dry["sample"][0].GetString(), StringComparison.Ordinal);
        using var kept = await ImportAsync(admin, kind, list);
        Assert.True(kept["kept"].GetBoolean());
        Assert.Equal(dry["new"].GetInt32(), kept["new"].GetInt32());
        Assert.True(kept["new"].GetInt32() > 0);
        using var again = await ImportAsync(admin, kind, list);
        Assert.Equal((0, 0), (again["new"].GetInt32(), again["changed"].GetInt32()));
    }

    [Fact]
    public async Task A_boundary_that_moved_is_asked_for_and_taken_when_it_is_accepted()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        var moved = Features(
            """{"code":"442000003","name":"南镇"}""",
            Square.Replace("113.", "119.", StringComparison.Ordinal)
        );

        using var asked = await ImportAsync(admin, "towns", moved);
        Assert.False(asked["kept"].GetBoolean());
        Assert.NotEqual(0, asked["asks"].GetArrayLength());
        using var accepted = await ImportAsync(admin, "towns", moved, "?accept=true");

        Assert.True(accepted["kept"].GetBoolean());
    }

    [Fact]
    public async Task One_bad_row_keeps_all_out_unless_it_is_skipped_and_all_of_them_come_as_a_table()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        const string list = "账号,姓名,角色,单位\nhe.jing,何静,巡查员,环卫中心\nma.lin,马林,飞行员,环卫中心\n";

        using var whole = await ImportAsync(admin, "accounts", list);
        Assert.Equal((1, 0), (whole["badRows"].GetInt32(), whole["passwords"].GetArrayLength()));
        Assert.Equal("field_invalid", whole["bad"][0].GetProperty("code").GetString());
        using var table = await admin.PostAsync("/api/v1/accounts/import/bad.csv", Content(list), Ct);
        Assert.Equal("text/csv", table.Content.Headers.ContentType?.MediaType);
        Assert.Contains("飞行员", await table.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var good = await ImportAsync(admin, "accounts", list, "?skipBad=true");

        Assert.True(good["kept"].GetBoolean());
        var password = Assert.Single(good["passwords"].EnumerateArray());
        Assert.Equal("he.jing", password.GetProperty("login").GetString());
        using var session = await _app.Client()
            .PostJsonAsync(
                "/api/v1/session",
                new { login = "he.jing", password = password.GetProperty("password").GetString() },
                Ct
            );
        Assert.Equal(200, session.Status);
    }

    [Theory]
    [InlineData("towns")]
    [InlineData("grids")]
    [InlineData("organisations")]
    [InlineData("accounts")]
    [InlineData("categories")]
    [InlineData("sections")]
    [InlineData("sensors")]
    [InlineData("calendar")]
    public async Task What_is_no_list_is_refused_and_whoever_may_not_is_turned_away(string kind)
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);

        using var letter = await ImportAsync(admin, kind, "Dear all,\n");
        Assert.Equal("list_unreadable", letter.Code);
        using var letterTable = await admin.PostAsync($"/api/v1/{kind}/import/bad.csv", Content("Dear all,\n"), Ct);
        Assert.Equal(letter.Status, (int)letterTable.StatusCode);
        using var unknown = await ImportAsync(admin, kind, "x\n", "?coordSystem=beijing54");
        Assert.Equal("coord_system_unknown", unknown.Code);
        using var forbidden = await ImportAsync(supervisor, kind, "x\n");
        Assert.Equal(403, forbidden.Status);
    }

    [Fact]
    public async Task The_log_of_what_an_import_changed_names_who_did_it()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var kept = await ImportAsync(
            admin,
            "sections",
            Features(
                """{"code":"S-78","name":"沙岗中路","blue":100,"yellow":150,"orange":250,"red":400,"powerrisk":500}"""
            )
        );
        Assert.True(kept["kept"].GetBoolean(), kept.Body.ToString());
        using var changed = await ImportAsync(admin, "sections", "路段编码,蓝色阈值（mm）\nS-78,90\n");
        Assert.True(changed["kept"].GetBoolean(), changed.Body.ToString());

        using var sections = await admin.ReadAsync("/api/v1/sections?limit=500", Ct);
        var section = sections["items"].EnumerateArray().Single(s => s.GetProperty("code").GetString() == "S-78");
        Assert.NotNull(section.GetProperty("history")[0].GetProperty("changedBy").GetString());
    }

    private static string Features(string properties, string corners = Square) =>
        """{"type":"FeatureCollection","features":[{"type":"Feature","properties":"""
        + $$$"""{{{properties}}},"geometry":{"type":"Polygon","coordinates":{{{corners}}}}}]}""";

    private static ByteArrayContent Content(string text)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    private static Task<ApiAnswer> ImportAsync(HttpClient client, string kind, string text, string query = "") =>
        client.SendAsync(HttpMethod.Post, $"/api/v1/{kind}/import{query}", Content(text), Ct);
}
