using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
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

        using var opened = await console.PostAsJsonAsync("/api/v1/session", new { login = "Supervisor", password = TestCity.Password }, _ct);
        var session = await console.GetFromJsonAsync<JsonElement>("/api/v1/session", _ct);
        using var ended = await console.DeleteAsync("/api/v1/session", _ct);
        using var after = await console.GetAsync("/api/v1/session", _ct);

        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.Equal(("supervisor", "supervisor", "城管局"),
            (session.GetProperty("login").GetString(), session.GetProperty("role").GetString(), session.GetProperty("organisationName").GetString()));
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal("not_logged_in", await CodeAsync(after));
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
            using var failed = await client.PostAsJsonAsync("/api/v1/tokens", new { login = "verifier", password = "guess" }, _ct);
        }

        using var blocked = await client.PostAsJsonAsync("/api/v1/tokens", new { login = "verifier", password = TestCity.Password }, _ct);
        using var other = await client.PostAsJsonAsync("/api/v1/tokens", new { login = "admin", password = TestCity.Password }, _ct);

        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many_attempts"), (blocked.StatusCode, await CodeAsync(blocked)));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Tokens_expire_and_are_renewed_by_the_refresh_token()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var app = await TestApp.StartAsync(_ct, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        using var client = app.Client();
        var first = await TokensAsync(client, new { login = "officer", password = TestCity.Password });

        clock.Advance(TimeSpan.FromHours(2));
        client.DefaultRequestHeaders.Authorization = new("Bearer", first.GetProperty("accessToken").GetString());
        using var expired = await client.GetAsync("/api/v1/towns", _ct);
        client.DefaultRequestHeaders.Authorization = null;
        var second = await TokensAsync(client, new { refreshToken = first.GetProperty("refreshToken").GetString() });
        client.DefaultRequestHeaders.Authorization = new("Bearer", second.GetProperty("accessToken").GetString());
        using var renewed = await client.GetAsync("/api/v1/towns", _ct);

        Assert.Equal(3600, first.GetProperty("expiresIn").GetInt32());
        Assert.Equal((HttpStatusCode.Unauthorized, "token_expired"), (expired.StatusCode, await CodeAsync(expired)));
        Assert.Equal(HttpStatusCode.OK, renewed.StatusCode);
    }

    [Fact]
    public async Task Disabling_an_account_ends_its_tokens_at_once()
    {
        await using var app = await TestApp.StartAsync(_ct);
        using var client = await app.LogInAsync("handler", _ct);
        await using var db = app.NewContext();
        await db.Accounts.Where(a => a.Login == "handler")
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.DisabledAt, DateTimeOffset.UtcNow), _ct);

        using var refused = await client.GetAsync("/api/v1/towns", _ct);

        Assert.Equal("account_disabled", await CodeAsync(refused));
    }

    [Fact]
    public async Task A_change_with_the_cookie_from_a_foreign_page_is_refused()
    {
        using var console = fixture.App.Client();
        using var opened = await console.PostAsJsonAsync("/api/v1/session", new { login = "admin", password = TestCity.Password }, _ct);
        console.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");

        using var refused = await console.DeleteAsync("/api/v1/session", _ct);

        Assert.Equal((HttpStatusCode.Forbidden, "cross_site_request"), (refused.StatusCode, await CodeAsync(refused)));
    }

    [Fact]
    public void Every_endpoint_states_who_may_call_it()
    {
        var silent = fixture.App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .Where(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(endpoint => endpoint.DisplayName);

        Assert.Empty(silent);
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
