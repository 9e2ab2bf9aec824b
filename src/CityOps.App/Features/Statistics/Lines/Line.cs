using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace CityOps.App.Features.Statistics.Lines;

/// <summary>How a number is printed; what is stored and answered stays exact.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PrintAs>))]
public enum PrintAs
{
    /// <summary>As it is.</summary>
    [JsonStringEnumMemberName("exact")]
    Exact,

    /// <summary>约: rounded to the nearest.</summary>
    [JsonStringEnumMemberName("about")]
    About,

    /// <summary>余: rounded down, and more than that.</summary>
    [JsonStringEnumMemberName("over")]
    Over,
}

/// <summary>A line of a bulletin: a named number, and the sentence that prints it.</summary>
/// <param name="Code">E.g. patrols_sanitation; unique in its set.</param>
/// <param name="Metric">What is counted.</param>
/// <param name="Category">With all below it.</param>
/// <param name="To">Null for up to today.</param>
/// <param name="Unit">Null for the metric's.</param>
/// <param name="Text">Chinese; {value} stands for the line's own number, {code} for that of another line of the set.</param>
/// <param name="RoundTo">In print, unless exact: 100 makes 6600 of 6612.</param>
public sealed partial record Line(
    string Code, string Metric, string? Org, string? Town, string? Category, DateOnly From, DateOnly? To, string? Unit, string Text,
    PrintAs Print = PrintAs.Exact, decimal RoundTo = 1)
{
    public const string Own = "value";

    /// <summary>The names in braces in the text.</summary>
    [JsonIgnore]
    public IEnumerable<string> Places => Place().Matches(Text).Select(place => place.Groups[1].Value);

    /// <summary>The sentence with its numbers.</summary>
    public string Say(Func<string, string> number) => Place().Replace(Text, place => number(place.Groups[1].Value is Own ? Code : place.Groups[1].Value));

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Place();
}

/// <param name="Lines">In their order.</param>
public sealed record LineSet(string Code, string Name, IReadOnlyList<Line> Lines);

/// <summary>A line with its number.</summary>
/// <param name="Value">Exact; null for a rate over nothing.</param>
/// <param name="Text">As printed.</param>
public sealed record SaidLine(string Line, decimal? Value, string Unit, string Text);
