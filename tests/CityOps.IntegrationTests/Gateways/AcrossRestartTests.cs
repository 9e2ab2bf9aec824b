using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.IntegrationTests.Ingest;
using CityOps.IntegrationTests.Ponding;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>What waits for gateways outlives the process: mosquitto_sub, before and after kill -9 of the
/// application.</summary>
public sealed class AcrossRestartTests
{
    private static readonly DateTimeOffset Eight = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_retained_alert_and_a_waiting_command_are_there_after_kill_9_and_the_alert_is_cleared_at_the_close()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);
        await using var city = CityDatabase.At(database.ConnectionString);
        await using (var db = city.NewContext())
        {
            await TestCity.CreateAsync(db, Ct);
        }

        await using var app = await CityOpsProcess.StartAsync(new(database.ConnectionString), Ct);
        const string alerts = $"cityops/v1/alerts/{TestCity.WestTown}";
        const string commands = $"cityops/v1/{TestCity.Gateway}/commands";
        await Rain.SendAsync(
            app.Http,
            "WL-0001",
            [(Eight, 0), (Eight.AddMinutes(1), 160), (Eight.AddMinutes(2), 170)],
            Ct
        );
        var before = await ListenAsync(app, alerts, "1 ");
        await PostAsync(
            app,
            $"/api/v1/gateways/{TestCity.Gateway}/commands",
            new { command = new { what = "restart", after = 5 } }
        );

        await app.KillAsync();
        await app.StartAgainAsync(Ct);
        var after = await ListenAsync(app, alerts, "1 ");
        var command = await ListenAsync(app, commands, "0 ");

        Assert.Equal("yellow", Json(before).GetProperty("level").GetString());
        Assert.Equal(before, after);
        Assert.Equal("restart", Json(command).GetProperty("command").GetProperty("what").GetString());
        await Stored.UntilAsync(
            () => StateAsync(database, "acknowledged_at is not null and answer = 0 and sends = 1"),
            "the command is acknowledged",
            Ct
        );

        await Rain.SendAsync(
            app.Http,
            "WL-0001",
            [.. Enumerable.Range(3, 60).Select(minute => (Eight.AddMinutes(minute), 0))],
            Ct
        );
        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(
                    database,
                    "select count(*) from ponding_event where closed_at is null",
                    Ct
                ) == 0,
            "the event is closed",
            Ct
        );
        await Stored.UntilAsync(async () => await RunAsync(app, alerts, "-W", "1") == "", "the alert is cleared", Ct);
    }

    /// <summary>The first message, and whether it was retained: "1 …" or "0 …".</summary>
    private static async Task<string> ListenAsync(CityOpsProcess app, string topic, string retained)
    {
        var heard = "";
        await Stored.UntilAsync(
            async () =>
                (heard = await RunAsync(app, topic, "-C", "1", "-W", "5")).StartsWith(
                    retained,
                    StringComparison.Ordinal
                ),
            $"{topic} with retain {retained}",
            Ct
        );
        return heard[2..];
    }

    private static async Task<string> RunAsync(CityOpsProcess app, string topic, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(
                "mosquitto_sub",
                [
                    "-p",
                    $"{app.MqttPort}",
                    "-V",
                    "5",
                    "-q",
                    "1",
                    "-u",
                    TestCity.Gateway,
                    "-P",
                    TestCity.GatewaySecret,
                    "-F",
                    "%r %p",
                    "-t",
                    topic,
                    .. arguments,
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var error = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.DoesNotContain(
            "rror",
            (await error).Replace("Timed out", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        return (await output).TrimEnd('\n');
    }

    private static async Task PostAsync(CityOpsProcess app, string address, object body)
    {
        using var admin = new HttpClient { BaseAddress = app.Http };
        using var login = await admin.PostAsJsonAsync(
            "/api/v1/tokens",
            new { login = "admin", password = TestCity.Password },
            Ct
        );
        var tokens = await login.Content.ReadFromJsonAsync<JsonElement>(Ct);
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            tokens.GetProperty("accessToken").GetString()
        );
        using var answer = await admin.PostAsJsonAsync(address, body, Ct);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<bool> StateAsync(TestDatabase database, string condition) =>
        await Stored.ScalarAsync<long>(database, $"select count(*) from gateway_command where {condition}", Ct) == 1;

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
