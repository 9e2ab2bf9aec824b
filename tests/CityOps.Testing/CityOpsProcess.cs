using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace CityOps.Testing;

/// <summary>How to run the application.</summary>
/// <param name="ConnectionString">A database to use; null lets the process start its own embedded cluster.</param>
/// <param name="DataFolder">Null for a new folder below the temporary folder, deleted at the end.</param>
public sealed record CityOpsProcessOptions(string? ConnectionString = null, string? DataFolder = null)
{
    /// <summary>Further arguments of <c>serve</c>, such as <c>--roles ingest</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment variables: settings such as <c>Ingest__Window</c>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Null for the one that the build left; another build's, to measure it beside this one.</summary>
    public string? Executable { get; init; }
}

/// <summary>
/// The built <c>cityops serve</c> as a process of its own on free ports: for what only a real process shows, such as
/// being killed. <c>await using var app = await CityOpsProcess.StartAsync(new(db.ConnectionString), ct);</c>
/// </summary>
public sealed class CityOpsProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(60);

    private readonly CityOpsProcessOptions _options;
    private readonly StringBuilder _log = new();
    private Process _process = null!;

    private CityOpsProcess(CityOpsProcessOptions options)
    {
        _options = options;
        DataFolder = options.DataFolder
            ?? Path.Combine(Path.GetTempPath(), "cityops-process-" + Guid.NewGuid().ToString("n")[..8]);
    }

    /// <summary>The executable that the build left in the application's own output folder.</summary>
    public static string Executable { get; } = BuiltIn("CityOpsExecutable");

    /// <summary>The script <c>cityops</c> at the repository's root.</summary>
    public static string Door { get; } = BuiltIn("CityOpsDoor");

    public int HttpPort { get; } = FreePort.Next();

    public int MqttPort { get; } = FreePort.Next();

    public Uri Http => new($"http://127.0.0.1:{HttpPort}/");

    public string DataFolder { get; }

    public int ProcessId => _process.Id;

    /// <summary>Everything that the process printed so far, restarts included.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts it and returns when <c>/health/ready</c> answers 200.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not become ready; the message has its
    /// log.</exception>
    public static async Task<CityOpsProcess> StartAsync(CityOpsProcessOptions options, CancellationToken ct)
    {
        var app = new CityOpsProcess(options);
        try
        {
            await app.StartAgainAsync(ct);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it anew on the same ports and data, after <see cref="KillAsync"/> or <see
    /// cref="StopAsync"/>.</summary>
    public async Task StartAgainAsync(CancellationToken ct)
    {
        string[] fixedArguments =
        [
            "serve",
            "--data",
            DataFolder,
            "--http",
            HttpPort.ToString(CultureInfo.InvariantCulture),
            "--mqtt",
            MqttPort.ToString(CultureInfo.InvariantCulture),
        ];
        var executable = _options.Executable ?? Executable;
        var start = new ProcessStartInfo(executable, [.. fixedArguments, .. _options.Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(executable),
        };
        if (_options.ConnectionString is { } connectionString)
        {
            start.Environment["Database__ConnectionString"] = connectionString;
        }

        start.Environment["Readings__BackfillAfter"] = "1098.00:00:00"; // tests tell of days that there have been
        foreach (var (name, value) in _options.Environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += Append;
        _process.ErrorDataReceived += Append;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await UntilReadyAsync(ct);
    }

    /// <summary>kill -9: it gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop (SIGTERM) and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="InvalidOperationException">It is still there after a minute.</exception>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("sh", ["-c", $"kill -TERM {ProcessId}"]))
        {
            await kill.WaitForExitAsync();
        }

        using var limit = new CancellationTokenSource(StopsWithin);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            throw new InvalidOperationException($"cityops did not stop within {StopsWithin}. Its log:\n{Log}");
        }
    }

    /// <summary>A client with the bearer token of a <see cref="TestCity"/> account.</summary>
    public async Task<HttpClient> LogInAsync(string login, CancellationToken ct)
    {
        var client = new HttpClient { BaseAddress = Http };
        using var answer = await client.PostJsonAsync(
            "/api/v1/tokens",
            new { login, password = TestCity.Password },
            ct
        );
        client.DefaultRequestHeaders.Authorization = new("Bearer", answer["accessToken"].GetString());
        return client;
    }

    /// <summary>Stops it; deletes its data folder unless that was given.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
        if (_options.DataFolder is null && Directory.Exists(DataFolder))
        {
            // It may have been killed, and then its database still runs.
            await App.Database.EmbeddedPostgres.StopUnusedAsync(
                new(DataFolder),
                Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
                CancellationToken.None
            );
            Directory.Delete(DataFolder, recursive: true);
        }
    }

    private static string BuiltIn(string key) =>
        Path.GetFullPath(
            typeof(CityOpsProcess)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(a => a.Key == key)
                .Value!
        );

    private async Task UntilReadyAsync(CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = Http, Timeout = TimeSpan.FromSeconds(5) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ReadyWithin);
        while (!_process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync("health/ready", limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet.
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                if (limit.IsCancellationRequested)
                {
                    throw new InvalidOperationException($"cityops was not ready within {ReadyWithin}. Its log:\n{Log}");
                }
            }

            await Task.Delay(100, ct);
        }

        await _process.WaitForExitAsync(ct);
        throw new InvalidOperationException($"cityops ended with exit code {_process.ExitCode}. Its log:\n{Log}");
    }

    private void Append(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.AppendLine(line.Data);
        }
    }
}
