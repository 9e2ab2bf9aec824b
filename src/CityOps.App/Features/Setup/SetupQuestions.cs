using CityOps.App.Features.Accounts;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using CityOps.App.Tables;
using Spectre.Console;

namespace CityOps.App.Features.Setup;

/// <summary>
/// What a city starts with, asked at a terminal. Each answer is looked at when it is given: whoever mistypes the last
/// one does not begin again.
/// </summary>
internal static class SetupQuestions
{
    private const string Bureau = "bureau";

    /// <param name="beside">The folder that the boundaries' file is relative to.</param>
    public static SetupFile Ask(IAnsiConsole console, string beside)
    {
        var taken = new HashSet<string> { Bureau };
        return new(
            new(Bureau, AskFor(console, "The bureau's name 局名称:", SetupFile.NameFault)),
            AskLines(console, "Centres 中心", taken),
            null,
            AskLines(console, "Contractors 管养单位", taken),
            null,
            AskTowns(console, beside),
            console.Confirm("Load the starter categories 装入标准类别?") ? SetupFile.StandardCategories : null,
            new(
                AskFor(console, "Administrator's login 管理员账号:", LoginFault, "admin"),
                AskFor(console, "Administrator's name 管理员姓名:", SetupFile.NameFault, "管理员")
            )
        );
    }

    private static string AskFor(
        IAnsiConsole console,
        string question,
        Func<string, string?> fault,
        string? usual = null
    )
    {
        var prompt = new TextPrompt<string>(question).Validate(answer => Judged(fault(answer)));
        return console.Prompt(usual is null ? prompt : prompt.DefaultValue(usual));
    }

    private static string? AskTowns(IAnsiConsole console, string beside)
    {
        var path = console.Prompt(
            new TextPrompt<string>("GeoJSON file of the towns' boundaries 镇街边界文件 (empty for none):")
                .AllowEmpty()
                .Validate(answer => Judged(answer.Trim().Length == 0 ? null : FileFault(Path.Combine(beside, answer))))
        );
        return path.Trim().Length == 0 ? null : path;
    }

    /// <summary>Lines of a code and a name, up to an empty one.</summary>
    private static List<SetupOrganisation> AskLines(IAnsiConsole console, string what, HashSet<string> taken)
    {
        var asked = new List<SetupOrganisation>();
        while (true)
        {
            var line = console.Prompt(
                new TextPrompt<string>($"{what}: a code and a name, e.g. parks 园林中心 (empty to go on):")
                    .AllowEmpty()
                    .Validate(answer => Judged(answer.Trim().Length == 0 ? null : LineFault(Parts(answer), taken)))
            );
            if (line.Trim().Length == 0)
            {
                return asked;
            }

            var (code, name) = Parts(line);
            taken.Add(code);
            asked.Add(new(code, name));
        }
    }

    private static (string Code, string Name) Parts(string line) =>
        InputText.Clean(line)?.Split(' ', 2, StringSplitOptions.TrimEntries) switch
        {
            [var code, var name] => (code, name),
            [var code] => (code, ""),
            _ => ("", ""),
        };

    private static string? LineFault((string Code, string Name) line, HashSet<string> taken) =>
        !OrganisationCodes.IsFit(line.Code) ? $"“{line.Code}” is no code; {OrganisationCodes.Rule}"
        : taken.Contains(line.Code) ? $"“{line.Code}” is the code of another one already."
        : SetupFile.NameFault(line.Name);

    private static string? LoginFault(string login) =>
        ManageAccounts.IsLogin(login.Trim()) ? null : ManageAccounts.LoginRule;

    private static string? FileFault(string path)
    {
        try
        {
            AreaFile.Read(path, new());
            return null;
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return problem.Message;
        }
    }

    private static ValidationResult Judged(string? fault) =>
        fault is null ? ValidationResult.Success() : ValidationResult.Error($"[red]{Markup.Escape(fault)}[/]");
}
