using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Door;

/// <summary>The script at the repository's root, run as a person runs it, on a data folder of its own.</summary>
public sealed class DoorTests : IAsyncLifetime
{
    private readonly ScratchFolder _scratch = new();
    private readonly int _http = FreePort.Next();
    private readonly int _mqtt = FreePort.Next();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => _scratch["data"];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await RunAsync("down", "--data", Data);
        _scratch.Dispose();
    }

    [Fact]
    public async Task Up_serves_a_second_up_says_so_and_down_leaves_nothing_running()
    {
        var up = await RunAsync("up", "--detach", "--data", Data, "--http", Text(_http), "--mqtt", Text(_mqtt));
        Assert.Equal(0, up.ExitCode);
        Assert.Contains($"http://127.0.0.1:{_http}/", up.Output, StringComparison.Ordinal);
        Assert.Contains("mosquitto_pub", up.Output, StringComparison.Ordinal);
        Assert.Contains("/api/v1/reports/", up.Output, StringComparison.Ordinal);
        Assert.Contains("/q/", up.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync());

        var again = await UpAsync();
        Assert.Equal(0, again.ExitCode);
        Assert.Contains($"http://127.0.0.1:{_http}/", again.Output, StringComparison.Ordinal);
        Assert.Contains("already runs", again.Errors, StringComparison.Ordinal);
        Assert.Contains($"Stop it: ./cityops down --data {Data}\n", up.Errors, StringComparison.Ordinal);

        var down = await RunAsync("down", "--data", Data);
        Assert.Equal(0, down.ExitCode);
        Assert.Null(await ReadyAsync());
        Assert.Empty(ServersOn(Data));
    }

    [Fact]
    public async Task After_a_kill_down_stops_the_orphaned_database_and_up_joins_it()
    {
        await UpAsync();
        await KillAsync(ServePid());
        Assert.NotEmpty(ServersOn(Data));

        var up = await UpAsync();
        Assert.Equal(0, up.ExitCode);
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync());

        await KillAsync(ServePid());
        var down = await RunAsync("down", "--data", Data);
        Assert.Equal(0, down.ExitCode);
        Assert.Empty(ServersOn(Data));
    }

    [Fact]
    public async Task A_taken_port_is_named_with_the_option_that_chooses_another()
    {
        using var other = new TcpListener(IPAddress.Loopback, _mqtt);
        other.Start();

        var up = await UpAsync();

        Assert.Equal(1, up.ExitCode);
        Assert.Contains($"MQTT port {_mqtt}", up.Errors, StringComparison.Ordinal);
        Assert.Contains("--mqtt", up.Errors, StringComparison.Ordinal);
        Assert.Empty(ServersOn(Data));
    }

    [Fact]
    public async Task Down_does_not_kill_a_program_that_got_the_recorded_process_id()
    {
        using var other = Process.Start(new ProcessStartInfo("sleep", "60"))!;
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "serve.pid"), $"{other.Id} 12345\n", Ct);

        var down = await RunAsync("down", "--data", Data);

        Assert.Equal(0, down.ExitCode);
        Assert.Contains("does not run", down.Errors, StringComparison.Ordinal);
        Assert.False(other.HasExited);
        other.Kill();
    }

    [Fact]
    public async Task Ctrl_C_in_the_foreground_stops_the_application_and_its_database()
    {
        using var up = Start("up", "--no-demo", "--data", Data, "--http", Text(_http), "--mqtt", Text(_mqtt));
        while (await ReadyAsync() != HttpStatusCode.OK)
        {
            Assert.False(up.HasExited);
            await Task.Delay(100, Ct);
        }

        using var interrupt = Process.Start("sh", ["-c", $"kill -INT {up.Id}"]);
        await up.WaitForExitAsync(Ct);

        Assert.Empty(ServersOn(Data));
    }

    [Fact]
    public async Task A_database_that_is_killed_under_the_application_is_back_within_seconds()
    {
        await UpAsync();
        var killed = ServersOn(Data).ToHashSet();
        await KillAsync(DatabasePid());

        // Ready again, and by a new server: the old one's children may answer for a moment.
        var back = false;
        for (var tries = 0; tries < 200 && !back; tries++)
        {
            await Task.Delay(100, Ct);
            back = await ReadyAsync() == HttpStatusCode.OK && !killed.Contains(DatabasePid());
        }

        Assert.True(back, "The database was not started again within 20 s.");
    }

    private Task<Finished> UpAsync() =>
        RunAsync("up", "--detach", "--no-demo", "--data", Data, "--http", Text(_http), "--mqtt", Text(_mqtt));

    private async Task<HttpStatusCode?> ReadyAsync()
    {
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{_http}/health/ready"), Ct);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private int ServePid() => FirstNumberOf(Path.Combine(Data, "serve.pid"));

    private int DatabasePid() => FirstNumberOf(Path.Combine(Data, "postgres/data/postmaster.pid"));

    private static int FirstNumberOf(string file) =>
        File.Exists(file) ? int.Parse(File.ReadLines(file).First().Split(' ')[0], CultureInfo.InvariantCulture) : 0;

    /// <summary>The processes that work in the data folder's cluster.</summary>
    private static List<int> ServersOn(string data) =>
        Process
            .GetProcessesByName("postgres")
            .Where(process => Path.Combine(data, "postgres/data") == WorkingFolder(process.Id))
            .Select(process => process.Id)
            .ToList();

    private static string? WorkingFolder(int pid)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task KillAsync(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await process.WaitForExitAsync(Ct);
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(CityOpsProcess.Door, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    private static async Task<Finished> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return new Finished(process.ExitCode, await output, await errors);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Finished(int ExitCode, string Output, string Errors);
}
