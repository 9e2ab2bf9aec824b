using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Demo;
using CityOps.App.Hosting;
using CityOps.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Demo;

/// <summary>The demo city, loaded once (by two processes' worth of loaders at once) and served, for all tests of a
/// class.</summary>
public sealed class DemoCity : IAsyncLifetime
{
    private readonly ScratchFolder _scratch = new();
    private CityDatabase _city = null!;
    private WebApplication _app = null!;

    public TestDatabase Database { get; private set; } = null!;

    public DataFolder Folder => new(_scratch["demo"]);

    public IReadOnlyList<DemoOutcome> Outcomes { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(CancellationToken.None);
        _city = CityDatabase.At(Database.ConnectionString);
        Outcomes = await Task.WhenAll(LoadAsync(), LoadAsync());
        _app = CityOpsHost.Build(
            ServeOptions.OnFreePorts with
            {
                Roles = new HashSet<string> { ServeOptions.Web },
            },
            Folder,
            _city
        );
        await _app.StartAsync();
    }

    public Task<DemoOutcome> LoadAsync() =>
        LoadDemo.RunAsync(_city, Folder, TimeProvider.System, _ => { }, CancellationToken.None);

    /// <summary>A client with the password of demo-accounts.json.</summary>
    public async Task<HttpClient> LogInAsync(string login, CancellationToken ct)
    {
        var account = JsonDocument
            .Parse(await File.ReadAllTextAsync(Folder.DemoAccounts, ct))
            .RootElement.EnumerateArray()
            .Single(a => a.GetProperty("login").GetString() == login);
        var client = new HttpClient
        {
            BaseAddress = new(
                _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
            ),
        };
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/tokens",
            new { login, password = account.GetProperty("password").GetString() },
            ct
        );
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("accessToken").GetString();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _city.DisposeAsync();
        await Database.DisposeAsync();
        _scratch.Dispose();
    }
}
