using System.Diagnostics;
using System.Text;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.CommandLine;

/// <summary>Organisations, people, sections and sensors come in by <c>import</c> from the bureau's own lists.</summary>
public sealed class ImportVerbTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>, IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Organisations_come_in_any_order_and_the_same_list_changes_nothing()
    {
        const string list =
            "单位通讯录\n单位代码,单位名称,类型,上级单位,镇街\n"
            + "c-road-2,第二路队,管养单位,路灯中心,\nlamps,路灯中心,中心,bureau,\n合计,2,,,\n";

        var dry = await ImportAsync("organisations", list, "--dry-run");
        var first = await ImportAsync("organisations", list);
        var again = await ImportAsync("organisations", list);
        var renamed = await ImportAsync("organisations", "代码,名称\nlamps,照明中心\n");

        Assert.Contains("row 3: code c-road-2", dry.Output, StringComparison.Ordinal);
        Assert.Contains("Dry run: nothing was kept.", dry.Output, StringComparison.Ordinal);
        Assert.Contains("2 new organisations, 0 changed", first.Output, StringComparison.Ordinal);
        Assert.Contains("0 new organisations, 0 changed, 2 as they were", again.Output, StringComparison.Ordinal);
        Assert.Contains("1 changed", renamed.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["c-road-2|第二路队|contractor|lamps", "lamps|照明中心|centre|bureau"],
            await RowsAsync(
                "select concat_ws('|', code, name, kind, parent_code) from organisation where code in ('lamps', 'c-road-2') order by code"
            )
        );
    }

    [Fact]
    public async Task Types_of_facilities_come_in_and_what_a_list_does_not_say_of_one_stays()
    {
        const string list =
            "类型编码,类型名称,图标,单位,图形,编码规则,责任单位类型,制发二维码\n"
            + "playground,儿童游乐设施,乐,处,点,PG-[0-9]{3},管养单位,是\ngreenway,绿道,道,条,线,,,否\n";

        var first = await ImportAsync("facility-types", list);
        var again = await ImportAsync("facility-types", list);
        var renamed = await ImportAsync("facility-types", "代码,名称\nplayground,游乐设施\ntoilet,公共厕所\n");
        var (exit, bad) = await ImportAsync("facility-types", "代码,名称,编码规则,图形\na,甲,(,点\nb,乙,,球\n");

        Assert.Contains("2 new types of facilities, 0 changed", first.Output, StringComparison.Ordinal);
        Assert.Contains("0 new types of facilities, 0 changed, 2 as they were", again.Output, StringComparison.Ordinal);
        Assert.Contains("2 changed", renamed.Output, StringComparison.Ordinal);
        Assert.Equal(2, exit);
        Assert.Contains(
            "row 2, 编码规则: field_invalid: codePattern is no regular expression",
            bad,
            StringComparison.Ordinal
        );
        Assert.Contains("row 3, 图形: field_invalid: there is no geometry “球”", bad, StringComparison.Ordinal);
        Assert.Equal(
            [
                "greenway|绿道|道|条|line|f|f",
                "playground|游乐设施|乐|处|point|PG-[0-9]{3}|contractor|t|f",
                "toilet|公共厕所|厕|座|point|t|t",
            ],
            await RowsAsync(
                """
                select concat_ws('|', code, name, icon, unit, geometry, code_pattern, organisation_kind, has_code, has_page)
                from facility_kind where code in ('playground', 'greenway', 'toilet') order by code
                """
            )
        );
    }

    [Fact]
    public async Task A_bad_row_is_named_and_keeps_the_others_out()
    {
        var (exit, output) = await ImportAsync(
            "organisations",
            "代码,名称,类型,上级单位\nx-1,甲,中心,bureau\nx-2,乙,中心,nowhere\nx-3,丙,公司,bureau\n甲 乙,丁,中心,bureau\nx-1,戊,中心,bureau\n"
        );

        Assert.Equal(2, exit);
        Assert.Contains(
            "row 3, 上级单位: organisation_unknown: There is no organisation nowhere.",
            output,
            StringComparison.Ordinal
        );
        Assert.Contains("row 4, 类型: field_invalid: there is no kind “公司”", output, StringComparison.Ordinal);
        Assert.Contains("row 5, 代码: field_invalid:", output, StringComparison.Ordinal);
        Assert.Contains("row 6, 代码: code_repeated: x-1 stands in row 2 already", output, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync("select code from organisation where code like 'x-%'"));
    }

    [Fact]
    public async Task People_come_with_roles_by_name_and_their_passwords_once()
    {
        const string list =
            "姓名,账号,角色,所属单位,镇街\n王五,Wang.Wu,officer,环卫中心,\n赵六,zhao.liu,dispatcher,bureau,西镇\n";
        var file = _folder["passwords.csv"];

        var first = await ImportAsync("accounts", list, "--passwords", file);
        var again = await ImportAsync("accounts", list);
        var bad = await ImportAsync("accounts", "账号,角色,单位\nsun.qi,cook,bureau\nadmin,officer,bureau\n");
        var stopped = await ImportAsync("accounts", "账号,姓名,停用\nwang.wu,王五,是\n");

        Assert.Equal((0, 0, 2, 0), (first.Exit, again.Exit, bad.Exit, stopped.Exit));
        var passwords = await File.ReadAllLinesAsync(file, Ct);
        Assert.Equal(["wang.wu", "zhao.liu"], passwords.Skip(1).Select(line => line.Split(',')[0]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        using var http = shared.App.Client();
        var login = await http.SendAsync(
            HttpMethod.Post,
            "/api/v1/session",
            new StringContent(
                $$"""{"login":"zhao.liu","password":"{{passwords[2].Split(',')[1]}}"}""",
                Encoding.UTF8,
                "application/json"
            ),
            Ct
        );
        Assert.Equal(200, login.Status);
        Assert.Contains("2 as they were", again.Output, StringComparison.Ordinal);
        Assert.Contains("row 2, 角色: field_invalid: “cook”: role is one of", bad.Output, StringComparison.Ordinal);
        Assert.Contains("row 3: last_administrator", bad.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["wang.wu|王五|officer|sanitation|t", "zhao.liu|赵六|dispatcher|bureau|442000001|f"],
            await RowsAsync(
                "select concat_ws('|', login, name, role, organisation_code, town_code, disabled_at is not null) from account where login in ('wang.wu', 'zhao.liu') order by login"
            )
        );
    }

    [Fact]
    public async Task Sections_come_as_lines_and_a_table_changes_their_thresholds()
    {
        const string lines = """
            {"type":"FeatureCollection","features":[
              {"type":"Feature","properties":{"编码":"S-20","名称":"兴中道","蓝色":60,"黄色":150,"橙色":250,"红色":400,"涉电风险线":300},
               "geometry":{"type":"MultiLineString","coordinates":[[[113.36,22.55],[113.362,22.551]]]}}]}
            """;

        var drawn = await ImportAsync("sections", lines);
        var again = await ImportAsync("sections", lines);
        var table = await ImportAsync(
            "sections",
            "路段编号,黄色（cm）,立案等级\nS-20,16,橙色\nS-99,10,\n",
            "--skip-bad"
        );
        var outOfOrder = await ImportAsync("sections", "编码,黄色\nS-20,500\n");

        Assert.Contains("1 new sections", drawn.Output, StringComparison.Ordinal);
        Assert.Contains("1 as they were", again.Output, StringComparison.Ordinal);
        Assert.Contains("1 changed", table.Output, StringComparison.Ordinal);
        Assert.Contains("row 3", table.Output, StringComparison.Ordinal);
        Assert.Contains("row 2: thresholds_out_of_order", outOfOrder.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["S-20|兴中道|442000001|60|160|3|LINESTRING(113.36 22.55,113.362 22.551)"],
            await RowsAsync(
                "select concat_ws('|', code, name, town_code, blue_mm, yellow_mm, case_level, st_astext(line)) from section where code = 'S-20'"
            )
        );
    }

    [Fact]
    public async Task Sensors_come_with_units_in_their_headings()
    {
        const string list =
            "设备编号,网关,路段,经度,纬度,类型,安装高度（m）,零点偏移（mm）\nWL-0100,gw-01,东明路,113.352,22.551,雷达,2.35,12\n";

        var first = await ImportAsync("sensors", list);
        var again = await ImportAsync("sensors", list);
        var bad = await ImportAsync(
            "sensors",
            "设备编号,网关,经度,纬度\nWL-0101,gw-99,113.352,22.551\nWL-0102,gw-01,22.551,113.352\nWL-0103,gw-01,,\n"
        );

        Assert.Contains("1 new sensors", first.Output, StringComparison.Ordinal);
        Assert.Contains("1 as they were", again.Output, StringComparison.Ordinal);
        Assert.Equal(2, bad.Exit);
        Assert.Contains("row 2, 网关: field_invalid:", bad.Output, StringComparison.Ordinal);
        Assert.Contains("row 3, 经度: position_invalid:", bad.Output, StringComparison.Ordinal);
        Assert.Contains("row 4, 经度: field_missing:", bad.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["WL-0100|gw-01|S-01|radar|2350|12"],
            await RowsAsync(
                "select concat_ws('|', code, gateway_id, section_code, kind, install_height_mm, zero_offset_mm) from sensor where code like 'WL-01%'"
            )
        );
    }

    private async Task<(int Exit, string Output)> ImportAsync(string what, string content, params string[] more)
    {
        var list = _folder[content.StartsWith('{') ? "list.geojson" : "list.csv"];
        await File.WriteAllTextAsync(list, content, Ct);
        var start = new ProcessStartInfo(
            CityOpsProcess.Executable,
            ["import", what, list, .. more, "--data", _folder["data"]]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Database__ConnectionString"] = shared.App.Database.ConnectionString;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await error);
    }

    private async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(shared.App.Database.ConnectionString);
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
