using CityOps.Testing;

namespace CityOps.IntegrationTests.Organisations;

/// <summary>Organisations as an administrator makes, changes and takes them away.</summary>
public sealed class ChangeOrganisationTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_organisation_is_made_changed_and_taken_away()
    {
        using var admin = await shared.App.LogInAsync("admin", Ct);
        var office = new
        {
            name = "城管办",
            nameEn = "Office",
            kind = "town",
            parent = "bureau",
            town = TestCity.WestTown,
        };

        using var made = await admin.PutJsonAsync("/api/v1/organisations/office-9", office, Ct);
        using var renamed = await admin.PutJsonAsync(
            "/api/v1/organisations/office-9",
            new { name = "综合办", kind = "centre" },
            Ct
        );
        using var gone = await admin.SendAsync(HttpMethod.Delete, "/api/v1/organisations/office-9", null, Ct);
        using var again = await admin.SendAsync(HttpMethod.Delete, "/api/v1/organisations/office-9", null, Ct);

        Assert.Equal((201, TestCity.WestTown), (made.Status, made["town"].GetString()));
        Assert.Equal(
            (200, "综合办", "centre"),
            (renamed.Status, renamed["name"].GetString(), renamed["kind"].GetString())
        );
        Assert.Equal(204, gone.Status);
        Assert.Equal((404, "organisation_not_found"), (again.Status, again.Code));
    }

    [Theory]
    [InlineData("a b", "名", "centre", null, null, "field_invalid")]
    [InlineData("new", "", "centre", null, null, "field_missing")]
    [InlineData("new", "名", "ministry", null, null, "field_invalid")]
    [InlineData("new", "名", "centre", "nowhere", null, "organisation_unknown")]
    [InlineData("new", "名", "town", "bureau", null, "field_missing")]
    [InlineData("new", "名", "town", "bureau", "999999999", "town_unknown")]
    [InlineData("new", "名", "centre", "new", null, "organisation_unknown")]
    [InlineData("bureau", "名", "bureau", "bureau", null, "field_invalid")]
    public async Task What_cannot_be_is_refused(
        string code,
        string name,
        string kind,
        string? parent,
        string? town,
        string problem
    )
    {
        using var admin = await shared.App.LogInAsync("admin", Ct);

        using var refused = await admin.PutJsonAsync(
            $"/api/v1/organisations/{code}",
            new
            {
                name,
                kind,
                parent,
                town,
            },
            Ct
        );

        Assert.Equal((422, problem), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_circle_is_refused()
    {
        using var admin = await shared.App.LogInAsync("admin", Ct);
        using var upper = await PutAsync(admin, "circle-1", null);
        using var lower = await PutAsync(admin, "circle-2", "circle-1");

        using var circle = await PutAsync(admin, "circle-1", "circle-2");

        Assert.Equal((201, 201), (upper.Status, lower.Status));
        Assert.Equal((422, "field_invalid"), (circle.Status, circle.Code));
    }

    [Fact]
    public async Task One_that_something_refers_to_stays_and_only_administrators_change_any()
    {
        using var admin = await shared.App.LogInAsync("admin", Ct);
        using var officer = await shared.App.LogInAsync("officer", Ct);

        using var used = await admin.SendAsync(HttpMethod.Delete, "/api/v1/organisations/sanitation", null, Ct);
        using var forbidden = await PutAsync(officer, "mine", null);

        Assert.Equal((409, "organisation_in_use"), (used.Status, used.Code));
        Assert.Equal(403, forbidden.Status);
    }

    private static Task<ApiAnswer> PutAsync(HttpClient client, string code, string? parent) =>
        client.PutJsonAsync(
            $"/api/v1/organisations/{code}",
            new
            {
                name = code,
                kind = "centre",
                parent,
            },
            Ct
        );
}
