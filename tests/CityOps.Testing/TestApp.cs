using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Reports;
using CityOps.App.Hosting;
using CityOps.Ingest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.Testing;

/// <summary>
/// The whole application in this process, on Kestrel with free ports, over a database and a data folder of its own.
/// <code>await using var app = await TestApp.StartAsync(ct); var officer = await app.LogInAsync("officer", ct);</code>
/// The small city of <see cref="TestCity"/> is in the database.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CityDatabase _city;

    private TestApp(TestDatabase database, CityDatabase city, DataFolder folder, WebApplication app)
    {
        Database = database;
        _city = city;
        Folder = folder;
        _app = app;
    }

    public TestDatabase Database { get; }

    public DataFolder Folder { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Http =>
        new(
            _app.Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.First(address =>
                    address.StartsWith("http://", StringComparison.Ordinal)
                    && !address.EndsWith($":{MqttPort}", StringComparison.Ordinal)
                )
        );

    public int? MqttPort => _app.Services.GetService<MqttEndpoints>()?.Port;

    /// <summary>Web and ingest on free ports of loopback. Jobs run where a test asks for them: a test that waits for
    /// none starts quicker.</summary>
    private static ServeOptions WithoutJobs { get; } =
        ServeOptions.OnFreePorts with
        {
            Roles = new HashSet<string> { ServeOptions.Web, ServeOptions.Ingest },
        };

    /// <summary>
    /// Starts it; <paramref name="configure"/> replaces services, e.g. the clock. Without <paramref name="options"/> it
    /// has the roles web and ingest; a test of jobs takes <see cref="ServeOptions.OnFreePorts"/>.
    /// </summary>
    public static async Task<TestApp> StartAsync(
        CancellationToken ct,
        Action<WebApplicationBuilder>? configure = null,
        ServeOptions? options = null
    ) => await StartOverAsync(await TestDatabase.CreateCityAsync(ct), ct, configure, options);

    /// <summary>Starts it over a database that holds a city already, and drops that when it is disposed.</summary>
    public static async Task<TestApp> StartOverAsync(
        TestDatabase database,
        CancellationToken ct,
        Action<WebApplicationBuilder>? configure = null,
        ServeOptions? options = null
    )
    {
        var city = CityDatabase.At(database.ConnectionString);
        var folder = new DataFolder(Directory.CreateTempSubdirectory("cityops-test-").FullName);
        var app = CityOpsHost.Build(options ?? WithoutJobs, folder, city, builder =>
        {
            builder.Configuration["Flags:OldestSeen"] = "3660.00:00:00"; // tests tell of days that there have been
            builder.Configuration["Readings:BackfillAfter"] = "1098.00:00:00"; // likewise
            builder.Services.Configure<PasswordHasherOptions>(options => options.IterationCount = TestCity.Iterations);
            configure?.Invoke(builder);
        });
        await app.StartAsync(ct);
        return new TestApp(database, city, folder, app);
    }

    public CityOpsDb NewContext() => _city.NewContext();

    /// <summary>Judges what has arrived by now, as a process with the role jobs does every second.</summary>
    public async Task JudgeReportsAsync(CancellationToken ct)
    {
        await Services.GetRequiredService<LookAtPhotos>().RunAsync(int.MaxValue, ct);
        await Services.GetRequiredService<JudgeReports>().RunAsync(ct);
    }

    /// <summary>A client without a log-in.</summary>
    public HttpClient Client() => new(new DescribedProblems(Services, new SocketsHttpHandler())) { BaseAddress = Http };

    /// <summary>A client with the bearer token of a <see cref="TestCity"/> account.</summary>
    public async Task<HttpClient> LogInAsync(string login, CancellationToken ct)
    {
        var client = Client();
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/tokens",
            new { login, password = TestCity.Password },
            ct
        );
        answer.EnsureSuccessStatusCode();
        var tokens = await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            tokens.GetProperty("accessToken").GetString()
        );
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(); // ends open event streams in an orderly way
        await _app.DisposeAsync();
        await _city.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(Folder.Path, recursive: true);
    }

    /// <summary>One per test class: <c>IClassFixture&lt;TestApp.ForClass&gt;</c>, then <c>fixture.App</c>.</summary>
    public sealed class ForClass : Xunit.IAsyncLifetime
    {
        public TestApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await StartAsync(CancellationToken.None);

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
