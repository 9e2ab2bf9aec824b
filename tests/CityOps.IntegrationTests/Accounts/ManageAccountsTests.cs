using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Accounts;

public sealed class ManageAccountsTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestApp _app = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(_ct);
        _admin = await _app.LogInAsync("admin", _ct);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_new_account_logs_in_with_the_password_that_was_shown_once()
    {
        using var made = await PutAsync(
            "Officer-West",
            new
            {
                name = "西区巡查员",
                role = "officer",
                organisation = "sanitation",
                town = TestCity.WestTown,
            }
        );
        var shown = await made.Content.ReadFromJsonAsync<JsonElement>(_ct);
        var list = await _admin.GetStringAsync("/api/v1/accounts?organisation=sanitation", _ct);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("officer-west", shown.GetProperty("login").GetString());
        Assert.Equal(HttpStatusCode.OK, await LogInAsync("officer-west", shown.GetProperty("password").GetString()!));
        Assert.Contains("officer-west", list, StringComparison.Ordinal);
        Assert.DoesNotContain("password", list, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Disabling_ends_the_session_and_a_reset_replaces_the_password()
    {
        using var officer = await _app.LogInAsync("officer", _ct);
        using var disabled = await PutAsync(
            "officer",
            new
            {
                name = "巡查员",
                role = "officer",
                organisation = "sanitation",
                disabled = true,
            }
        );
        var refused = await LogInAsync("officer", TestCity.Password);
        using var enabled = await PutAsync(
            "officer",
            new
            {
                name = "巡查员",
                role = "officer",
                organisation = "sanitation",
            }
        );
        using var reset = await _admin.PostAsync("/api/v1/accounts/officer/password", null, _ct);
        var password = (await reset.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("password").GetString()!;
        using var oldToken = await officer.GetAsync("/api/v1/towns", _ct);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (disabled.StatusCode, refused, enabled.StatusCode)
        );
        Assert.Equal("token_invalid", await CodeAsync(oldToken));
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync("officer", TestCity.Password));
        Assert.Equal(HttpStatusCode.OK, await LogInAsync("officer", password));
    }

    [Fact]
    public async Task Two_administrators_who_disable_each_other_at_once_leave_one()
    {
        using var second = await PutAsync(
            "admin-2",
            new
            {
                name = "管理员乙",
                role = "admin",
                organisation = "bureau",
            }
        );

        var answers = await Task.WhenAll(DisableAsync("admin"), DisableAsync("admin-2"));

        Assert.Single(answers, status => status == HttpStatusCode.OK);
        Assert.Equal(
            [1L],
            await new FieldRecords(_app.Database.DataSource, _ct).ListAsync<long>(
                "select count(*) from account where role = 'admin' and disabled_at is null"
            )
        );

        async Task<HttpStatusCode> DisableAsync(string login)
        {
            using var answer = await PutAsync(
                login,
                new
                {
                    name = login,
                    role = "admin",
                    organisation = "bureau",
                    disabled = true,
                }
            );
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task The_last_administrator_cannot_be_made_anything_else()
    {
        using var answer = await PutAsync(
            "admin",
            new
            {
                name = "管理员",
                role = "supervisor",
                organisation = "bureau",
            }
        );

        Assert.Equal("last_administrator", await CodeAsync(answer));
    }

    [Theory]
    [InlineData("a b", "officer", "sanitation", null, "field_invalid")]
    [InlineData("new", "king", "sanitation", null, "field_invalid")]
    [InlineData("new", "officer", "nowhere", null, "organisation_unknown")]
    [InlineData("new", "officer", "sanitation", "999", "town_unknown")]
    public async Task What_cannot_be_is_refused(
        string login,
        string role,
        string organisation,
        string? town,
        string code
    )
    {
        using var answer = await PutAsync(
            login,
            new
            {
                name = "某人",
                role,
                organisation,
                town,
            }
        );

        Assert.Equal(code, await CodeAsync(answer));
    }

    [Theory]
    [InlineData("wrong-password-here", "a-much-longer-password", "password_wrong")]
    [InlineData(TestCity.Password, "short", "password_unfit")]
    [InlineData(TestCity.Password, "supervisor-supervisor", "password_unfit")]
    [InlineData(TestCity.Password, "aaaaaaaaaaaa", "password_unfit")]
    [InlineData(TestCity.Password, "123456789012", "password_unfit")]
    [InlineData(TestCity.Password, "Password1234!", "password_unfit")]
    [InlineData(TestCity.Password, TestCity.Password, "password_unfit")]
    public async Task Ones_own_password_is_changed_only_by_who_knows_it(string current, string wanted, string code)
    {
        using var supervisor = await _app.LogInAsync("supervisor", _ct);

        using var answer = await supervisor.PutAsJsonAsync(
            "/api/v1/session/password",
            new { current, @new = wanted },
            _ct
        );

        Assert.Equal(code, await CodeAsync(answer));
    }

    [Fact]
    public async Task After_changing_ones_own_password_this_session_goes_on_and_others_end()
    {
        using var here = _app.Client();
        using var opened = await here.PostAsJsonAsync(
            "/api/v1/session",
            new { login = "supervisor", password = TestCity.Password },
            _ct
        );
        using var phone = await _app.LogInAsync("supervisor", _ct);

        using var changed = await here.PutAsJsonAsync(
            "/api/v1/session/password",
            new { current = TestCity.Password, @new = "typhoon-signal-number-8" },
            _ct
        );
        using var goesOn = await here.GetAsync("/api/v1/session", _ct);
        using var ended = await phone.GetAsync("/api/v1/session", _ct);

        Assert.Equal(
            (HttpStatusCode.NoContent, HttpStatusCode.OK, HttpStatusCode.Unauthorized),
            (changed.StatusCode, goesOn.StatusCode, ended.StatusCode)
        );
        Assert.Equal(HttpStatusCode.OK, await LogInAsync("supervisor", "typhoon-signal-number-8"));
    }

    [Fact]
    public async Task None_of_the_last_five_passwords_is_chosen_again()
    {
        string[] passwords =
        [
            TestCity.Password,
            .. Enumerable.Range(1, 5).Select(n => $"typhoon-signal-number-{n}"),
            "typhoon-signal-number-1", // refused
            "typhoon-signal-number-0",
            "typhoon-signal-number-1", // by now one of the last six
        ];
        using var here = _app.Client();
        using var opened = await here.PostAsJsonAsync(
            "/api/v1/session",
            new { login = "verifier", password = passwords[0] },
            _ct
        );
        var current = passwords[0];
        var refused = new List<string?>();
        foreach (var next in passwords.Skip(1))
        {
            using var changed = await here.PutJsonAsync("/api/v1/session/password", new { current, @new = next }, _ct);
            current = changed.Status == 204 ? next : current;
            if (changed.Status != 204)
            {
                refused.Add($"{next} {changed["why"]}");
            }
        }

        Assert.Equal(["typhoon-signal-number-1 former"], refused);
        Assert.Equal(HttpStatusCode.OK, await LogInAsync("verifier", "typhoon-signal-number-1"));
    }

    [Fact]
    public async Task A_password_that_an_administrator_made_is_changed_before_anything_else()
    {
        using var reset = await _admin.PostAsync("/api/v1/accounts/officer/password", null, _ct);
        var password = (await reset.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("password").GetString()!;
        using var officer = _app.Client();
        using var opened = await officer.PostAsJsonAsync("/api/v1/session", new { login = "officer", password }, _ct);
        var session = await opened.Content.ReadFromJsonAsync<JsonElement>(_ct);

        using var refused = await officer.GetAsync("/api/v1/cases", _ct);
        using var stillNot = await officer.GetAsync("/api/v1/events", _ct);
        using var same = await officer.PutAsJsonAsync(
            "/api/v1/session/password",
            new { current = password, @new = password },
            _ct
        );
        using var changed = await officer.PutAsJsonAsync(
            "/api/v1/session/password",
            new { current = password, @new = "typhoon-signal-number-8" },
            _ct
        );
        using var taken = await officer.GetAsync("/api/v1/cases", _ct);

        Assert.True(session.GetProperty("mustChangePassword").GetBoolean());
        Assert.Equal(
            ("password_change_required", "password_change_required", "password_unfit"),
            (await CodeAsync(refused), await CodeAsync(stillNot), await CodeAsync(same))
        );
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.OK), (changed.StatusCode, taken.StatusCode));
        Assert.False(
            (await officer.GetFromJsonAsync<JsonElement>("/api/v1/session", _ct))
                .GetProperty("mustChangePassword")
                .GetBoolean()
        );
    }

    [Fact]
    public async Task Accounts_are_found_by_part_of_login_or_name_by_town_and_by_state()
    {
        using var made = await PutAsync(
            "li.wei",
            new
            {
                name = "李伟",
                role = "officer",
                organisation = "parks",
            }
        );
        using var off = await PutAsync(
            "li.na",
            new
            {
                name = "李娜",
                role = "officer",
                organisation = "parks",
                town = TestCity.WestTown,
                disabled = true,
            }
        );

        Assert.Equal(["li.na", "li.wei"], await FoundAsync("text=李"));
        Assert.Equal(["li.na", "li.wei"], await FoundAsync("text=LI."));
        Assert.Equal(["li.na"], await FoundAsync("text=li.&disabled=true"));
        Assert.Equal(["li.wei"], await FoundAsync("text=li.&disabled=false"));
        Assert.Equal(["li.na", "supervisor-west"], await FoundAsync($"town={TestCity.WestTown}"));
        Assert.Empty(await FoundAsync("text=%25"));
    }

    [Fact]
    public async Task The_table_of_rights_has_every_role_and_operation_with_its_reach()
    {
        var table = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/rights", _ct);

        Assert.Equal("officer", table.GetProperty("roles")[0].GetProperty("code").GetString());
        var issuing = table
            .GetProperty("operations")
            .EnumerateArray()
            .Single(operation => operation.GetProperty("code").GetString() == "letters.issue")
            .GetProperty("reaches");
        Assert.Equal(
            ("own", "city", false),
            (
                issuing.GetProperty("dispatcher").GetString(),
                issuing.GetProperty("admin").GetString(),
                issuing.TryGetProperty("officer", out _)
            )
        );
        using var supervisor = await _app.LogInAsync("supervisor", _ct);
        using var refused = await supervisor.GetAsync("/api/v1/rights", _ct);
        Assert.Equal("forbidden", await CodeAsync(refused));
    }

    [Fact]
    public async Task Settings_in_force_are_shown_to_administrators_alone()
    {
        var settings = await _admin.GetFromJsonAsync<JsonElement>("/api/v1/settings", _ct);

        var quota = settings
            .GetProperty("items")
            .EnumerateArray()
            .Single(item => item.GetProperty("key").GetString() == "Quotas:ConnectionsPerGateway");
        Assert.Equal(
            ("32", "default"),
            (quota.GetProperty("value").GetString(), quota.GetProperty("source").GetString())
        );
        using var supervisor = await _app.LogInAsync("supervisor", _ct);
        using var refused = await supervisor.GetAsync("/api/v1/settings", _ct);
        Assert.Equal("forbidden", await CodeAsync(refused));
    }

    [Fact]
    public async Task Accounts_are_for_administrators_alone()
    {
        using var supervisor = await _app.LogInAsync("supervisor", _ct);

        using var answer = await supervisor.GetAsync("/api/v1/accounts", _ct);

        Assert.Equal("forbidden", await CodeAsync(answer));
    }

    private async Task<IEnumerable<string?>> FoundAsync(string query) =>
        (await _admin.GetFromJsonAsync<JsonElement>($"/api/v1/accounts?{query}", _ct))
            .GetProperty("items")
            .EnumerateArray()
            .Select(account => account.GetProperty("login").GetString());

    private Task<HttpResponseMessage> PutAsync(string login, object body) =>
        _admin.PutAsJsonAsync($"/api/v1/accounts/{Uri.EscapeDataString(login)}", body, _ct);

    private async Task<HttpStatusCode> LogInAsync(string login, string password)
    {
        using var client = _app.Client();
        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", new { login, password }, _ct);
        return answer.StatusCode;
    }

    private async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString();
}
