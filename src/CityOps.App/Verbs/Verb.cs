using System.CommandLine;
using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Tables;

namespace CityOps.App.Verbs;

/// <summary>How a verb of the command line runs: with its arguments, the data folder and the database at
/// hand.</summary>
public static class Verb
{
    /// <summary>Taken by every verb.</summary>
    public static Option<string> Data { get; } =
        new("--data")
        {
            Description = "folder of the embedded database, photos and keys",
            DefaultValueFactory = _ => ".cityops",
            Recursive = true,
        };

    /// <summary>A TCP port; 0 takes a free one.</summary>
    public static Option<int> Port(string name, string description, int usual)
    {
        var port = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        port.Validators.Add(found =>
        {
            if (found.Errors.Any() || found.Tokens is not [var token])
            {
                return;
            }

            if (int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) && number is < 0 or > 65535)
            {
                found.AddError($"{name} is a port from 0 to 65535, not {token.Value}.");
            }
        });
        return port;
    }

    /// <summary>A verb that changes something: that it was run, by whom and on what, is a line of the audit
    /// log.</summary>
    public static void SetVerb(
        this Command command,
        Func<ParseResult, VerbContext, CancellationToken, Task<int>> run
    ) => command.SetVerb(run, changes: true);

    /// <summary>A verb that changes nothing, but for the schema of an earlier version.</summary>
    public static void SetReadingVerb(
        this Command command,
        Func<ParseResult, VerbContext, CancellationToken, Task<int>> run
    ) => command.SetVerb(run, changes: false);

    private static void SetVerb(
        this Command command,
        Func<ParseResult, VerbContext, CancellationToken, Task<int>> run,
        bool changes
    ) =>
        command.SetAction(
            async (arguments, ct) =>
            {
                FileModes.KeepPrivate();
                try
                {
                    using var context = new VerbContext(new DataFolder(arguments.GetRequiredValue(Data)))
                    {
                        Run = VerbRun.Of(arguments, changes),
                    };
                    return await run(arguments, context, ct);
                }
                catch (OperationCanceledException) when (ct.IsCancellationRequested)
                {
                    Console.Error.WriteLine("cityops: stopped.");
                    return 130;
                }
                catch (Exception problem)
                {
                    Console.Error.WriteLine($"cityops: {Failures.Sentence(problem)}");
                    return 2;
                }
            }
        );
}

/// <summary>Something about the machine or the settings must be put right by a person first; the message says
/// what.</summary>
public class SetupException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What a verb needs besides its arguments.</summary>
public sealed class VerbContext(DataFolder folder) : IDisposable
{
    public DataFolder Folder { get; } = folder;

    /// <summary>Which verb it is, for the audit log.</summary>
    public required VerbRun Run { get; init; }

    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>appsettings.json beside the executable, then cityops.json in the data folder, then environment
    /// variables.</summary>
    public IConfigurationRoot Configuration { get; } =
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(folder.Settings, optional: true)
            .AddEnvironmentVariables()
            .Build();

    public ILoggerFactory Logs { get; } =
        LoggerFactory.Create(logging =>
            logging
                .SetMinimumLevel(LogLevel.Warning)
                .AddSimpleConsole(console => console.SingleLine = true)
                .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        ); // a verb's output may be read by a program

    /// <exception cref="SetupException">A server of another version serves on the data folder.</exception>
    public async Task<CityDatabase> OpenDatabaseAsync(CancellationToken ct)
    {
        ServingProcess.RefuseOtherVersion(Folder);
        var city = await CityDatabase.OpenAsync(Configuration, Folder, Logs, ct, Run.Actor);
        try
        {
            await Run.AuditAsync(city, ct);
            return city;
        }
        catch
        {
            await city.DisposeAsync();
            throw;
        }
    }

    public void Print(string line) => Console.Out.WriteLine(line);

    /// <summary>Says what is wrong with each row of a list, or writes all of it to a .csv.</summary>
    public async Task PrintBadRowsAsync(IReadOnlyList<BadRow> bad, string? file, CancellationToken ct)
    {
        if (file is not null)
        {
            await using var output = File.Create(file);
            using var table = new CsvOutput(output);
            await BadRow.WriteAsync(table, bad, ct);
            return;
        }

        foreach (var row in bad)
        {
            var column = row.Column is null ? "" : $", {row.Column}";
            var sheet = row.Sheet is null ? "" : $"sheet {row.Sheet}, ";
            var value =
                row.Value is null || row.Reason.Contains(row.Value, StringComparison.Ordinal) ? "" : $" “{row.Value}”:";
            Print(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sheet}row {row.Row}{column}: {row.Code}:{value} {row.Reason} {row.ReasonZh}"
                )
            );
        }
    }

    /// <summary>Says so when nothing was kept; returns the exit code.</summary>
    public int EndOfImport(ImportChoice choice, ImportOutcome outcome)
    {
        if (outcome.Kept)
        {
            return 0;
        }

        Print(
            choice.DryRun ? "Dry run: nothing was kept."
            : outcome.Bad.Count > 0 && !choice.SkipBad
                ? "Nothing was imported; correct what is bad, or leave it out with --skip-bad."
            : "Nothing was imported; --accept takes what is asked for as it is. 未导入；确认无误请加 --accept。"
        );
        return outcome.Bad.Count == 0 && outcome.Asks.Count == 0 ? 0 : 2;
    }

    /// <summary>What is under way, in the terminal's last line; nothing where nobody watches.</summary>
    public void Progress(string doing)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write($"\r\u001b[K  {doing}\r");
        }
    }

    /// <inheritdoc cref="WatchAsync{T}"/>
    public Task WatchAsync(Task step, Func<TimeSpan, string> doing)
    {
        return WatchAsync(Done(), doing);

        async Task<bool> Done()
        {
            await step;
            return true;
        }
    }

    /// <summary>Shows how far a long step is, at once and each second, until it is done.</summary>
    public async Task<T> WatchAsync<T>(Task<T> step, Func<TimeSpan, string> doing)
    {
        var began = Time.GetTimestamp();
        Progress(doing(TimeSpan.Zero));
        while (await Task.WhenAny(step, Task.Delay(TimeSpan.FromSeconds(1))) != step)
        {
            Progress(doing(Time.GetElapsedTime(began)));
        }

        Progress("");
        return await step;
    }

    /// <summary>Says what went wrong on the error stream; returns the exit code 2.</summary>
    public int Fail(string message)
    {
        Console.Error.WriteLine($"cityops: {message}");
        return 2;
    }

    public void Dispose()
    {
        Logs.Dispose();
        (Configuration as IDisposable)?.Dispose();
    }
}
