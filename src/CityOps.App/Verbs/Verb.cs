using System.CommandLine;
using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Http;
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

    public static void SetVerb(
        this Command command,
        Func<ParseResult, VerbContext, CancellationToken, Task<int>> run
    ) =>
        command.SetAction(
            async (arguments, ct) =>
            {
                using var context = new VerbContext(new DataFolder(arguments.GetRequiredValue(Data)));
                try
                {
                    return await run(arguments, context, ct);
                }
                catch (Exception problem) when (problem is SetupException or EmbeddedPostgresException)
                {
                    return context.Fail(problem.Message);
                }
                catch (Exception problem) when (ConstraintProblems.Violation(problem) is { } violation)
                {
                    return context.Fail(
                        $"The database refused this: {ConstraintProblems.For(violation)!.Title} (constraint {violation.ConstraintName})"
                    );
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

    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>appsettings.json beside the executable, then environment variables.</summary>
    public IConfiguration Configuration { get; } =
        new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .Build();

    public ILoggerFactory Logs { get; } =
        LoggerFactory.Create(logging =>
            logging
                .SetMinimumLevel(LogLevel.Warning)
                .AddSimpleConsole(console => console.SingleLine = true)
                .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        ); // a verb's output may be read by a program

    public Task<CityDatabase> OpenDatabaseAsync(CancellationToken ct) =>
        CityDatabase.OpenAsync(Configuration, Folder, Logs, ct);

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
            Print(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"row {row.Row}{column}: {row.Code}: {row.Reason} {row.ReasonZh}"
                )
            );
        }
    }

    /// <summary>Says so when nothing was kept; returns the exit code.</summary>
    public int EndOfImport(bool dryRun, bool kept, int bad)
    {
        if (!kept)
        {
            Print(
                dryRun
                    ? "Dry run: nothing was kept."
                    : "Nothing was imported; correct what is bad, or leave it out with --skip-bad."
            );
        }

        return kept || bad == 0 ? 0 : 2;
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
