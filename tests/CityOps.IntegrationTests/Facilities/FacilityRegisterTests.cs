using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Facilities.Import;
using CityOps.App.Features.Forms;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.IntegrationTests.Facilities;

public sealed class FacilityRegisterTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private const string Header = "编码,类型,名称,经度,纬度,坐标系,镇街,责任单位,单元网格编码,部件标识码,状态,材质\n";

    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<ApiAnswer> ImportAsync(string text, string query = "", string type = "text/csv")
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        return await ImportAsync(admin, Encoding.UTF8.GetBytes(text), query, type);
    }

    private static Task<ApiAnswer> ImportAsync(HttpClient admin, byte[] bytes, string query, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return admin.SendAsync(HttpMethod.Post, $"/api/v1/facilities/import{query}", content, Ct);
    }

    private static string[] Bad(ApiAnswer answer) =>
        [
            .. answer["bad"]
                .EnumerateArray()
                .Select(b => $"{b.GetProperty("row").GetInt32()}: {b.GetProperty("reason").GetString()}"),
        ];

    [Fact]
    public async Task A_dry_run_names_every_bad_row_and_why_and_keeps_nothing()
    {
        const string list =
            Header
            + "D-1,桥梁,一号桥,113.35,22.55,,西镇,市政中心,442000001001001,,在用,石\n"
            + "D-2,飞船,二号,113.35,22.55,,,,,,,\n"
            + "D-3,桥梁,三号,22.55,113.35,,,,,,,\n"
            + "D-4,桥梁,四号,114.9,22.55,,,,,,,\n"
            + "D-5,桥梁,五号,113.35,22.55,,,,442000001,,,\n"
            + "D-6,桥梁,六号,113.35,22.55,,,,442000002001001,,,\n"
            + "D-7,桥梁,七号,113.35,22.55,,,,,4420000100000,,\n"
            + "D-8,桥梁,八号,113.35,22.55,,,,,11010101010000001,,\n"
            + "D-1,桥梁,又一号,113.35,22.55,,,,,,,\n"
            + "T-001,桥梁,,,,,,,,,,\n"
            + "D-9,桥梁,九号,113.35,22.55,,无此镇,,,,,\n"
            + ",桥梁,十号,113.35,22.55,,,,,,,\n"
            + "D-11,桥梁,,113.35,22.55,,,,,,,\n"
            + "D-12,桥梁,十二号,113.35,22.55,,,,,,新,\n"
            + "D-13,桥梁,十三号,116.4,39.9,,西镇,,,,,\n"
            + "D-14,桥梁,十四号,113.48,22.55,,西镇,,,,,\n";

        using var dry = await ImportAsync(list, "?dryRun=true");

        Assert.Equal(200, dry.Status);
        Assert.Equal(
            [
                "3: there is no type 飞船",
                "4: lon and lat look swapped: did you mean lon 113.35, lat 22.55?",
                "5: the position is more than 5 km outside the city",
                "6: gridCode 442000001 is not 15 digits",
                "7: gridCode 442000002001001 is of town 442000002, the facility lies in 442000001",
                "8: componentCode 4420000100000 is not 17 digits (16 in GB/T 30428.2)",
                "9: componentCode 11010101010000001 begins with another division than 442000",
                "10: code D-1 is that of row 2 already",
                "11: T-001 is a facility of type toilet already",
                "12: there is no town 无此镇",
                "13: code is missing",
                "14: name is missing",
                "15: there is no status 新; in_use, damaged, out_of_use and removed are known",
                "16: the position is more than 5 km outside the city",
                "17: the position is more than 5 km from town 442000001",
            ],
            Bad(dry)
        );
        Assert.Equal((1, 15, false), (dry["new"].GetInt32(), dry["badRows"].GetInt32(), dry["kept"].GetBoolean()));
        await using var db = _app.NewContext();
        Assert.False(await db.Facilities.AnyAsync(f => f.Code.StartsWith("D-"), Ct));
    }

    [Fact]
    public async Task Each_bad_row_is_told_with_its_column_code_value_and_both_languages_and_all_of_them_can_be_had()
    {
        const string list =
            Header
            + "Q-1,桥梁,一号桥,113.35,22.55,,西镇,市政中心,442000001001001,,在用,石\n"
            + "Q-2,桥梁,二号,22.55,113.35,,,,,,,\n"
            + "Q-3,桥梁,三号,113.35,22.55,,,,442000002001001,,,\n"
            + "Q-4,桥梁,四号,113.35,22.55,,,无此单位,,,,\n";
        using var admin = await _app.LogInAsync("admin", Ct);

        using var dry = await ImportAsync(list, "?dryRun=true");
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(list))
        {
            Headers = { ContentType = new("text/csv") },
        };
        using var whole = await admin.PostAsync("/api/v1/facilities/import/bad.csv", content, Ct);

        var bad = dry["bad"].EnumerateArray().ToList();
        Assert.Equal(
            [
                (3, "经度", "position_invalid", "22.55, 113.35"),
                (4, "单元网格编码", "grid_code_invalid", "442000002001001"),
                (5, "责任单位", "organisation_unknown", "无此单位"),
            ],
            bad.Select(b =>
                (
                    b.GetProperty("row").GetInt32(),
                    b.GetProperty("column").GetString()!,
                    b.GetProperty("code").GetString()!,
                    b.GetProperty("value").GetString()!
                )
            )
        );
        Assert.Equal("没有单位“无此单位”", bad[2].GetProperty("reasonZh").GetString());
        Assert.Equal(113.35, bad[0].GetProperty("suggestion").GetProperty("lon").GetDouble());
        Assert.Equal("text/csv", whole.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            4,
            (await whole.Content.ReadAsStringAsync(Ct)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length
        );
        await using var db = _app.NewContext();
        Assert.False(await db.Facilities.AnyAsync(f => f.Code.StartsWith("Q-"), Ct));
    }

    [Fact]
    public async Task One_bad_row_keeps_all_out_unless_bad_rows_are_to_be_skipped()
    {
        const string list = Header + "S-1,桥梁,一号,113.35,22.55,,,,,,,\nS-2,飞船,二号,113.35,22.55,,,,,,,\n";

        using var refused = await ImportAsync(list);
        using var skipped = await ImportAsync(list, "?skipBad=true");

        Assert.Equal((false, true), (refused["kept"].GetBoolean(), skipped["kept"].GetBoolean()));
        await using var db = _app.NewContext();
        Assert.Equal("S-1", (await db.Facilities.SingleAsync(f => f.Code.StartsWith("S-"), Ct)).Code);
    }

    [Fact]
    public async Task The_same_list_changes_nothing_and_a_corrected_one_is_in_the_history()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        const string list =
            Header + "H-1,桥梁,老桥,113.387867630,22.518417395,gcj02,西镇,市政中心,,44200001020000017,,石\n";

        using var first = await ImportAsync(list);
        using var again = await ImportAsync(list);
        using var corrected = await ImportAsync("code,type,status,材质\nH-1,bridge,损坏,钢\n");
        using var facility = await admin.ReadAsync("/api/v1/facilities/H-1", Ct);
        using var history = await admin.ReadAsync("/api/v1/facilities/H-1/history", Ct);

        Assert.Equal((1, 0, 0), (first["new"].GetInt32(), first["changed"].GetInt32(), first["unchanged"].GetInt32()));
        Assert.Equal((0, 0, 1), (again["new"].GetInt32(), again["changed"].GetInt32(), again["unchanged"].GetInt32()));
        Assert.Equal(
            (0, 1, 0),
            (corrected["new"].GetInt32(), corrected["changed"].GetInt32(), corrected["unchanged"].GetInt32())
        );
        Assert.Equal(
            ("damaged", "老桥", "municipal"),
            (facility["status"].GetString(), facility["name"].GetString(), facility["organisation"].GetString())
        );
        Assert.Equal(113.382391, facility["position.lon"].GetDouble(), 6); // GCJ-02 to WGS84
        var changes = history.Body.EnumerateArray().ToList();
        Assert.Equal([2, 1], changes.Select(c => c.GetProperty("seq").GetInt32()));
        Assert.Equal(
            ("import", "admin"),
            (changes[0].GetProperty("source").GetString(), changes[0].GetProperty("by").GetString())
        );
        Assert.Equal("""{"status":"in_use","attributes":{"材质":"石"}}""", Compact(changes[0].GetProperty("before")));
        Assert.Equal("""{"status":"damaged","attributes":{"材质":"钢"}}""", Compact(changes[0].GetProperty("after")));
        Assert.Equal(JsonValueKind.Null, changes[1].GetProperty("before").ValueKind);

        static string Compact(JsonElement json) => JsonSerializer.Serialize(json, Readable);
    }

    [Fact]
    public async Task Attributes_follow_the_form_of_the_type()
    {
        await using (var db = _app.NewContext())
        {
            db.Forms.Add(new Form { Code = "tree_facts", CreatedAt = DateTimeOffset.UnixEpoch });
            db.Add(
                new FormVersion
                {
                    FormCode = "tree_facts",
                    Version = 1,
                    Name = "古树",
                    ChangedAt = DateTimeOffset.UnixEpoch,
                    PublishedAt = DateTimeOffset.UnixEpoch,
                    Fields =
                    [
                        new FormField(
                            "age",
                            FieldKinds.WholeNumber,
                            new("树龄", "Age"),
                            Required: true,
                            Min: 100,
                            Max: 5000
                        ),
                    ],
                }
            );
            await db.SaveChangesAsync(Ct);
            (await db.FacilityKinds.SingleAsync(t => t.Code == "ancient_tree", Ct)).FormCode = "tree_facts";
            await db.SaveChangesAsync(Ct);
        }

        using var imported = await ImportAsync(
            "编码,类型,名称,经度,纬度,树龄\nA-1,古树名木,榕树,113.35,22.55,320\nA-2,古树名木,榕树,113.35,22.55,20\nA-3,古树名木,榕树,113.35,22.55,老\nA-4,古树名木,榕树,113.35,22.55,\n",
            "?skipBad=true"
        );

        Assert.Equal(
            [
                "3: age is 20; 100 to 5000 is taken.",
                "4: age must be a whole number.",
                "5: 树龄 (age) is to be answered.",
            ],
            Bad(imported)
        );
        await using var stored = _app.NewContext();
        Assert.Equal(
            320,
            (await stored.Facilities.SingleAsync(f => f.Code == "A-1", Ct))
                .Attributes.RootElement.GetProperty("age")
                .GetInt32()
        );
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("geojson", "application/geo+json")]
    public async Task What_is_exported_can_be_imported_and_changes_nothing(string form, string type)
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var before = await ImportAsync(
            Header + $"E-{form},路灯,{form}灯,113.4123456,22.5512345,,东镇,市政中心,442000002001002,,,=1+1\n"
        );
        Assert.Empty(Bad(before));

        var exported = await admin.GetByteArrayAsync($"/api/v1/facilities/export.{form}?type=lamp", Ct);
        using var again = await ImportAsync(admin, exported, "", type);
        using var damaged = await ImportAsync(admin, exported[..(exported.Length / 2)], "", type);

        Assert.True(again.Status == 200, again.Body.ToString());
        Assert.Equal((200, 0, 0), (again.Status, again["new"].GetInt32(), again["changed"].GetInt32()));
        Assert.True(again["unchanged"].GetInt32() >= 1);
        if (form != "csv")
        {
            Assert.Equal((422, "list_unreadable"), (damaged.Status, damaged.Code));
        }
    }

    [Fact]
    public async Task A_table_keeps_the_kinds_of_attributes_that_it_says_the_same_of()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var before = await ImportAsync(
            """
            {"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[113.35,22.55]},
              "properties":{"code":"K-1","type":"manhole","name":"井盖","attributes":{"height":5,"lit":true,"no":"007"}}}]}
            """,
            type: "application/geo+json"
        );

        var exported = await admin.GetByteArrayAsync("/api/v1/facilities/export.csv?type=manhole", Ct);
        using var again = await ImportAsync(admin, exported, "", "text/csv");
        using var corrected = await ImportAsync("code,type,height\nK-1,manhole,6\n");

        Assert.Equal(
            (1, 0, 1),
            (before["new"].GetInt32(), again["changed"].GetInt32(), corrected["changed"].GetInt32())
        );
        await using var db = _app.NewContext();
        var attributes = (await db.Facilities.SingleAsync(f => f.Code == "K-1", Ct)).Attributes.RootElement;
        Assert.Equal(
            (JsonValueKind.String, JsonValueKind.True, "007"),
            (
                attributes.GetProperty("height").ValueKind,
                attributes.GetProperty("lit").ValueKind,
                attributes.GetProperty("no").GetString()
            )
        );
    }

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("geojson", "application/geo+json")]
    public async Task A_position_given_in_another_system_survives_the_way_out_and_back(string form, string type)
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var before = await ImportAsync(
            Header + $"G-{form},配电箱,{form},113.387867630,22.518417395,gcj02,,,,,,\n"
        );
        using var kinds = await ImportAsync(
            $$"""
            {"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[113.35,22.55]},
              "properties":{"code":"GK-{{form}}","type":"distribution_box","name":"箱","attributes":{"amps":1.5,"phases":["a","b"],"live":true} } }]}
            """,
            type: "application/geo+json"
        );

        var exported = await admin.GetByteArrayAsync($"/api/v1/facilities/export.{form}?type=distribution_box", Ct);
        using var again = await ImportAsync(admin, exported, "", type);

        Assert.Equal((1, 1), (before["new"].GetInt32(), kinds["new"].GetInt32()));
        Assert.Equal((0, 0, true), (again["new"].GetInt32(), again["changed"].GetInt32(), again["kept"].GetBoolean()));
        await using var db = _app.NewContext();
        var stored = await db.Facilities.SingleAsync(f => f.Code == $"G-{form}", Ct);
        Assert.Equal(("gcj02", 113.387867630, 22.518417395), (stored.CoordSystem, stored.RawLon, stored.RawLat));
    }

    [Fact]
    public async Task The_history_can_be_neither_changed_nor_deleted()
    {
        using var imported = await ImportAsync(Header + "L-1,桥梁,一号,113.35,22.55,,,,,,,\n");
        await using var db = _app.NewContext();

        await Assert.ThrowsAsync<PostgresException>(() =>
            db.Database.ExecuteSqlAsync($"update facility_change set source = 'system'", Ct)
        );
        await Assert.ThrowsAsync<PostgresException>(() =>
            db.Database.ExecuteSqlAsync($"delete from facility_change", Ct)
        );
        await Assert.ThrowsAsync<PostgresException>(() =>
            db.Database.ExecuteSqlAsync($"delete from facility where code = 'L-1'", Ct)
        );
    }

    [Fact]
    public async Task Sixty_five_thousand_plates_are_imported_and_logged()
    {
        var list = new StringBuilder(Header);
        for (var i = 0; i < 65_000; i++)
        {
            list.AppendLine(
                System.Globalization.CultureInfo.InvariantCulture,
                $"P-{i:00000},责任牌,第{i}号牌,{113.3 + (i % 650 * 0.0003):F6},{22.5 + (i / 650 * 0.00098):F6},,,市政中心,,{4420000105000000L + i:0}7,,铝"
            );
        }

        var file = Path.Combine(_app.Folder.Path, "plates.csv");
        await File.WriteAllTextAsync(file, list.ToString(), Ct);
        await using var db = _app.NewContext();
        db.Database.SetCommandTimeout(120);
        var clock = Stopwatch.StartNew();

        var outcome = await ImportFacilities.RunAsync(
            db,
            FacilityTable.Read(file, new("wgs84")),
            new(DryRun: false, SkipBad: false, Account: null),
            DateTimeOffset.UnixEpoch,
            Ct
        );

        TestContext.Current.SendDiagnosticMessage($"65,000 facilities in {clock.Elapsed.TotalSeconds:F1} s");
        Assert.Empty(outcome.Bad.Take(3));
        Assert.Equal((65_000, true), (outcome.New, outcome.Kept));
        Assert.Equal(
            65_000,
            await db.FacilityChanges.CountAsync(
                c => c.Source == "import" && db.Set<Facility>().Any(f => f.Id == c.FacilityId && f.Type == "plate"),
                Ct
            )
        );
    }

    [Fact]
    public async Task Only_administrators_import_and_only_lists_are_read()
    {
        using var officer = await _app.LogInAsync("officer", Ct);

        using var forbidden = await ImportAsync(officer, [1], "", "text/csv");
        using var picture = await ImportAsync("x", type: "image/png");
        using var headless = await ImportAsync("名称\n桥\n");
        using var nowhere = await officer.ReadAsync("/api/v1/facilities/nothing/history", Ct);

        Assert.Equal((403, "forbidden"), (forbidden.Status, forbidden.Code));
        Assert.Equal((415, "unsupported_media_type"), (picture.Status, picture.Code));
        Assert.Equal((422, "list_unreadable"), (headless.Status, headless.Code));
        Assert.Equal((404, "facility_not_found"), (nowhere.Status, nowhere.Code));
    }
}
