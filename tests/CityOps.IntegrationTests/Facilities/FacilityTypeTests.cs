using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Facilities;

/// <summary>Types of facilities as an administrator keeps them, and facilities held against them.</summary>
public sealed class FacilityTypeTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string Types = "/api/v1/facility-types";

    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<HttpClient> AdminAsync() => _app.LogInAsync("admin", Ct);

    private static object Facility(
        string code,
        string type,
        object? attributes = null,
        object? shape = null,
        string organisation = "municipal",
        bool hasPosition = true
    ) =>
        new
        {
            code,
            type,
            name = "设施",
            position = hasPosition
                ? new
                {
                    lon = 113.36,
                    lat = 22.56,
                    coordSystem = "wgs84",
                }
                : null,
            organisation,
            attributes,
            shape,
        };

    private static async Task<ApiAnswer> EnterAsync(HttpClient client, object facility, Guid? id = null) =>
        await client.PutJsonAsync($"/api/v1/facilities/{id ?? Guid.NewGuid()}", facility, Ct);

    private static object Line(params double[][] coordinates) => new { type = "LineString", coordinates };

    private static object Area() =>
        new
        {
            type = "Polygon",
            coordinates = new double[][][]
            {
                [
                    [113.36, 22.56],
                    [113.37, 22.56],
                    [113.37, 22.57],
                    [113.36, 22.56],
                ],
            },
        };

    private static async Task PublishAsync(HttpClient admin, string form, params object[] fields)
    {
        using var draft = await admin.PutJsonAsync($"/api/v1/forms/{form}", new { name = "属性", fields }, Ct);
        using var published = await admin.PostJsonAsync($"/api/v1/forms/{form}/publish", null, Ct);
        Assert.Equal(200, published.Status);
    }

    private static object Field(string code, string kind = "text", bool required = false) =>
        new
        {
            code,
            kind,
            label = new { zh = code },
            required,
        };

    [Fact]
    public async Task The_thirteen_of_the_product_are_rows_which_everybody_reads_and_the_ETag_tells_unchanged()
    {
        using var officer = await _app.LogInAsync("officer", Ct);

        using var list = await officer.ReadAsync(Types, Ct);
        using var toilet = await officer.ReadAsync($"{Types}/toilet", Ct);
        using var again = new HttpRequestMessage(HttpMethod.Get, Types);
        again.Headers.IfNoneMatch.Add(list.Response.Headers.ETag!);
        using var unchanged = await officer.SendAsync(again, Ct);
        using var forbidden = await officer.PutJsonAsync($"{Types}/bridge", new { name = "桥" }, Ct);
        using var unknown = await officer.ReadAsync($"{Types}/spaceship", Ct);

        string[] shipped =
        [
            "ancient_tree",
            "bridge",
            "collection_point",
            "distribution_box",
            "fitness",
            "lamp",
            "lamp_circuit",
            "manhole",
            "other",
            "plate",
            "toilet",
            "transfer_station",
            "work_vehicle",
        ];
        Assert.Subset(
            list["items"].EnumerateArray().Select(t => t.GetProperty("code").GetString()!).ToHashSet(),
            shipped.ToHashSet()
        );
        Assert.Equal(
            ("公厕", "Toilet", "厕", "座", "point", true),
            (
                toilet["name"].GetString(),
                toilet["nameEn"].GetString(),
                toilet["icon"].GetString(),
                toilet["unit"].GetString(),
                toilet["geometry"].GetString(),
                toilet["hasPage"].GetBoolean()
            )
        );
        Assert.Equal(
            ["smell", "dirt", "wet_floor", "no_supplies", "broken", "service", "locked", "praise"],
            toilet["kinds"].EnumerateArray().Select(k => k.GetProperty("code").GetString())
        );
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal((403, 404), (forbidden.Status, unknown.Status));
        Assert.Equal("facility_type_not_found", unknown.Code);
    }

    [Fact]
    public async Task A_type_is_made_changed_and_taken_away_but_not_while_a_facility_is_of_it()
    {
        using var admin = await AdminAsync();
        using var before = await admin.ReadAsync(Types, Ct);

        using var made = await admin.PutJsonAsync($"{Types}/bench", new { name = "座椅" }, Ct);
        using var changed = await admin.PutJsonAsync(
            $"{Types}/bench",
            new
            {
                name = "座椅",
                nameEn = "Bench",
                icon = "椅",
                unit = "张",
            },
            Ct
        );
        using var after = await admin.ReadAsync(Types, Ct);
        using var entered = await EnterAsync(admin, Facility("BE-1", "bench"));
        using var inUse = await admin.DeleteAsync($"{Types}/bench", Ct);
        using var refused = await ApiClient.AnswerAsync(inUse, Ct);
        using var other = await admin.PutJsonAsync($"{Types}/bollard", new { name = "隔离桩" }, Ct);
        using var gone = await admin.DeleteAsync($"{Types}/bollard", Ct);
        using var missing = await admin.DeleteAsync($"{Types}/bollard", Ct);

        Assert.Equal((201, 200, 201), (made.Status, changed.Status, entered.Status));
        Assert.Equal(
            ("座椅", "座", "个", true, false),
            (
                made["nameEn"].GetString(),
                made["icon"].GetString(),
                made["unit"].GetString(),
                made["hasCode"].GetBoolean(),
                made["hasPage"].GetBoolean()
            )
        );
        Assert.Equal(("Bench", "张"), (changed["nameEn"].GetString(), changed["unit"].GetString()));
        Assert.NotEqual(before.Response.Headers.ETag, after.Response.Headers.ETag);
        Assert.Equal(
            (409, "facility_type_in_use", 1),
            (refused.Status, refused.Code, refused["facilities"].GetInt32())
        );
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (gone.StatusCode, missing.StatusCode));
    }

    [Theory]
    [InlineData("""{"nameEn":"X"}""", "field_missing", "name")]
    [InlineData("""{"name":"甲","geometry":"cloud"}""", "field_invalid", "geometry")]
    [InlineData("""{"name":"甲","icon":"三个字"}""", "field_invalid", "icon")]
    [InlineData("""{"name":"甲","codePattern":"("}""", "field_invalid", "codePattern")]
    [InlineData("""{"name":"甲","codePattern":"(a)\\1"}""", "field_invalid", "codePattern")]
    [InlineData("""{"name":"甲","organisationKind":"club"}""", "field_invalid", "organisationKind")]
    [InlineData("""{"name":"甲","form":"nowhere"}""", "form_not_found", "form")]
    [InlineData("""{"name":"公厕"}""", "field_invalid", "name")]
    [InlineData("""{"name":"甲","hasPage":true,"hasCode":false}""", "field_invalid", "hasPage")]
    [InlineData("""{"name":"甲","page":{"facts":["attributes.owner"]}}""", "field_invalid", "page.facts")]
    [InlineData("""{"name":"甲","page":{"title":{"en":"X"}}}""", "field_missing", "page.title.zh")]
    [InlineData("""{"name":"甲","kinds":[{"code":"A B","name":"乙"}]}""", "field_invalid", "kinds[0].code")]
    [InlineData(
        """{"name":"甲","kinds":[{"code":"a","name":"乙"},{"code":"a","name":"丙"}]}""",
        "field_invalid",
        "kinds[1].code"
    )]
    [InlineData(
        """{"name":"甲","kinds":[{"code":"a","name":"乙","category":"nowhere"}]}""",
        "category_unknown",
        "kinds[0].category"
    )]
    [InlineData(
        """{"name":"甲","kinds":[{"code":"a","name":"乙","category":"X01"}]}""",
        "category_unfit",
        "kinds[0].category"
    )]
    public async Task What_is_wrong_with_a_type_is_named(string body, string code, string field)
    {
        using var admin = await AdminAsync();

        using var refused = await admin.PutJsonAsync($"{Types}/wrong", JsonDocument.Parse(body).RootElement, Ct);

        Assert.Equal((code, field), (refused.Code, refused["field"].GetString()));
        using var read = await admin.ReadAsync($"{Types}/wrong", Ct);
        Assert.Equal(404, read.Status);
    }

    [Fact]
    public async Task A_new_facilitys_code_matches_its_types_pattern_as_a_whole_and_what_is_there_keeps_its_code()
    {
        using var admin = await AdminAsync();
        using var loose = await admin.PutJsonAsync($"{Types}/hydrant", new { name = "消火栓" }, Ct);
        var old = Guid.NewGuid();
        using var before = await EnterAsync(admin, Facility("old/1", "hydrant"), old);

        using var strict = await admin.PutJsonAsync(
            $"{Types}/hydrant",
            new { name = "消火栓", codePattern = "HY-[0-9]{4}" },
            Ct
        );
        using var right = await EnterAsync(admin, Facility("HY-0001", "hydrant"));
        using var wrong = await EnterAsync(admin, Facility("XHY-00012", "hydrant"));
        using var kept = await ChangeAsync(admin, old, Facility("old/1", "hydrant", organisation: "parks"));

        Assert.Equal((201, 200, 201), (before.Status, strict.Status, right.Status));
        Assert.Equal((422, "facility_code_unfit", "code"), (wrong.Status, wrong.Code, wrong["field"].GetString()));
        Assert.Equal((200, "parks"), (kept.Status, kept["organisation"].GetString()));
        using var listed = await ImportAsync(
            admin,
            "编码,类型,名称,经度,纬度\nHY-0002,消火栓,一号,113.35,22.55\nHY-2,消火栓,二号,113.35,22.55\nold/1,消火栓,旧,113.35,22.55\n"
        );
        var bad = Assert.Single(listed["bad"].EnumerateArray());
        Assert.Equal(
            (3, "facility_code_unfit", "编码"),
            (
                bad.GetProperty("row").GetInt32(),
                bad.GetProperty("code").GetString(),
                bad.GetProperty("column").GetString()
            )
        );
    }

    [Fact]
    public async Task A_facility_is_a_point_a_line_or_an_area_as_its_type_says()
    {
        using var admin = await AdminAsync();
        using var line = await admin.PutJsonAsync($"{Types}/pipe", new { name = "管线", geometry = "line" }, Ct);
        using var area = await admin.PutJsonAsync($"{Types}/park", new { name = "公园", geometry = "area" }, Ct);
        var id = Guid.NewGuid();

        using var bent = await EnterAsync(
            admin,
            Facility("P-1", "pipe", shape: Line([113.35, 22.55], [113.36, 22.55]), hasPosition: false),
            id
        );
        using var bare = await EnterAsync(admin, Facility("P-2", "pipe"));
        using var filled = await EnterAsync(admin, Facility("P-3", "pipe", shape: Area()));
        using var park = await EnterAsync(admin, Facility("PA-1", "park", shape: Area(), hasPosition: false));
        using var pointed = await EnterAsync(admin, Facility("B-77", "bridge", shape: Area()));
        using var crossed = await EnterAsync(
            admin,
            Facility("PA-2", "park", shape: new { type = "Polygon", coordinates = 3 })
        );
        using var emptied = await ChangeAsync(admin, id, Facility("P-1", "pipe"));
        using var read = await admin.ReadAsync("/api/v1/facilities/P-1", Ct);
        using var moved = await admin.PutJsonAsync($"{Types}/pipe", new { name = "管线" }, Ct);
        var exported = await admin.GetStringAsync("/api/v1/facilities/export.geojson?type=pipe,park", Ct);
        using var imported = await ImportAsync(admin, exported, "application/geo+json");

        Assert.Equal((201, 201), (bent.Status, park.Status));
        Assert.Equal(
            ("LineString", 113.36),
            (read["shape.type"].GetString(), read["shape.coordinates"][1][0].GetDouble())
        );
        Assert.InRange(read["position.lon"].GetDouble(), 113.35, 113.36); // a place on it
        Assert.All([bare, filled, pointed, crossed, emptied], refused =>
            Assert.Equal((422, "facility_shape_unfit"), (refused.Status, refused.Code))
        );
        Assert.Equal((409, "facility_type_in_use", "geometry"), (moved.Status, moved.Code, moved["field"].GetString()));
        Assert.Equal((0, 0, 2), Counts(imported)); // out and back changes nothing
    }

    [Fact]
    public async Task The_kind_of_organisation_that_a_type_names_looks_after_its_facilities()
    {
        using var admin = await AdminAsync();
        using var made = await admin.PutJsonAsync(
            $"{Types}/kiosk",
            new { name = "岗亭", organisationKind = "contractor" },
            Ct
        );

        using var right = await EnterAsync(admin, Facility("K-1", "kiosk", organisation: "contractor"));
        using var wrong = await EnterAsync(admin, Facility("K-2", "kiosk", organisation: "parks"));

        Assert.Equal(201, right.Status);
        Assert.Equal(
            (422, "facility_organisation_unfit", "organisation"),
            (wrong.Status, wrong.Code, wrong["field"].GetString())
        );
    }

    [Fact]
    public async Task A_form_loses_no_field_that_facilities_have_values_of()
    {
        using var admin = await AdminAsync();
        await PublishAsync(admin, "swing_facts", Field("maker"), Field("seats", "integer"), Field("colour"));
        using var made = await admin.PutJsonAsync($"{Types}/swing", new { name = "秋千", form = "swing_facts" }, Ct);
        using var entered = await EnterAsync(
            admin,
            Facility("SW-1", "swing", attributes: new { maker = "甲厂", seats = 2 })
        );
        using var unfit = await EnterAsync(admin, Facility("SW-2", "swing", attributes: new { seats = "两个" }));

        using var draft = await admin.PutJsonAsync(
            "/api/v1/forms/swing_facts",
            new { name = "属性", fields = new[] { Field("maker") } },
            Ct
        );
        using var lost = await admin.PostJsonAsync("/api/v1/forms/swing_facts/publish", null, Ct);
        using var retyped = await admin.PutJsonAsync(
            "/api/v1/forms/swing_facts",
            new { name = "属性", fields = new[] { Field("maker"), Field("seats") } },
            Ct
        );
        using var otherKind = await admin.PostJsonAsync("/api/v1/forms/swing_facts/publish", null, Ct);
        await PublishAsync(admin, "swing_facts", Field("maker"), Field("seats", "integer")); // nobody said a colour
        await PublishAsync(admin, "other_facts", Field("maker"));
        using var switched = await admin.PutJsonAsync(
            $"{Types}/swing",
            new { name = "秋千", form = "other_facts" },
            Ct
        );

        Assert.Equal((201, "answer_kind_wrong"), (entered.Status, unfit.Code));
        Assert.All([lost, otherKind, switched], refused =>
            Assert.Equal(
                (409, "form_field_in_use", "seats"),
                (refused.Status, refused.Code, refused["field"].GetString())
            )
        );
        Assert.Contains("SW-1", lost["detail"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_type_that_a_form_asks_for_stays()
    {
        using var admin = await AdminAsync();
        using var made = await admin.PutJsonAsync($"{Types}/gate", new { name = "闸门" }, Ct);
        await PublishAsync(
            admin,
            "gate_check",
            new
            {
                code = "gate",
                kind = "facility",
                label = new { zh = "闸门" },
                facilityType = "gate",
            }
        );

        using var answer = await admin.DeleteAsync($"{Types}/gate", Ct);
        using var refused = await ApiClient.AnswerAsync(answer, Ct);

        Assert.Equal((409, "facility_type_in_use"), (refused.Status, refused.Code));
        Assert.Contains("gate_check", refused["detail"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_type_without_codes_gets_none()
    {
        using var admin = await AdminAsync();
        using var made = await admin.PutJsonAsync($"{Types}/stone", new { name = "石墩", hasCode = false }, Ct);
        using var entered = await EnterAsync(admin, Facility("ST-1", "stone"));

        using var refused = await admin.PostJsonAsync("/api/v1/facilities/ST-1/qr-code", null, Ct);

        Assert.Equal((422, "facility_type_has_no_codes"), (refused.Status, refused.Code));
    }

    private static async Task<ApiAnswer> ChangeAsync(HttpClient client, Guid id, object facility)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/facilities/{id}")
        {
            Content = System.Net.Http.Json.JsonContent.Create(facility),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        return await ApiClient.AnswerAsync(await client.SendAsync(request, Ct), Ct);
    }

    private static async Task<ApiAnswer> ImportAsync(HttpClient client, string list, string type = "text/csv")
    {
        using var content = new StringContent(list);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await ApiClient.AnswerAsync(
            await client.PostAsync("/api/v1/facilities/import?skipBad=true", content, Ct),
            Ct
        );
    }

    private static (int New, int Changed, int Unchanged) Counts(ApiAnswer import) =>
        (import["new"].GetInt32(), import["changed"].GetInt32(), import["unchanged"].GetInt32());
}
