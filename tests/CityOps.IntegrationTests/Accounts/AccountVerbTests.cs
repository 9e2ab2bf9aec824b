using System.Diagnostics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Accounts;

/// <summary>Accounts from the command line.</summary>
public sealed class AccountVerbTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_is_made_listed_and_disabled()
    {
        var added = await AccountAsync("add", "li.si", "--role", "officer", "--org", "sanitation", "--name", "李四");
        var listed = await AccountAsync("list");
        var disabled = await AccountAsync("disable", "Li.Si");
        var after = await AccountAsync("list");
        var absent = await AccountAsync("disable", "nobody");

        Assert.Equal((0, 0), (added.Exit, disabled.Exit));
        Assert.Matches("(?m)^li\\.si +officer +sanitation +- +active +李四\\s*$", listed.Output);
        Assert.Matches("(?m)^li\\.si +officer +sanitation +- +disabled +李四\\s*$", after.Output);
        Assert.Equal(2, absent.Exit);
        Assert.Contains("There is no account nobody.", absent.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_only_administrator_stays()
    {
        var refused = await AccountAsync("disable", "admin");

        Assert.Equal(2, refused.Exit);
        Assert.Contains("only administrator", refused.Output, StringComparison.Ordinal);
    }

    private async Task<(int Exit, string Output)> AccountAsync(params string[] arguments)
    {
        using var folder = new ScratchFolder();
        var start = new ProcessStartInfo(CityOpsProcess.Executable, ["account", .. arguments, "--data", folder.Path])
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
