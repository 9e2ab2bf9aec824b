using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CityOps.Testing;

/// <summary>
/// A real mosquitto on a free port of loopback, set as docs/mqtt.md asks of a joined broker: nothing queued is dropped,
/// the
/// window is the client's, sessions outlive a restart.
/// <code>await using var broker = await MosquittoBroker.StartAsync(ct);</code>
/// </summary>
public sealed class MosquittoBroker : IAsyncDisposable
{
    private const string Program = "/usr/sbin/mosquitto";
    private readonly ScratchFolder _scratch = new();
    private readonly StringBuilder _log = new();
    private Process? _process;

    private MosquittoBroker(string settings) =>
        File.WriteAllText(
            _scratch["mosquitto.conf"],
            $"""
            listener {Port.ToString(CultureInfo.InvariantCulture)} 127.0.0.1
            {settings}
            user {Environment.UserName}
            persistence true
            persistence_location {_scratch.Path}/
            max_queued_messages 0
            max_inflight_messages 0
            """ + "\n"
        );

    public int Port { get; } = FreePort.Next();

    /// <summary>Its address for the setting <c>Mqtt:Broker</c>.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{Port}");

    /// <summary>What it has printed.</summary>
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

    /// <param name="ct">Ends the waiting.</param>
    /// <param name="settings">Lines of its configuration for the listener and who may use it.</param>
    public static async Task<MosquittoBroker> StartAsync(CancellationToken ct, string settings = "allow_anonymous true")
    {
        var broker = new MosquittoBroker(settings);
        await broker.StartAgainAsync(ct);
        return broker;
    }

    /// <summary>Starts it anew with what it had stored.</summary>
    public async Task StartAgainAsync(CancellationToken ct)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(Program, ["-c", _scratch["mosquitto.conf"]])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
        };
        _process.OutputDataReceived += Append;
        _process.ErrorDataReceived += Append;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        while (!await IsListeningAsync(ct))
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"mosquitto ended with exit code {_process.ExitCode}: {Log}");
            }

            await Task.Delay(20, ct);
        }
    }

    /// <summary>SIGTERM: it ends every connection and writes its sessions and their messages to disk.</summary>
    public async Task StopAsync()
    {
        await SignalAsync("TERM");
        await _process!.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: its connections stand and nothing comes from it, as with a machine that hangs.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT: it goes on.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _scratch.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private async Task<bool> IsListeningAsync(CancellationToken ct)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync("127.0.0.1", Port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Append(object sender, DataReceivedEventArgs line)
    {
        lock (_log)
        {
            _log.AppendLine(line.Data);
        }
    }
}
