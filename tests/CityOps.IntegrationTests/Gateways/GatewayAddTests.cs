using System.Diagnostics;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using MQTTnet;

namespace CityOps.IntegrationTests.Gateways;

/// <summary>A gateway from the verb that makes it to its first reading.</summary>
public sealed class GatewayAddTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gateway_connects_with_the_secret_that_was_printed_and_speaks_for_its_sensor()
    {
        using var folder = new ScratchFolder();
        var (exit, printed) = await RunAsync("gateway", "add", "gw-90", "--sensor", "WL-0002", "--data", folder.Path);
        Assert.True(exit == 0, printed);
        var line = printed.Split('\n').Single(line => line.StartsWith("gw-90 ", StringComparison.Ordinal));

        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            MqttGateway.Options(shared.App.MqttPort!.Value, "gw-90", line["gw-90 ".Length..].Trim()).Build(),
            Ct
        );
        var answer = await client.PublishStringAsync(
            "cityops/v1/gw-90/readings",
            """{"sensor":"WL-0002","observedAt":"2026-06-01T08:00:00Z","depthMm":5}""",
            MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce,
            false,
            Ct
        );

        Assert.Equal(MqttClientPublishReasonCode.Success, answer.ReasonCode);
        Assert.Equal(1, await Stored.ReadingsAsync(shared.App.Database, Ct, "WL-0002"));
        var (again, refusal) = await RunAsync("gateway", "add", "gw-90", "--data", folder.Path);
        Assert.NotEqual(0, again);
        Assert.Contains("gw-90", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_is_listed_gets_a_new_secret_and_is_taken_out_of_service()
    {
        using var folder = new ScratchFolder();
        Task<(int Exit, string Output)> GatewayAsync(params string[] arguments) =>
            RunAsync(["gateway", .. arguments, "--data", folder.Path]);
        var added = await GatewayAsync("add", "gw-91", "--name", "九十一");

        var listed = await GatewayAsync("list");
        var rotated = await GatewayAsync("rotate", "gw-91");
        var disabled = await GatewayAsync("disable", "gw-91");
        var after = await GatewayAsync("list");
        var absent = await GatewayAsync("rotate", "gw-absent");
        var alsoAbsent = await GatewayAsync("disable", "gw-absent");

        Assert.Matches("(?m)^gw-91 +active +九十一\\s*$", listed.Output);
        Assert.Matches("(?m)^gw-91 [0-9a-f]{48}\\s*$", rotated.Output);
        Assert.NotEqual(added.Output, rotated.Output);
        Assert.Equal((0, 0), (rotated.Exit, disabled.Exit));
        Assert.Matches("(?m)^gw-91 +disabled +九十一\\s*$", after.Output);
        Assert.Equal((2, 2), (absent.Exit, alsoAbsent.Exit));
        Assert.Contains("There is no gateway gw-absent.", absent.Output, StringComparison.Ordinal);
    }

    private async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(CityOpsProcess.Executable, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Database__ConnectionString"] = shared.App.Database.ConnectionString;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await error);
    }
}
