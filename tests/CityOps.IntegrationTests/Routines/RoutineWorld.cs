using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Routines;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CityOps.IntegrationTests.Routines;

/// <summary>A city with fitness points, an inspection with a form, and a clock that the test moves; it begins on
/// Monday,
/// 2026-06-01, at nine.</summary>
public sealed class RoutineWorld : IAsyncLifetime
{
    public const string Routine = "fitness_round";
    public const string Inspection = "X11";
    public const string Broken = "03101";

    public static readonly DateOnly Monday = new(2026, 6, 1);

    public StandingClock Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 1, 0, 0, TimeSpan.Zero));

    public TestApp App { get; private set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync(CancellationToken.None, builder =>
            builder.Services.AddSingleton<TimeProvider>(Clock)
        );
        using var admin = await App.LogInAsync("admin", CancellationToken.None);
        await ExpectAsync(admin.PutJsonAsync("/api/v1/forms/round", Form("good", "fault"), CancellationToken.None));
        await ExpectAsync(admin.PostJsonAsync("/api/v1/forms/round/publish", null, CancellationToken.None));
        await ExpectAsync(
            admin.PutJsonAsync(
                $"/api/v1/categories/{Inspection}",
                new
                {
                    name = "健身设施检查",
                    kind = "inspection",
                    form = "round",
                },
                CancellationToken.None
            )
        );
        foreach (var (code, organisation, lon) in new[] { ("J-1", "sanitation", 113.31), ("J-2", "parks", 113.45) })
        {
            await ExpectAsync(
                admin.PutJsonAsync(
                    $"/api/v1/facilities/{Guid.NewGuid()}",
                    Facility(code, organisation, lon),
                    CancellationToken.None
                )
            );
        }
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    public static object Form(params string[] choices) =>
        new
        {
            name = "检查表",
            fields = new object[]
            {
                new
                {
                    code = "state",
                    kind = "choice",
                    label = new { zh = "状况" },
                    required = true,
                    choices = choices.Select(c => new { code = c, label = new { zh = c } }),
                },
            },
        };

    public static object Facility(string code, string organisation, double lon, string status = "in_use") =>
        new
        {
            code,
            type = "fitness",
            name = $"健身点 {code}",
            position = new
            {
                lon,
                lat = 22.55,
                coordSystem = "wgs84",
            },
            organisation,
            status,
        };

    /// <summary>Weekly from Monday to Wednesday, late until Friday; whoever looks after the facility; a fault is a
    /// problem.</summary>
    public static Dictionary<string, object?> Weekly(string rule = "FREQ=WEEKLY;BYDAY=MO") =>
        new()
        {
            ["name"] = "健身设施周检",
            ["nameEn"] = "Weekly round",
            ["facilities"] = new { type = "fitness" },
            ["rule"] = rule,
            ["windowDays"] = 3,
            ["graceDays"] = 2,
            ["category"] = Inspection,
            ["problems"] = new[]
            {
                new
                {
                    field = "state",
                    choices = new[] { "fault" },
                    category = Broken,
                },
            },
            ["distanceMetres"] = 100,
        };

    /// <summary>A check as a phone sends it.</summary>
    public static Dictionary<string, object?> Check(
        DateTimeOffset at,
        string state = "good",
        string? facility = "J-1",
        double lon = 113.31,
        string routine = Routine
    ) =>
        new()
        {
            ["category"] = Inspection,
            ["position"] = new
            {
                lon,
                lat = 22.55,
                coordSystem = "wgs84",
            },
            ["observedAt"] = at,
            ["answers"] = new { state },
            ["check"] = new { routine, facility },
        };

    /// <summary>Goes on to nine o'clock of a day, and runs the night's job.</summary>
    public async Task GoToAsync(DateOnly day)
    {
        Clock.SetUtcNow(CityTime.Start(day).AddHours(9));
        await RunJobAsync();
    }

    public async Task RunJobAsync()
    {
        await using var city = CityDatabase.At(App.Database.ConnectionString);
        await new RoutinesJob(city, Clock, NullLogger<RoutinesJob>.Instance).RunAsync(Ct);
    }

    public DateTimeOffset At(DateOnly day, double hours = 9) => CityTime.Start(day).AddHours(hours);

    /// <summary>The checks of a facility, as the supervisor sees them: first day, state.</summary>
    public async Task<List<(string OpensOn, string State)>> StatesAsync(string facility = "J-1", string state = "all")
    {
        using var supervisor = await App.LogInAsync("supervisor", Ct);
        using var listed = await supervisor.ReadAsync($"/api/v1/routines/checks?state={state}&limit=1000", Ct);
        return
        [
            .. listed["items"]
                .EnumerateArray()
                .Where(c => c.GetProperty("facility").GetString() == facility)
                .Select(c => (c.GetProperty("opensOn").GetString()!, c.GetProperty("state").GetString()!)),
        ];
    }

    public async Task<JsonElement> FirstAsync(HttpClient client, string facility = "J-1", string state = "all")
    {
        using var listed = await client.ReadAsync($"/api/v1/routines/checks?state={state}&limit=1000", Ct);
        return listed["items"].EnumerateArray().First(c => c.GetProperty("facility").GetString() == facility).Clone();
    }

    public async Task<decimal> FigureAsync(string metric, DateOnly from, DateOnly to, string? more = null)
    {
        using var supervisor = await App.LogInAsync("supervisor", Ct);
        using var figure = await supervisor.ReadAsync(
            $"/api/v1/statistics?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}&metric={metric}{more}",
            Ct
        );
        Assert.True(figure.Code is null, figure.Body.ToString());
        return figure["total"].GetDecimal();
    }

    private static async Task ExpectAsync(Task<ApiAnswer> call)
    {
        using var answer = await call;
        Assert.True(answer.Status is 200 or 201, answer.Body.ToString());
    }
}
