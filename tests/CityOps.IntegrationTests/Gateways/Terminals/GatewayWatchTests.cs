using System.Diagnostics;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Gateways.Terminals;

/// <summary>The verbs for whoever installs a terminal.</summary>
public sealed class GatewayWatchTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private TestApp _app = null!;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(Ct);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task Watch_shows_what_a_terminal_tries_as_it_happens()
    {
        var entered = await RunAsync(
            "gateway",
            "terminal",
            "gw-01",
            "--profile",
            "jukong-monitordata",
            "--sensor",
            "WL-0001"
        );
        Assert.True(entered.Exit == 0, entered.Output);
        await TerminalsOf.SettleAsync(_app, Ct);
        using var watch = Start("gateway", "watch", "gw-01");
        var printed = new List<string>();
        var reading = Task.Run(
            async () =>
            {
                while (await watch.StandardOutput.ReadLineAsync(Ct) is { } line)
                {
                    lock (printed)
                    {
                        printed.Add(line);
                    }
                }
            },
            Ct
        );
        await SeesAsync("gw-01 .* is read by jukong-monitordata");

        await PublishAsync("a-wrong-secret", "/system/MonitorData", "{}");
        await PublishAsync(TestCity.GatewaySecret, "/unknown/topic", "hello");
        await PublishAsync(
            TestCity.GatewaySecret,
            "/system/MonitorData",
            """{"time":"2026-6-1 08:33:16","Data":[{"name":"level","value":"45"}]}"""
        );
        await PublishAsync(
            TestCity.GatewaySecret,
            "/system/MonitorData",
            """{"time":"2026-6-1 08:33:16","Data":[{"name":"water","value":"45"}]}"""
        );

        await SeesAsync("refused .*gw-01 as .* from .*wrong secret");
        await SeesAsync("online .*MQTT");
        await SeesAsync("rejected .*/unknown/topic .*unknown_topic.*hello");
        await SeesAsync("message .*/system/MonitorData .*\"level\"");
        await SeesAsync(@"reads .*WL-0001  2026-06-01 08:33:16\+08:00  45 mm");
        await SeesAsync("reads .*missing_field: level: Data\\[name=level\\] is missing; there are \"water\"");
        await SeesAsync("accepted .*1 stored");
        watch.Kill();
        await reading;
        Assert.DoesNotContain(printed, line => line.Contains("a-wrong-secret", StringComparison.Ordinal));

        async Task SeesAsync(string pattern) =>
            await Stored.UntilAsync(
                () =>
                {
                    lock (printed)
                    {
                        return Task.FromResult(
                            printed.Exists(line => System.Text.RegularExpressions.Regex.IsMatch(line, pattern))
                        );
                    }
                },
                $"{pattern} in {string.Join(" | ", printed)}",
                Ct
            );
    }

    [Fact]
    public async Task A_profile_is_shown_changed_tried_on_a_sample_and_stored()
    {
        var shown = await RunAsync("gateway", "profile", "show", "jukong-monitordata");
        Assert.Contains("Data[name=level].value", shown.Output, StringComparison.Ordinal);
        var file = Path.Combine(_folder.Path, "mine.json");
        var sample = Path.Combine(_folder.Path, "sample.json");
        await File.WriteAllTextAsync(
            file,
            shown.Output.Replace("name=level", "name=water", StringComparison.Ordinal),
            Ct
        );
        await File.WriteAllTextAsync(
            sample,
            """{"time":"2026-6-1 08:33:16","Data":[{"name":"water","value":"45"}]}""",
            Ct
        );

        var before = await RunAsync("gateway", "profile", "try", "jukong-monitordata", sample);
        var tried = await RunAsync("gateway", "profile", "try", file, sample);
        var put = await RunAsync("gateway", "profile", "put", "jukong-water", file, "--name", "巨控（water）");
        var listed = await RunAsync("gateway", "profile", "list");
        await File.WriteAllTextAsync(file, """{"time":{"as":"received"},"levle":{}}""", Ct);
        var wrong = await RunAsync("gateway", "profile", "put", "jukong-water", file);
        var removed = await RunAsync("gateway", "profile", "remove", "jukong-water");

        Assert.Equal((1, 0, 0, 2, 0), (before.Exit, tried.Exit, put.Exit, wrong.Exit, removed.Exit));
        Assert.Contains(
            "refused, missing_field: level: Data[name=level] is missing; there are \"water\"",
            before.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("2026-06-01 08:33:16+08:00  45 mm", tried.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^jukong-water +own +0 +巨控（water）\\s*$", listed.Output);
        Assert.Matches("(?m)^xm-4g-lock +shipped", listed.Output);
        Assert.Contains("levle", wrong.Output, StringComparison.Ordinal);
    }

    private async Task PublishAsync(string secret, string topic, string message) =>
        await Mosquitto.RunAsync(
            "mosquitto_pub",
            ["-p", $"{_app.MqttPort}", "-u", TestCity.Gateway, "-P", secret, "-q", "1", "-t", topic, "-m", message],
            Ct
        );

    private async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await error);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(CityOpsProcess.Executable, [.. arguments, "--data", _folder.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Database__ConnectionString"] = _app.Database.ConnectionString;
        return Process.Start(start)!;
    }
}
