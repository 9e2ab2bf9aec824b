using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.App.Features.Accounts;
using CityOps.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CityOps.IntegrationTests.Accounts;

public sealed class SessionTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Right_password_opens_a_session_that_logging_out_ends()
    {
        using var console = fixture.App.Client();

        using var opened = await console.PostAsJsonAsync(
            "/api/v1/session",
            new { login = "Supervisor", password = TestCity.Password },
            _ct
        );
        var session = await console.GetFromJsonAsync<JsonElement>("/api/v1/session", _ct);
        using var ended = await console.DeleteAsync("/api/v1/session", _ct);
        using var after = await console.GetAsync("/api/v1/session", _ct);

        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.Equal(
            ("supervisor", "supervisor", "城管局"),
            (
                session.GetProperty("login").GetString(),
                session.GetProperty("role").GetString(),
                session.GetProperty("organisationName").GetString()
            )
        );
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("not_logged_in", await CodeAsync(after));
    }

    [Fact]
    public async Task Sessions_are_listed_with_what_they_are_and_ended_by_their_owner_or_an_administrator()
    {
        using var console = fixture.App.Client();
        console.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0");
        using var opened = await console.PostAsJsonAsync(
            "/api/v1/session",
            new { login = "officer-parks", password = TestCity.Password },
            _ct
        );
        using var phone = await fixture.App.LogInAsync("officer-parks", _ct);
        using var admin = await fixture.App.LogInAsync("admin", _ct);
        using var other = await fixture.App.LogInAsync("handler", _ct);

        using var own = await console.ReadAsync("/api/v1/sessions", _ct);
        var rows = own["items"].EnumerateArray().ToList();
        var current = Assert.Single(rows, row => row.GetProperty("isCurrent").GetBoolean());
        var onPhone = Assert.Single(rows, row => row.GetProperty("isPhone").GetBoolean()).GetProperty("id").GetGuid();
        using var notTheirs = await other.SendAsync(HttpMethod.Delete, $"/api/v1/sessions/{onPhone}", null, _ct);
        using var stillThere = await phone.ReadAsync("/api/v1/session", _ct);
        using var ended = await console.SendAsync(HttpMethod.Delete, $"/api/v1/sessions/{onPhone}", null, _ct);
        using var gone = await phone.ReadAsync("/api/v1/session", _ct);
        using var refused = await other.ReadAsync("/api/v1/accounts/officer-parks/sessions", _ct);
        using var left = await admin.ReadAsync("/api/v1/accounts/officer-parks/sessions", _ct);
        var last = Assert.Single(left["items"].EnumerateArray()).GetProperty("id").GetGuid();
        using var byAdmin = await admin.SendAsync(
            HttpMethod.Delete,
            $"/api/v1/accounts/officer-parks/sessions/{last}",
            null,
            _ct
        );
        using var over = await console.ReadAsync("/api/v1/session", _ct);
        using var nobody = await admin.ReadAsync("/api/v1/accounts/nobody/sessions", _ct);

        Assert.Equal(2, rows.Count);
        Assert.Equal(
            ("Mozilla/5.0", false),
            (current.GetProperty("agent").GetString(), current.GetProperty("isPhone").GetBoolean())
        );
        Assert.Equal((204, 200, 204, 401), (notTheirs.Status, stillThere.Status, ended.Status, gone.Status));
        Assert.Equal((403, 204, 401), (refused.Status, byAdmin.Status, over.Status));
        Assert.Equal((404, "account_not_found"), (nobody.Status, nobody.Code));
    }

    [Theory]
    [InlineData("supervisor", "wrong")]
    [InlineData("nobody", TestCity.Password)]
    [InlineData(null, null)]
    public async Task Wrong_login_or_password_is_refused_without_saying_which(string? login, string? password)
    {
        using var client = fixture.App.Client();

        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", new { login, password }, _ct);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("wrong_credentials", await CodeAsync(answer));
    }

    [Fact]
    public async Task Guessing_is_slowed_after_ten_failures_but_not_for_others()
    {
        using var client = fixture.App.Client();
        for (var i = 0; i < 10; i++)
        {
            using var failed = await client.PostAsJsonAsync(
                "/api/v1/tokens",
                new { login = "verifier", password = "guess" },
                _ct
            );
        }

        using var blocked = await client.PostAsJsonAsync(
            "/api/v1/tokens",
            new { login = "verifier", password = TestCity.Password },
            _ct
        );
        using var other = await client.PostAsJsonAsync(
            "/api/v1/tokens",
            new { login = "admin", password = TestCity.Password },
            _ct
        );

        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "too_many_attempts"),
            (blocked.StatusCode, await CodeAsync(blocked))
        );
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Tokens_expire_and_are_renewed_by_the_refresh_token()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(_ct, builder =>
            builder.Services.AddSingleton<TimeProvider>(clock)
        );
        using var client = app.Client();
        var first = await TokensAsync(client, new { login = "officer", password = TestCity.Password });

        clock.Advance(TimeSpan.FromHours(2));
        client.DefaultRequestHeaders.Authorization = new("Bearer", first.GetProperty("accessToken").GetString());
        using var expired = await client.GetAsync("/api/v1/towns", _ct);
        client.DefaultRequestHeaders.Authorization = null;
        var second = await TokensAsync(client, new { refreshToken = first.GetProperty("refreshToken").GetString() });
        client.DefaultRequestHeaders.Authorization = new("Bearer", second.GetProperty("accessToken").GetString());
        using var renewed = await client.GetAsync("/api/v1/towns", _ct);
        clock.Advance(TimeSpan.FromDays(40));
        using var late = await client.PostAsJsonAsync(
            "/api/v1/tokens",
            new { refreshToken = second.GetProperty("refreshToken").GetString() },
            _ct
        );

        Assert.Equal(3600, first.GetProperty("expiresIn").GetInt32());
        Assert.Equal((HttpStatusCode.Unauthorized, "token_expired"), (expired.StatusCode, await CodeAsync(expired)));
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
        Assert.Equal((HttpStatusCode.Unauthorized, "refresh_token_expired"), (late.StatusCode, await CodeAsync(late)));
    }

    [Fact]
    public async Task Logging_out_ends_the_session_wherever_its_cookie_is_kept()
    {
        using var console = fixture.App.Client();
        using var opened = await console.PostAsJsonAsync(
            "/api/v1/session",
            new { login = "dispatcher", password = TestCity.Password },
            _ct
        );
        using var thief = new HttpClient(new SocketsHttpHandler { UseCookies = false })
        {
            BaseAddress = fixture.App.Http,
        };
        thief.DefaultRequestHeaders.Add(
            "Cookie",
            opened
                .Headers.GetValues("Set-Cookie")
                .Single(cookie => cookie.StartsWith("cityops-session=", StringComparison.Ordinal))
                .Split(';')[0]
        );
        using var before = await thief.GetAsync("/api/v1/session", _ct);

        using var ended = await console.DeleteAsync("/api/v1/session", _ct);
        using var after = await thief.GetAsync("/api/v1/session", _ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NoContent), (before.StatusCode, ended.StatusCode));
        Assert.Equal((HttpStatusCode.Unauthorized, "token_invalid"), (after.StatusCode, await CodeAsync(after)));
    }

    [Fact]
    public async Task Logging_out_with_a_token_ends_it_and_its_refresh_token()
    {
        using var phone = fixture.App.Client();
        var tokens = await TokensAsync(phone, new { login = "officer", password = TestCity.Password });
        phone.DefaultRequestHeaders.Authorization = new("Bearer", tokens.GetProperty("accessToken").GetString());

        using var ended = await phone.DeleteAsync("/api/v1/session", _ct);
        using var after = await phone.GetAsync("/api/v1/towns", _ct);
        phone.DefaultRequestHeaders.Authorization = null;
        using var refreshed = await RefreshAsync(phone, tokens);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("token_invalid", await CodeAsync(after));
        Assert.Equal("token_invalid", await CodeAsync(refreshed));
    }

    [Fact]
    public async Task A_refresh_token_is_taken_once_and_a_copy_of_it_ends_the_log_in()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(_ct, builder =>
            builder.Services.AddSingleton<TimeProvider>(clock)
        );
        using var phone = app.Client();
        var first = await TokensAsync(phone, new { login = "officer", password = TestCity.Password });
        var second = await TokensAsync(phone, new { refreshToken = first.GetProperty("refreshToken").GetString() });
        using var used = await TownsAsync(phone, second);
        clock.Advance(TimeSpan.FromMinutes(2));

        using var copy = await RefreshAsync(phone, first);
        using var owner = await RefreshAsync(phone, second);
        using var access = await TownsAsync(phone, second);

        Assert.Equal(HttpStatusCode.OK, used.StatusCode);
        Assert.Equal("token_invalid", await CodeAsync(copy));
        Assert.Equal("token_invalid", await CodeAsync(owner));
        Assert.Equal("token_invalid", await CodeAsync(access));
    }

    [Fact]
    public async Task A_phone_that_lost_the_answer_refreshes_again_hours_later()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(_ct, builder =>
            builder.Services.AddSingleton<TimeProvider>(clock)
        );
        using var phone = app.Client();
        var first = await TokensAsync(phone, new { login = "officer", password = TestCity.Password });
        var lost = await TokensAsync(phone, new { refreshToken = first.GetProperty("refreshToken").GetString() });
        clock.Advance(TimeSpan.FromHours(5));

        var again = await TokensAsync(phone, new { refreshToken = first.GetProperty("refreshToken").GetString() });
        using var used = await TownsAsync(phone, again);
        var next = await TokensAsync(phone, new { refreshToken = again.GetProperty("refreshToken").GetString() });
        using var usedNext = await TownsAsync(phone, next);

        Assert.NotEqual(first.GetProperty("refreshToken").GetString(), lost.GetProperty("refreshToken").GetString());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (used.StatusCode, usedNext.StatusCode));
    }

    [Fact]
    public async Task Guesses_at_once_are_no_more_than_guesses_in_a_row()
    {
        await using var app = await TestApp.StartAsync(_ct);
        using var client = app.Client();

        var guesses = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => GuessAsync(client, "verifier")));

        Assert.Equal(
            (10, 50),
            (
                guesses.Count(g => g == HttpStatusCode.Unauthorized),
                guesses.Count(g => g == HttpStatusCode.TooManyRequests)
            )
        );
    }

    [Fact]
    public async Task One_address_guesses_at_thirty_in_all_however_many_logins_it_tries()
    {
        await using var app = await TestApp.StartAsync(_ct);
        using var client = app.Client();

        var guesses = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => GuessAsync(client, $"somebody-{i}")));

        Assert.Equal(
            (30, 20),
            (
                guesses.Count(g => g == HttpStatusCode.Unauthorized),
                guesses.Count(g => g == HttpStatusCode.TooManyRequests)
            )
        );
    }

    [Fact]
    public async Task Those_who_know_their_password_may_come_in_any_number()
    {
        using var client = fixture.App.Client();

        var entered = await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(_ => TokensAsync(client, new { login = "contractor", password = TestCity.Password }))
        );

        Assert.Equal(40, entered.Length);
    }

    [Fact]
    public async Task Disabling_an_account_ends_its_tokens_at_once()
    {
        await using var app = await TestApp.StartAsync(_ct);
        using var client = await app.LogInAsync("handler", _ct);
        await using var db = app.NewContext();
        await db
            .Accounts.Where(a => a.Login == "handler")
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.DisabledAt, DateTimeOffset.UtcNow), _ct);

        using var refused = await client.GetAsync("/api/v1/towns", _ct);

        Assert.Equal("account_disabled", await CodeAsync(refused));
    }

    [Fact]
    public async Task A_change_with_the_cookie_from_a_foreign_page_is_refused()
    {
        using var console = fixture.App.Client();
        using var opened = await console.PostAsJsonAsync(
            "/api/v1/session",
            new { login = "admin", password = TestCity.Password },
            _ct
        );
        console.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");

        using var refused = await console.DeleteAsync("/api/v1/session", _ct);

        Assert.Equal((HttpStatusCode.Forbidden, "cross_site_request"), (refused.StatusCode, await CodeAsync(refused)));
    }

    [Fact]
    public void Every_endpoint_states_who_may_call_it()
    {
        var silent = fixture
            .App.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .Where(endpoint =>
                endpoint.Metadata.GetMetadata<IAuthorizeData>() is null
                && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            )
            .Select(endpoint => endpoint.DisplayName);

        Assert.Empty(silent);
    }

    private async Task<HttpStatusCode> GuessAsync(HttpClient client, string login)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", new { login, password = "guess" }, _ct);
        return answer.StatusCode;
    }

    private Task<HttpResponseMessage> RefreshAsync(HttpClient client, JsonElement tokens) =>
        client.PostAsJsonAsync(
            "/api/v1/tokens",
            new { refreshToken = tokens.GetProperty("refreshToken").GetString() },
            _ct
        );

    private async Task<HttpResponseMessage> TownsAsync(HttpClient client, JsonElement tokens)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/towns");
        request.Headers.Authorization = new("Bearer", tokens.GetProperty("accessToken").GetString());
        return await client.SendAsync(request, _ct);
    }

    private async Task<JsonElement> TokensAsync(HttpClient client, object request)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", request, _ct);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(_ct);
    }

    private async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString();
}
