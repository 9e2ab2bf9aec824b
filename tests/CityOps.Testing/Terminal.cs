using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace CityOps.Testing;

/// <summary>
/// The application at a terminal, as a person sees it; util-linux's <c>script</c> makes the terminal.
/// <c>await using var terminal = Terminal.Open(["setup", "--data", folder]);</c>
/// </summary>
public sealed partial class Terminal : IAsyncDisposable
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task _reading;
    private readonly StringBuilder _shown = new();
    private int _answered;

    private Terminal(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>All that was shown so far, without colours and moves of the cursor.</summary>
    public string Shown
    {
        get
        {
            lock (_shown)
            {
                return Controls().Replace(_shown.ToString(), "");
            }
        }
    }

    public static Terminal Open(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var command = string.Join(' ', arguments.Prepend(CityOpsProcess.Executable).Select(word => $"'{word}'"));
        var start = new ProcessStartInfo("script", ["--quiet", "--return", "--command", command, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment["TERM"] = "xterm";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Waits for a question that was not answered yet, and types the answer.</summary>
    public async Task AnswerAsync(string question, string answer, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        int asked;
        while ((asked = Shown.IndexOf(question, _answered, StringComparison.Ordinal)) < 0)
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > AnswersWithin)
            {
                throw new InvalidOperationException($"“{question}” was not asked. Shown was:\n{Shown}");
            }

            await Task.Delay(20, ct);
        }

        _answered = asked + question.Length;
        await _process.StandardInput.WriteAsync($"{answer}\r".AsMemory(), ct);
        await _process.StandardInput.FlushAsync(ct);
    }

    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var piece = new char[4096];
        while (await _process.StandardOutput.ReadAsync(piece) is > 0 and var length)
        {
            lock (_shown)
            {
                _shown.Append(piece, 0, length);
            }
        }
    }

    // Sequences of ECMA-48 and of xterm
    [GeneratedRegex(@"\x1b(\[[0-?]*[ -/]*[@-~]|[=>()][0-9A-B]?|\][^\x07]*\x07)")]
    private static partial Regex Controls();
}
