using System.Diagnostics;
using CityOps.Testing;

namespace CityOps.BrowserTests;

/// <summary>The front end's types of the API are those of the document that the application serves.</summary>
public sealed class ApiTypesTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_generated_types_are_those_of_the_served_document()
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Path.Combine(Path.GetDirectoryName(CityOpsProcess.Door)!, "src/CityOps.Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var check = Environment.GetEnvironmentVariable("CITYOPS_WRITE_DOCS") == "1" ? "--write" : "--check";
        foreach (var argument in (string[])["scripts/api.js", $"{fixture.App.Http}openapi/v1.json", check])
        {
            start.ArgumentList.Add(argument);
        }

        using var node = Process.Start(start)!;
        var output = node.StandardOutput.ReadToEndAsync(Ct);
        var errors = node.StandardError.ReadToEndAsync(Ct);
        await node.WaitForExitAsync(Ct);

        Assert.True(node.ExitCode == 0, await output + await errors);
    }
}
