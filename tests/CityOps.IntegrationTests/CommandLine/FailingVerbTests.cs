using System.Diagnostics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.CommandLine;

/// <summary>
/// Every verb answers bad values and a database that is away with a sentence and exit code 2, never with a stack trace.
/// </summary>
public sealed class FailingVerbTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("serve --http 99999", "--http is a port from 0 to 65535, not 99999.")]
    [InlineData("serve --http eight", "--http is a whole number, not eight.")]
    [InlineData("serve --mqtt -1", "--mqtt is a port from 0 to 65535, not -1.")]
    [InlineData("serve --bind nowhere", "--bind")]
    [InlineData("serve --roles cook", "cook")]
    [InlineData("simulate --http nowhere", "--http is an address such as")]
    [InlineData("simulate --minutes -1", "--minutes")]
    [InlineData("simulate --rate fast", "--rate is a whole number, not fast.")]
    [InlineData("simulate storm --speed 0", "--speed")]
    [InlineData("simulate storm --mqtt 70000", "--mqtt")]
    [InlineData("import facilities absent.csv", "absent.csv")]
    [InlineData("import towns absent.geojson", "absent.geojson")]
    [InlineData("import grids absent.geojson", "absent.geojson")]
    [InlineData("import categories absent.csv", "absent.csv")]
    [InlineData("import facilities absent.csv --coord-system local", "--coord-system local is not known")]
    [InlineData("setup --file absent.json", "absent.json")]
    [InlineData("restore absent.zip", "absent.zip")]
    [InlineData("check-table absent.xlsx", "absent.xlsx")]
    [InlineData("close-month 2023-13", "2023-13")]
    [InlineData("bulletin 2023-13 --out x", "2023-13")]
    [InlineData("figures --from tomorrow --to 2023-12-31", "tomorrow")]
    [InlineData("nothing", "nothing")]
    [InlineData("account add", "login")]
    public Task Bad_values_are_a_sentence(string line, string said) => FailsAsync(line, said, reachable: true);

    [Theory]
    [InlineData("migrate")]
    [InlineData("demo")]
    [InlineData("account list")]
    [InlineData("account disable admin")]
    [InlineData("account password admin")]
    [InlineData("account add a --role officer --org b")]
    [InlineData("gateway list")]
    [InlineData("gateway add gw-1")]
    [InlineData("gateway rotate gw-1")]
    [InlineData("gateway disable gw-1")]
    [InlineData("close-month 2023-12")]
    [InlineData("bulletin 2023-12 --out x")]
    [InlineData("figures --from 2023-10-01 --to 2023-12-31")]
    [InlineData("backup x.zip")]
    [InlineData("verify")]
    [InlineData("serve --http 0 --mqtt 0")]
    public Task A_database_that_is_away_is_a_sentence(string line) =>
        FailsAsync(line, "The database does not answer", reachable: false);

    [Fact]
    public async Task A_setting_that_is_no_JSON_is_a_sentence()
    {
        await File.WriteAllTextAsync(_folder["cityops.json"], "{ \"Flags\": ", Ct);

        await FailsAsync("account list", "cityops.json", reachable: true);
    }

    private async Task FailsAsync(string line, string said, bool reachable)
    {
        var start = new ProcessStartInfo(CityOpsProcess.Executable, [.. line.Split(' '), "--data", _folder.Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        if (!reachable)
        {
            start.Environment["Database__ConnectionString"] =
                $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Timeout=2";
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        var printed = await output + await error;

        Assert.True(process.ExitCode == 2, $"{line} ended with {process.ExitCode}: {printed}");
        Assert.Contains(said, printed, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("This should not happen", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", printed, StringComparison.Ordinal);
    }
}
