using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CityOps.Testing;

namespace CityOps.IntegrationTests.CommandLine;

/// <summary>A city's settings and log live in its data folder, whatever build runs.</summary>
public sealed class SettingsVerbTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Settings_in_force_are_listed_with_where_they_come_from()
    {
        await File.WriteAllTextAsync(
            _folder["cityops.json"],
            """{"Flags":{"RepeatedPositions":3,"OldestSeen":"10.00:00:00"},"Bulletin":{"Isuer":"城管局"},"Mqtt":{"BrokerPassword":"quiet"}}""",
            Ct
        );

        var (exit, output) = await RunAsync(["settings"], ("Flags__OldestSeen", "20.00:00:00"));
        var (_, changed) = await RunAsync(["settings", "--changed"]);

        Assert.Equal(0, exit);
        Assert.Matches("(?m)^Flags:RepeatedPositions +cityops.json +3", output);
        Assert.Matches("(?m)^Flags:OldestSeen +environment +20.00:00:00", output);
        Assert.Matches("(?m)^Log:Format +default +text", output);
        Assert.Matches("(?m)^Mqtt:BrokerPassword +cityops.json +\\(set\\)", output);
        Assert.Matches("(?m)^Bulletin:Isuer +cityops.json +is not known and has no effect", output);
        Assert.DoesNotContain("quiet", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Log:Format", changed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_base_maps_is_named_in_a_sentence_each_and_keys_are_not_shown()
    {
        await File.WriteAllTextAsync(
            _folder["cityops.json"],
            """
            {"Maps":{"Keys":{"tianditu":"quiet"},"BaseMaps":[
              {"Code":"tdt","Name":"天地图","Kind":"wmts","Layers":["https://t0.tianditu.gov.cn/vec_w/wmts?tk={key:tianditu}"]},
              {"Code":"file","Name":"离线","Kind":"pmtiles","Layers":["city.pmtiles"],"Attribution":"测绘院","MaxZom":9}]}}
            """,
            Ct
        );
        await using var database = await TestDatabase.CreateAsync(Ct);

        var (exit, output) = await RunAsync(["settings"]);
        var (exitOfServe, said) = await RunAsync(
            ["serve", "--roles", "web", "--http", FreePort.Next().ToString(CultureInfo.InvariantCulture)],
            ("Database__ConnectionString", database.ConnectionString)
        );

        Assert.Equal(0, exit);
        Assert.Matches("(?m)^Maps:BaseMaps +cityops.json +tdt, file", output);
        Assert.Matches("(?m)^Maps:Keys +cityops.json +\\(set\\)", output);
        Assert.Contains("Wrong: Maps:BaseMaps:0 (tdt): Attribution is missing", output, StringComparison.Ordinal);
        Assert.Matches("(?m)^Wrong: Maps:BaseMaps:0 \\(tdt\\): layer .* lacks {z}, {x} or {y}.$", output);
        Assert.Matches("(?m)^Wrong: Maps:BaseMaps:1 \\(file\\): layer 'city.pmtiles' is not in .*/maps.$", output);
        Assert.Matches("(?m)^Maps:BaseMaps:1:MaxZom +cityops.json +is not known and has no effect", output);
        Assert.NotEqual(0, exitOfServe);
        Assert.Contains(
            "A setting is wrong: Maps:BaseMaps:0 (tdt): Attribution is missing",
            said,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("quiet", output + said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_of_another_build_refuses_while_a_server_runs()
    {
        using var self = Process.GetCurrentProcess();
        await File.WriteAllTextAsync(
            _folder["serving.json"],
            JsonSerializer.Serialize(
                new
                {
                    pid = self.Id,
                    startedAt = self
                        .StartTime.ToUniversalTime()
                        .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                    build = "another",
                    version = "0.1.0",
                    executable = "/opt/cityops",
                }
            ),
            Ct
        );

        var (exit, output) = await RunAsync(["account", "list"]);

        Assert.Equal(2, exit);
        Assert.Contains("Another build of CityOps (version 0.1.0, process", output, StringComparison.Ordinal);
        Assert.Contains($"./cityops down --data {_folder.Path}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_log_is_put_aside_while_the_server_runs_and_lines_are_JSON_where_wanted()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);
        var log = _folder["serve.log"];
        await File.WriteAllTextAsync(log, new string('x', 1_200_000) + "\n", Ct);
        var start = new ProcessStartInfo("/bin/bash")
        {
            ArgumentList =
            {
                "-c",
                $"exec '{CityOpsProcess.Executable}' serve --roles web --http {FreePort.Next()} --data '{_folder.Path}' 2>>'{log}'",
            },
            RedirectStandardOutput = true,
        };
        start.Environment["Database__ConnectionString"] = database.ConnectionString;
        start.Environment["Log__FileMegabytes"] = "1";
        start.Environment["Log__Format"] = "json";
        start.Environment["Logging__LogLevel__Default"] = "Information"; // the new file begins with such a line
        using var server = Process.Start(start)!;
        try
        {
            var deadline = TimeSpan.FromMinutes(2);
            for (var waited = TimeSpan.Zero; !await IsBegunAsync(log); waited += TimeSpan.FromMilliseconds(200))
            {
                Assert.True(waited < deadline && !server.HasExited, $"No new log was begun: {await TailAsync(log)}");
                await Task.Delay(200, Ct);
            }

            var lines = (await File.ReadAllLinesAsync(log, Ct)).Where(line => line.Length > 0).ToList();
            Assert.StartsWith("xxx", await File.ReadAllTextAsync(log + ".1", Ct), StringComparison.Ordinal);
            Assert.DoesNotContain(lines, line => line.StartsWith('x'));
            Assert.Contains(lines, line =>
                JsonDocument
                    .Parse(line)
                    .RootElement.GetProperty("Category")
                    .GetString()!
                    .EndsWith("RotateLog", StringComparison.Ordinal)
            );
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> IsBegunAsync(string log) =>
        File.Exists(log + ".1")
        && (await File.ReadAllTextAsync(log, Ct)).Contains("is a new file", StringComparison.Ordinal);

    private static async Task<string> TailAsync(string log)
    {
        var all = await File.ReadAllTextAsync(log, Ct);
        return all[Math.Max(0, all.Length - 500)..];
    }

    private async Task<(int Exit, string Output)> RunAsync(
        string[] arguments,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo(CityOpsProcess.Executable, [.. arguments, "--data", _folder.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await error);
    }
}
