using System.CommandLine;
using System.Text.RegularExpressions;

namespace CityOps.App.Verbs;

/// <summary>What cannot be read of a command line, in words for whoever typed it.</summary>
internal static partial class CommandLineErrors
{
    private static readonly (string Type, string Word)[] Words =
    [
        ("Int32", "a whole number"),
        ("Int64", "a whole number"),
        ("Double", "a number"),
        ("Decimal", "a number"),
        ("Boolean", "true or false"),
        ("DateOnly", "a day, such as 2026-06-01"),
        ("DateTime", "a time, such as 2026-06-01T08:00:00+08:00"),
        ("TimeSpan", "a time span, such as 1.12:30:00"),
        ("Guid", "a UUID"),
        ("Uri", "an address, such as http://127.0.0.1:8080"),
    ];

    /// <returns>The exit code 2.</returns>
    public static int Print(ParseResult parsed)
    {
        foreach (var error in parsed.Errors.Select(error => Sentence(error.Message)).Distinct())
        {
            Console.Error.WriteLine($"cityops: {error}");
        }

        var verb = string.Join(' ', Verbs(parsed.CommandResult));
        Console.Error.WriteLine($"cityops: how it is used: cityops {verb}{(verb.Length == 0 ? "" : " ")}--help");
        return 2;
    }

    private static IEnumerable<string> Verbs(System.CommandLine.Parsing.CommandResult result) =>
        result.Parent is System.CommandLine.Parsing.CommandResult parent ? [.. Verbs(parent), result.Command.Name] : [];

    private static string Sentence(string message) =>
        Conversion().Match(message) is not { Success: true } match
            ? message
            : $"{match.Groups["option"].Value} is {Words.FirstOrDefault(w => match.Groups["type"].Value.Contains(w.Type, StringComparison.Ordinal)).Word ?? "of another kind"}, not {match.Groups["value"].Value}.";

    [GeneratedRegex(
        @"^Cannot parse argument '(?<value>.*)' for (option|command) '(?<option>.*)' as expected type '(?<type>.*)'\."
    )]
    private static partial Regex Conversion();
}
