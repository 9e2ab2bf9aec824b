using System.CommandLine;
using System.Globalization;
using CityOps.App.Verbs;
using Spectre.Console;

namespace CityOps.App.Features.Setup;

/// <summary><c>setup [--example] [--file FILE]</c>: an empty city, from a file or from answers at the
/// terminal.</summary>
public static class SetupCommand
{
    public static Command Create()
    {
        var example = new Option<bool>("--example") { Description = "print a complete file and do nothing" };
        var file = new Option<string?>("--file") { Description = "what the city starts with, as --example prints it" };
        var setup = new Command("setup", "Found a city in an empty database; prints its administrator's password once")
        {
            example,
            file,
        };
        setup.SetVerb(
            (arguments, context, ct) =>
            {
                if (arguments.GetValue(example))
                {
                    context.Print(SetupFile.Example());
                    return Task.FromResult(0);
                }

                return RunAsync(context, arguments.GetValue(file), ct);
            }
        );
        return setup;
    }

    private static async Task<int> RunAsync(VerbContext context, string? path, CancellationToken ct)
    {
        if (path is null && (Console.IsInputRedirected || Console.IsOutputRedirected))
        {
            return context.Fail("There is no terminal to ask at: give a file with --file FILE; --example prints one.");
        }

        SetupFile? file = null;
        try
        {
            file = path is null ? null : SetupFile.Parse(await File.ReadAllTextAsync(path, ct));
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return context.Fail(problem.Message);
        }

        await using var city = await context.OpenDatabaseAsync(ct);
        if (await FoundCity.IsFoundedAsync(city, ct))
        {
            return context.Fail(FoundCity.Founded); // before anything is asked
        }

        var beside = path is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(path))!;
        file ??= SetupQuestions.Ask(AnsiConsole.Console, beside);
        var outcome = await FoundCity.RunAsync(city, file, beside, context.Time, ct);
        if (outcome.Faults.Count > 0)
        {
            return context.Fail(string.Join('\n', outcome.Faults));
        }

        context.Print(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.Organisations} organisations, {outcome.Towns} towns, {outcome.Categories} categories."
            )
        );
        context.Print("The administrator and the password, which is printed this once:");
        context.Print($"{outcome.Login} {outcome.Password}");
        return 0;
    }
}
