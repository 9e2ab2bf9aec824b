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

        SetupFile file;
        try
        {
            file = path is null ? Ask(AnsiConsole.Console) : SetupFile.Parse(await File.ReadAllTextAsync(path, ct));
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return context.Fail(problem.Message);
        }

        await using var city = await context.OpenDatabaseAsync(ct);
        var beside = path is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(path))!;
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

    private static SetupFile Ask(IAnsiConsole console)
    {
        var bureau = console.Ask<string>("The bureau's name 局名称:");
        var towns = console.Prompt(
            new TextPrompt<string>("GeoJSON file of the towns' boundaries 镇街边界文件 (empty for none):").AllowEmpty()
        );
        var centres = AskLines(console, "Centres 中心");
        var contractors = AskLines(console, "Contractors 管养单位");
        return new(
            new("bureau", bureau),
            centres,
            null,
            contractors,
            null,
            towns.Length == 0 ? null : towns,
            console.Confirm("Load the starter categories 装入标准类别?") ? SetupFile.StandardCategories : null,
            new(
                console.Prompt(new TextPrompt<string>("Administrator's login 管理员账号:").DefaultValue("admin")),
                console.Prompt(new TextPrompt<string>("Administrator's name 管理员姓名:").DefaultValue("管理员"))
            )
        );
    }

    /// <summary>Lines of a code and a name, up to an empty one.</summary>
    private static List<SetupOrganisation> AskLines(IAnsiConsole console, string what)
    {
        var asked = new List<SetupOrganisation>();
        while (true)
        {
            var line = console.Prompt(
                new TextPrompt<string>($"{what}: a code and a name, e.g. parks 园林中心 (empty to go on):").AllowEmpty()
            );
            if (line.Trim().Split(' ', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } code, .. var rest])
            {
                return asked;
            }

            asked.Add(new(code, rest.FirstOrDefault()));
        }
    }
}
