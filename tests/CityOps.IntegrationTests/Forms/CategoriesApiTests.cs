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
            name = "共享单车乱停放", kind = "event", organisation = "municipal",
            conditions = new[]
            {
                new { condition = "占道", limit = "2小时", closingCondition = "有序停放" },
                new { condition = "倒伏", limit = "1紧急工作时", closingCondition = "扶起" },
            },
        };

        using var made = await admin.PutJsonAsync("/api/v1/categories/L0900", body, Ct);
        using var read = await officer.ReadAsync("/api/v1/categories/L0900", Ct);
        var kept = read["conditions"][1].GetProperty("id").GetGuid();
        using var changed = await admin.PutJsonAsync("/api/v1/categories/L0900", new
        {
            name = "共享单车乱停放", kind = "event", conditions = new[] { new { condition = "倒伏", limit = "30工作时" } },
        }, Ct);
        using var renamed = await admin.PutJsonAsync("/api/v1/categories/L0900", new { name = "单车乱停放", kind = "event" }, Ct);

        Assert.Equal((201, 200), (made.Status, changed.Status));
        Assert.Equal(["2工作时", "1紧急工作时"], read["conditions"].EnumerateArray().Select(c => c.GetProperty("limit").GetString()));
        Assert.Equal(("local", "municipal"), (read["standard"].GetString(), read["organisation"].GetString()));
        Assert.Equal((kept, "30工作时"), (changed["conditions"][0].GetProperty("id").GetGuid(), changed["conditions"][0].GetProperty("limit").GetString()));
        Assert.Equal((1, "单车乱停放"), (renamed["conditions"].GetArrayLength(), renamed["name"].GetString()));
    }

    [Theory]
    [InlineData("L0901", """{"kind":"event"}""", 422, "field_missing")]
    [InlineData("L0901", """{"name":"类","kind":"thing"}""", 422, "field_missing")]
    [InlineData("L 901", """{"name":"类","kind":"event"}""", 422, "field_invalid")]
    [InlineData("L0901", """{"name":"类","kind":"event","parent":"L0901"}""", 422, "category_unknown")]
    [InlineData("L0901", """{"name":"类","kind":"event","organisation":"nobody"}""", 422, "organisation_unknown")]
    [InlineData("L0901", """{"name":"类","kind":"event","form":"nothing"}""", 404, "form_not_found")]
    [InlineData("L0901", """{"name":"类","kind":"event","conditions":[{"condition":"有","limit":"马上"}]}""", 422, "limit_unreadable")]
    [InlineData("L0901", """{"name":"类","kind":"event","conditions":[{"condition":"有"}]}""", 422, "limit_unreadable")]
    [InlineData("L0901", """{"name":"类","kind":"event","conditions":[null]}""", 422, "field_invalid")]
    [InlineData("L0901", """{"name":"类","kind":"event","conditions":[{"condition":"有","limit":"1天"},{"condition":"有 ","limit":"2天"}]}""", 422, "field_invalid")]
    public async Task Category_that_cannot_be_is_refused(string category, string body, int status, string code)
    {
        using var admin = await fixture.App.LogInAsync("admin", Ct);

        using var refused = await admin.PutJsonAsync($"/api/v1/categories/{category}", body, Ct);

        Assert.Equal((status, code), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Only_administrators_change_categories_and_an_unknown_one_is_not_found()
    {
        using var officer = await fixture.App.LogInAsync("officer", Ct);

        using var refused = await officer.PutJsonAsync("/api/v1/categories/03101", new { name = "垃圾", kind = "event" }, Ct);
        using var unknown = await officer.ReadAsync("/api/v1/categories/99999", Ct);

        Assert.Equal(("forbidden", "category_not_found"), (refused.Code, unknown.Code));
    }
}
