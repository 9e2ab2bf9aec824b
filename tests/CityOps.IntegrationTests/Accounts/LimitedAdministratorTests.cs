using System.Net.Http.Json;
using System.Text.Json;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Accounts;

/// <summary>Attacks of an administrator who is limited to a town: reach holds for administration as well.</summary>
public sealed class LimitedAdministratorTests(TestApp.ForClass fixture)
    : IClassFixture<TestApp.ForClass>,
        IAsyncLifetime
{
    private const string Login = "admin-west";
    private readonly TestApp _app = fixture.App;
    private HttpClient _west = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var db = _app.NewContext();
        if (!await db.Accounts.AnyAsync(a => a.Login == Login, Ct))
        {
            var admin = await db.Accounts.AsNoTracking().SingleAsync(a => a.Login == "admin", Ct);
            db.Accounts.Add(
                new Account
                {
                    Login = Login,
                    Name = "西镇管理员",
                    PasswordHash = admin.PasswordHash,
                    Role = "admin",
                    OrganisationCode = TestCity.WestTown,
                    TownCode = TestCity.WestTown,
                    CreatedAt = TimeProvider.System.GetUtcNow(),
                }
            );
            await db.SaveChangesAsync(Ct);
        }

        _west = await _app.LogInAsync(Login, Ct);
    }

    public ValueTask DisposeAsync()
    {
        _west.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_list_of_accounts_brings_in_those_of_the_own_town_alone()
    {
        const string list =
            "账号,姓名,角色,单位,镇街\nwest.one,西一,巡查员,西镇城管办,西镇\neast.one,东一,巡查员,东镇城管办,东镇\n";
        using var content = new StringContent(list, System.Text.Encoding.UTF8, "text/csv");

        using var outcome = await _west.SendAsync(HttpMethod.Post, "/api/v1/accounts/import?skipBad=true", content, Ct);

        Assert.Equal(
            ["outside_your_area"],
            outcome["bad"].EnumerateArray().Select(row => row.GetProperty("code").GetString())
        );
        Assert.Equal(
            ["west.one"],
            outcome["passwords"].EnumerateArray().Select(made => made.GetProperty("login").GetString())
        );
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("officer")]
    [InlineData("supervisor")]
    public async Task Foreign_passwords_are_not_reset(string login)
    {
        using var answer = await _west.PostJsonAsync($"/api/v1/accounts/{login}/password", null, Ct);
        using var owner = _app.Client();
        using var entered = await owner.PostAsJsonAsync(
            "/api/v1/session",
            new { login, password = TestCity.Password },
            Ct
        );

        Assert.Equal((404, "account_not_found"), (answer.Status, answer.Code));
        Assert.True(entered.IsSuccessStatusCode, "the password is what it was");
    }

    [Theory]
    [InlineData(Login, "admin", TestCity.WestTown, null)] // lifts its own limit
    [InlineData(Login, "admin", TestCity.WestTown, TestCity.EastTown)]
    [InlineData(Login, "admin", "bureau", TestCity.WestTown)]
    [InlineData("admin", "admin", "bureau", TestCity.WestTown)] // brings another down to the town
    [InlineData("officer", "officer", "sanitation", TestCity.WestTown)]
    [InlineData("made-up", "admin", TestCity.WestTown, null)] // makes one without the limit
    [InlineData("made-up", "officer", TestCity.EastTown, TestCity.EastTown)]
    [InlineData("made-up", "handler", "municipal", TestCity.WestTown)]
    public async Task No_limit_is_lifted(string login, string role, string organisation, string? town)
    {
        var before = await AccountsAsync();

        using var answer = await _west.PutJsonAsync(
            $"/api/v1/accounts/{login}",
            new
            {
                name = "甲",
                role,
                organisation,
                town,
            },
            Ct
        );

        Assert.Equal((403, "outside_your_area"), (answer.Status, answer.Code));
        Assert.Equal(before, await AccountsAsync());
    }

    [Fact]
    public async Task Its_own_towns_accounts_are_its_to_make_change_reset_and_list()
    {
        var body = new
        {
            name = "西镇巡查员",
            role = "officer",
            organisation = TestCity.WestTown,
            town = TestCity.WestTown,
        };
        using var made = await _west.PutJsonAsync("/api/v1/accounts/officer-west-1", body, Ct);
        using var reset = await _west.PostJsonAsync("/api/v1/accounts/officer-west-1/password", null, Ct);
        var list = await _west.GetFromJsonAsync<JsonElement>("/api/v1/accounts?limit=500", Ct);

        Assert.Equal((201, 200), (made.Status, reset.Status));
        Assert.Equal(
            [TestCity.WestTown],
            list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("town").GetString()).Distinct()
        );
    }

    [Theory]
    [InlineData("PUT", "gateways/gw-02", """{"name":"x","disabled":true}""")]
    [InlineData("POST", "gateways/gw-02/secret", "")]
    [InlineData("POST", "gateways/gw-02/commands", """{"command":{"a":1}}""")]
    [InlineData("GET", "rejected-messages", null)]
    [InlineData("PUT", "organisations/parks", """{"name":"x","kind":"centre"}""")]
    [InlineData("DELETE", "organisations/parks", null)]
    [InlineData("PUT", "categories/03101", """{"name":"x","kind":"event","organisation":"parks"}""")]
    [InlineData("PUT", "calendar/2026-10-01", """{"isWorkingDay":true}""")]
    [InlineData("POST", "webhooks", """{"name":"x","url":"https://example.org/","types":["case.*"]}""")]
    [InlineData("GET", "webhooks", null)]
    [InlineData("PUT", "statistics/metrics/closing_rate/target", """{"value":95}""")]
    [InlineData("POST", "channels", """{"name":"x","kind":"wecom","address":"https://example.org/?key=1"}""")]
    public async Task What_is_the_whole_citys_is_not_a_towns_to_change(string method, string path, string? body)
    {
        using var answer = await _west.SendAsync(new HttpMethod(method), $"/api/v1/{path}", body, Ct);

        Assert.Equal((403, "forbidden"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_plate_of_another_towns_toilet_is_not_replaced()
    {
        await using (var db = _app.NewContext())
        {
            await db
                .Facilities.Where(f => f.Code == "T-001")
                .ExecuteUpdateAsync(set => set.SetProperty(f => f.TownCode, TestCity.EastTown), Ct);
        }

        using var answer = await _west.PostJsonAsync("/api/v1/facilities/T-001/qr-code", null, Ct);

        Assert.Equal((403, "outside_your_area"), (answer.Status, answer.Code));
    }

    private async Task<List<string>> AccountsAsync()
    {
        await using var db = _app.NewContext();
        return await db
            .Accounts.OrderBy(a => a.Login)
            .Select(a => $"{a.Login} {a.Role} {a.OrganisationCode} {a.TownCode} {a.SecurityStamp}")
            .ToListAsync(Ct);
    }
}
