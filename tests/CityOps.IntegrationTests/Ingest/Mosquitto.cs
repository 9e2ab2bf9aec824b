using System.Diagnostics;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>Runs mosquitto's own clients.</summary>
internal static class Mosquitto
{
    /// <returns>The exit code, and all that was printed.</returns>
    public static async Task<(int Exit, string Output)> RunAsync(
        string program,
        string[] arguments,
        CancellationToken ct,
        string input = ""
    )
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await error);
    }
}
