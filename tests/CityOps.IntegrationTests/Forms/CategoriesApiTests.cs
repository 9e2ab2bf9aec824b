using CityOps.Testing;

namespace CityOps.IntegrationTests.Forms;

public sealed class CategoriesApiTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Administrator_makes_a_category_with_conditions_and_limits_and_changes_them()
    {
        using var admin = await fixture.App.LogInAsync("admin", Ct);
        using var officer = await fixture.App.LogInAsync("officer", Ct);
        var body = new
        {
            name = "共享单车乱停放",
            kind = "event",
            organisation = "municipal",
            conditions = new[]
            {
                new
                {
                    condition = "占道",
                    limit = "2小时",
                    closingCondition = "有序停放",
                },
                new
                {
                    condition = "倒伏",
                    limit = "1紧急工作时",
                    closingCondition = "扶起",
                },
            },
        };

        using var made = await admin.PutJsonAsync("/api/v1/categories/L0900", body, Ct);
        using var read = await officer.ReadAsync("/api/v1/categories/L0900", Ct);
        var kept = read["conditions"][1].GetProperty("id").GetGuid();
        using var changed = await admin.PutJsonAsync(
            "/api/v1/categories/L0900",
            new
            {
                name = "共享单车乱停放",
                kind = "event",
                conditions = new[] { new { condition = "倒伏", limit = "30工作时" } },
            },
            Ct
        );
        using var renamed = await admin.PutJsonAsync(
            "/api/v1/categories/L0900",
            new { name = "单车乱停放", kind = "event" },
            Ct
        );

        Assert.Equal((201, 200), (made.Status, changed.Status));
        Assert.Equal(
            ["2工作时", "1紧急工作时"],
            read["conditions"].EnumerateArray().Select(c => c.GetProperty("limit").GetString())
        );
        Assert.Equal(("local", "municipal"), (read["standard"].GetString(), read["organisation"].GetString()));
        Assert.Equal(
            (kept, "30工作时"),
            (
                changed["conditions"][0].GetProperty("id").GetGuid(),
                changed["conditions"][0].GetProperty("limit").GetString()
            )
        );
        Assert.Equal((1, "单车乱停放"), (renamed["conditions"].GetArrayLength(), renamed["name"].GetString()));
    }

    [Theory]
    [InlineData("L0901", """{"kind":"event"}""", 422, "field_missing")]
    [InlineData("L0901", """{"name":"类","kind":"thing"}""", 422, "field_missing")]
    [InlineData("L 901", """{"name":"类","kind":"event"}""", 422, "field_invalid")]
    [InlineData("L0901", """{"name":"类","kind":"event","parent":"L0901"}""", 422, "category_unknown")]
    [InlineData(
        "L0901",
        """{"name":"类","kind":"event","conditions":[{"condition":"有","limit":"99999工作日"}]}""",
        422,
        "limit_unreadable"
    )]
    [InlineData(
        "L0901",
        """{"name":"类","kind":"event","conditions":[{"condition":"有","limit":"99999紧急工作日"}]}""",
        422,
        "limit_unreadable"
    )]
    [InlineData("L0901", """{"name":"类","kind":"event","organisation":"nobody"}""", 422, "organisation_unknown")]
    [InlineData("L0901", """{"name":"类","kind":"event","form":"nothing"}""", 404, "form_not_found")]
    [InlineData(
        "L0901",
        """{"name":"类","kind":"event","conditions":[{"condition":"有","limit":"马上"}]}""",
        422,
        "limit_unreadable"
    )]
    [InlineData("L0901", """{"name":"类","kind":"event","conditions":[{"condition":"有"}]}""", 422, "limit_unreadable")]
    [InlineData("L0901", """{"name":"类","kind":"event","conditions":[null]}""", 422, "field_invalid")]
    [InlineData(
        "L0901",
        """{"name":"类","kind":"event","conditions":[{"condition":"有","limit":"1天"},{"condition":"有 ","limit":"2天"}]}""",
        422,
        "field_invalid"
    )]
    public async Task Category_that_cannot_be_is_refused(string category, string body, int status, string code)
    {
        using var admin = await fixture.App.LogInAsync("admin", Ct);

        using var refused = await admin.PutJsonAsync($"/api/v1/categories/{category}", body, Ct);

        Assert.Equal((status, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task What_is_left_out_of_a_category_is_not_so_any_more_and_its_list_says_how_its_cases_are_worked()
    {
        using var admin = await fixture.App.LogInAsync("admin", Ct);
        await using (var db = fixture.App.NewContext())
        {
            await App.Features.Demo.DemoForms.LoadAsync(db, DateTimeOffset.UnixEpoch, Ct);
        }

        using var made = await admin.PutJsonAsync(
            "/api/v1/categories/L0910",
            new
            {
                standard = "市标",
                name = "井盖",
                kind = "event",
                organisation = "municipal",
                form = "road_repair",
                handlingForm = "road_repair",
                verifyBeforeFiling = true,
            },
            Ct
        );
        using var list = await admin.ReadAsync("/api/v1/categories?limit=1000", Ct);
        using var bare = await admin.PutJsonAsync(
            "/api/v1/categories/L0910",
            new { name = "井盖", kind = "event" },
            Ct
        );
        using var wordy = await admin.PutJsonAsync(
            "/api/v1/categories/L0910",
            new
            {
                name = "井盖",
                nameEn = new string('x', 101),
                kind = "event",
            },
            Ct
        );

        Assert.Equal(
            ("road_repair", true),
            (made["handlingForm"].GetString(), made["verifyBeforeFiling"].GetBoolean())
        );
        var listed = list["items"].EnumerateArray().Single(c => c.GetProperty("code").GetString() == "L0910");
        Assert.Equal(
            ("road_repair", true),
            (listed.GetProperty("handlingForm").GetString(), listed.GetProperty("verifyBeforeFiling").GetBoolean())
        );
        Assert.Equal(
            ("local", null, null, null, false),
            (
                bare["standard"].GetString(),
                bare["organisation"].GetString(),
                bare["form"].GetString(),
                bare["handlingForm"].GetString(),
                bare["verifyBeforeFiling"].GetBoolean()
            )
        );
        Assert.Equal(422, wordy.Status);
    }

    [Fact]
    public async Task Classes_and_inspections_open_no_case_inspections_alone_are_patrolled_and_no_category_stands_under_itself()
    {
        using var admin = await fixture.App.LogInAsync("admin", Ct);
        using var officer = await fixture.App.LogInAsync("officer", Ct);
        foreach (var (code, parent) in new[] { ("Z1", (string?)null), ("Z2", "Z1"), ("Z3", "Z2") })
        {
            using var made = await admin.PutJsonAsync(
                $"/api/v1/categories/{code}",
                new
                {
                    name = code,
                    kind = "event",
                    parent,
                },
                Ct
            );
            Assert.Equal(201, made.Status);
        }

        using var ring = await admin.PutJsonAsync(
            "/api/v1/categories/Z1",
            new
            {
                name = "Z1",
                kind = "event",
                parent = "Z3",
            },
            Ct
        );
        using var heading = await ReportAsync("Z2");
        using var leaf = await ReportAsync("Z3");
        using var inspection = await ReportAsync("X01");
        using var matter = await PatrolAsync(new { category = "Z3", startedAt = "2026-06-01T08:00:00+08:00" });
        using var domain = await PatrolAsync(
            new
            {
                category = "X01",
                domains = new[] { "Z1" },
                startedAt = "2026-06-01T08:00:00+08:00",
            }
        );

        Assert.Equal((422, "category_ring"), (ring.Status, ring.Code));
        Assert.Equal((422, "category_unfit"), (heading.Status, heading.Code));
        Assert.Equal(201, leaf.Status);
        Assert.Equal((422, "category_unfit"), (inspection.Status, inspection.Code));
        Assert.Equal((422, "category_unfit", "category"), (matter.Status, matter.Code, matter["field"].GetString()));
        Assert.Equal((422, "category_unfit", "domains"), (domain.Status, domain.Code, domain["field"].GetString()));

        Task<ApiAnswer> ReportAsync(string category) =>
            officer.PutJsonAsync(
                $"/api/v1/reports/{Guid.NewGuid()}",
                new
                {
                    category,
                    observedAt = "2026-06-01T08:00:00+08:00",
                    position = new
                    {
                        lon = 113.35,
                        lat = 22.55,
                        coordSystem = "wgs84",
                    },
                },
                Ct
            );
        Task<ApiAnswer> PatrolAsync(object body) => officer.PutJsonAsync($"/api/v1/patrols/{Guid.NewGuid()}", body, Ct);
    }

    [Fact]
    public async Task Only_administrators_change_categories_and_an_unknown_one_is_not_found()
    {
        using var officer = await fixture.App.LogInAsync("officer", Ct);

        using var refused = await officer.PutJsonAsync(
            "/api/v1/categories/03101",
            new { name = "垃圾", kind = "event" },
            Ct
        );
        using var unknown = await officer.ReadAsync("/api/v1/categories/99999", Ct);

        Assert.Equal(("forbidden", "category_not_found"), (refused.Code, unknown.Code));
    }
}
