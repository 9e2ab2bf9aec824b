using System.Text.Json;
using System.Text.RegularExpressions;

namespace CityOps.App.Http;

/// <summary>What the framework says of a call that cannot be read, in words for whoever wrote the call: without names
/// of our types.</summary>
internal static partial class PlainWords
{
    /// <summary>Where in the body, and what was expected there.</summary>
    public static string Of(JsonException problem)
    {
        if (Unmapped().Match(problem.Message) is { Success: true } unmapped)
        {
            return $"There is no member {InputText.Clean(unmapped.Groups["name"].Value)} here (at {problem.Path}).";
        }

        var at = problem.Path is null or "$" ? "" : $"At {problem.Path}: ";
        if (Lacking().Match(problem.Message) is { Success: true } lacking)
        {
            return $"{at}{lacking.Groups["names"].Value.Replace("'", "", StringComparison.Ordinal)} is missing.";
        }

        return (at, Converted().Match(problem.Message)) switch
        {
            (_, { Success: false }) => at + Position().Replace(problem.Message, "").Trim(),
            (_, var match) when Kind(match.Groups["type"].Value) is { } kind => $"{at}this is no {kind}.",
            ("", _) => "The body is not the JSON that is taken here.",
            // of a record's members only the record is named
            _ => at + "the value is not of the kind that is taken here.",
        };
    }

    public static string Of(BadHttpRequestException problem) =>
        problem.Message switch
        {
            var said when Parameter().Match(said) is { Success: true } match =>
                $"{match.Groups["name"].Value} is no {Kind(match.Groups["type"].Value) ?? "value that is taken here"}: {InputText.Clean(match.Groups["value"].Value)}.",
            var said when said.Contains("body", StringComparison.OrdinalIgnoreCase) =>
                "This call needs a body, a JSON object.",
            var said when Missing().Match(said) is { Success: true } match =>
                $"{match.Groups["name"].Value} is missing in the address.",
            var said => said,
        };

    /// <summary>What a value of the type is called, as in "from is no day, such as 2026-06-01".</summary>
    public static string? Kind(Type type) => Kind(type.ToString());

    private static string? Kind(string type) =>
        Words.FirstOrDefault(known => type.Contains(known.Type, StringComparison.OrdinalIgnoreCase)).Word;

    // The first that the type's name holds, as JSON's errors (System.Nullable`1[System.Int32]) and those of addresses
    // (int?) write it.
    private static readonly (string Type, string Word)[] Words =
    [
        ("List`1", "array"),
        ("[]", "array"),
        ("CityInstant", "day or time, such as 2026-06-01 or 2026-06-01T08:00:00+08:00"),
        ("DateTimeOffset", "time with an offset, such as 2026-06-01T08:00:00+08:00"),
        ("DateOnly", "day, such as 2026-06-01"),
        ("TimeOnly", "time of day, such as 09:00"),
        ("TimeSpan", "time span"),
        ("Guid", "UUID"),
        ("bool", "true or false"),
        ("System.Int", "whole number of a fitting size"),
        ("int?", "whole number of a fitting size"),
        ("long", "whole number of a fitting size"),
        ("double", "number of a fitting size"),
        ("decimal", "number of a fitting size"),
        ("System.Single", "number of a fitting size"),
        ("System.String", "text"),
    ];

    [GeneratedRegex(@"^The JSON value could not be converted to (?<type>\S+?)\.? ")]
    private static partial Regex Converted();

    [GeneratedRegex(
        "^JSON deserialization for type '.*?' was missing required properties including: (?<names>.*?)\\.( |$)"
    )]
    private static partial Regex Lacking();

    [GeneratedRegex(@" ?(Path: \S+ \| )?LineNumber: \d+ \| BytePositionInLine: \d+\.")]
    private static partial Regex Position();

    [GeneratedRegex(
        "^The JSON property '(?<name>.*?)' could not be mapped to any \\.NET member",
        RegexOptions.Singleline
    )]
    private static partial Regex Unmapped();

    [GeneratedRegex(
        """^Failed to bind parameter "(?<type>\S+) (?<name>\w+)" from "(?<value>.*)"\.""",
        RegexOptions.Singleline
    )]
    private static partial Regex Parameter();

    [GeneratedRegex("""^Required parameter "\S+ (?<name>\w+)" was not provided from (query string|route)""")]
    private static partial Regex Missing();
}
