using System.Net;
using System.Net.Http.Json;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CityOps.IntegrationTests.Accounts;

/// <summary>Attacks on the log-in: guesses are slowed, and nobody is locked out by another's.</summary>
public sealed class GuessingTests : IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() =>
        _app = await TestApp.StartAsync(Ct, builder => builder.Services.AddSingleton<TimeProvider>(_time));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Wrong_names_from_an_address_keep_nobody_out_who_has_logged_in_there_before()
    {
        using var administrator = _app.Client();
        Assert.Equal(200, (await TryAsync(administrator, "admin", TestCity.Password)).Status);
        using var attacker = _app.Client();
        for (var i = 0; i < 31; i++)
        {
            await TryAsync(attacker, $"somebody-{i}", "guess");
        }

        using var stranger = _app.Client();
        var refused = await TryAsync(stranger, "supervisor", TestCity.Password);

        Assert.Equal(200, (await TryAsync(administrator, "admin", TestCity.Password)).Status);
        Assert.Equal(429, refused.Status);
        Assert.InRange(refused.RetryAfter, 1, 60);
        _time.Advance(TimeSpan.FromSeconds(refused.RetryAfter));
        Assert.Equal(200, (await TryAsync(stranger, "supervisor", TestCity.Password)).Status);
    }

    [Fact]
    public async Task Guesses_at_an_administrators_password_do_not_keep_the_administrator_out()
    {
        using var administrator = _app.Client();
        await TryAsync(administrator, "admin", TestCity.Password);
        using var attacker = _app.Client();
        for (var i = 0; i < 40; i++)
        {
            await TryAsync(attacker, "admin", $"guess-{i}");
        }

        Assert.Equal(429, (await TryAsync(attacker, "admin", TestCity.Password)).Status);
        Assert.Equal(200, (await TryAsync(administrator, "admin", TestCity.Password)).Status);
    }

    [Fact]
    public async Task Each_further_failure_doubles_the_wait()
    {
        using var attacker = _app.Client();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await TryAsync(attacker, "verifier", "guess")).Status);
        }

        var waits = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            var refused = await TryAsync(attacker, "verifier", TestCity.Password);
            waits.Add(refused.RetryAfter);
            _time.Advance(TimeSpan.FromSeconds(refused.RetryAfter));
            Assert.Equal(401, (await TryAsync(attacker, "verifier", "guess")).Status);
        }

        Assert.Equal([60, 120, 240, 480], waits);
        _time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(200, (await TryAsync(attacker, "verifier", TestCity.Password)).Status);
    }

    [Fact]
    public async Task A_device_is_known_for_its_own_login_alone_and_its_cookie_is_not_to_be_made_up()
    {
        using var officers = _app.Client();
        await TryAsync(officers, "officer", TestCity.Password);
        using var forger = _app.Client();
        forger.DefaultRequestHeaders.Add("Cookie", $"cityops-device={Guid.NewGuid()}%0Aadmin");
        for (var i = 0; i < 12; i++)
        {
            await TryAsync(officers, "admin", "guess");
            await TryAsync(forger, "admin", "guess");
        }

        Assert.Equal(429, (await TryAsync(officers, "admin", TestCity.Password)).Status);
        Assert.Equal(429, (await TryAsync(forger, "admin", TestCity.Password)).Status);
    }

    [Fact]
    public async Task A_known_device_guesses_no_more_than_another()
    {
        using var stolen = _app.Client();
        await TryAsync(stolen, "admin", TestCity.Password);
        var guesses = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            guesses.Add((await TryAsync(stolen, "admin", "guess")).Status);
        }

        Assert.Equal((10, 10), (guesses.Count(s => s == 401), guesses.Count(s => s == 429)));
    }

    [Fact]
    public async Task A_login_is_guessed_at_a_hundred_times_an_hour_from_however_many_addresses()
    {
        using var known = _app.Client();
        await TryAsync(known, "admin", TestCity.Password);
        var guesses = new List<int>();
        for (var i = 0; i < 120; i++)
        {
            using var bot = From($"10.9.{i}.1");
            guesses.Add((await TryAsync(bot, "admin", "guess")).Status);
        }

        Assert.Equal((100, 20), (guesses.Count(s => s == 401), guesses.Count(s => s == 429)));
        using var elsewhere = From("10.10.0.1");
        Assert.Equal(200, (await TryAsync(elsewhere, "officer", TestCity.Password)).Status);
        Assert.Equal(200, (await TryAsync(known, "admin", TestCity.Password)).Status);
    }

    [Fact]
    public async Task The_addresses_of_one_network_of_version_six_are_one()
    {
        var guesses = new List<int>();
        for (var i = 1; i <= 15; i++)
        {
            using var attacker = From($"2001:db8:1:2::{i:x}");
            guesses.Add((await TryAsync(attacker, "verifier", "guess")).Status);
        }

        using var neighbour = From("2001:db8:1:3::1");
        Assert.Equal((10, 5), (guesses.Count(s => s == 401), guesses.Count(s => s == 429)));
        Assert.Equal(200, (await TryAsync(neighbour, "verifier", TestCity.Password)).Status);
    }

    [Fact]
    public async Task Who_is_known_does_not_wait_behind_a_crowd_of_strangers()
    {
        using var administrator = _app.Client();
        await TryAsync(administrator, "admin", TestCity.Password);
        var crowd = Enumerable
            .Range(0, 60)
            .Select(async i =>
            {
                using var stranger = From($"10.11.{i}.1");
                return await TryAsync(stranger, $"somebody-{i}", "guess");
            })
            .ToList();
        await Task.WhenAny(crowd);

        var entered = await TryAsync(administrator, "admin", TestCity.Password);

        Assert.Equal(200, entered.Status);
        Assert.Contains(crowd, one => !one.IsCompleted);
        await Task.WhenAll(crowd);
    }

    private HttpClient From(string address)
    {
        var client = _app.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", address); // loopback is a proxy that is believed
        return client;
    }

    private static async Task<(int Status, int RetryAfter)> TryAsync(HttpClient client, string login, string password)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { login, password }, Ct);
        var wait = answer.Headers.RetryAfter?.Delta;
        Assert.Equal(answer.StatusCode == HttpStatusCode.TooManyRequests, wait is not null);
        return ((int)answer.StatusCode, (int)(wait?.TotalSeconds ?? 0));
    }
}
