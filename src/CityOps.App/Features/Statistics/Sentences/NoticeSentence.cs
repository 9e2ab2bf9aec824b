using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace CityOps.App.Features.Statistics.Sentences;

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

/// <summary>A sentence of a notice, and the number that it prints.</summary>
/// <param name="Code">E.g. patrols_sanitation; unique in its set.</param>
/// <param name="Metric">What is counted.</param>
/// <param name="Category">With all below it.</param>
/// <param name="To">Null for up to today.</param>
/// <param name="Unit">Null for the metric's.</param>
/// <param name="Text">
/// Chinese; {value} stands for the line's own number, {code} for that of another line of the set, {period} for the days
/// that are counted, {period:集中整改期间} for the line's own days by their name.
/// </param>
/// <param name="RoundTo">In print, unless exact: 100 makes 6600 of 6612.</param>
public sealed partial record NoticeSentence(
    string Code,
    string Metric,
    string? Org,
    string? Town,
    string? Category,
    DateOnly From,
    DateOnly? To,
    string? Unit,
    string Text,
    PrintAs Print = PrintAs.Exact,
    decimal RoundTo = 1
)
{
    public const string Own = "value";
    private const string PeriodPlace = "period";

    /// <summary>The sentences whose numbers the text prints, and <see cref="Own"/>.</summary>
    [JsonIgnore]
    public IEnumerable<string> Places =>
        Place().Matches(Text).Select(place => place.Groups[1].Value).Where(place => !IsPeriod(place));

    /// <summary>The sentence with its numbers. One that does not name its period is led by it where other days than its
    /// own are counted.</summary>
    /// <param name="other">The days that are counted instead of the line's own; null for those.</param>
    public string Write(Func<string, string> number, Period? other)
    {
        var namesPeriod = false;
        var text = Place()
            .Replace(Text, match =>
            {
                var place = match.Groups[1].Value;
                if (!IsPeriod(place))
                {
                    return number(place is Own ? Code : place);
                }

                namesPeriod = true;
                return other is null && place.Length > PeriodPlace.Length
                    ? place[(PeriodPlace.Length + 1)..]
                    : PeriodWords(other);
            });
        return other is null || namesPeriod ? text : $"{PeriodWords(other)}，{text}";
    }

    private static bool IsPeriod(string place) =>
        place is PeriodPlace || place.StartsWith(PeriodPlace + ":", StringComparison.Ordinal);

    private string PeriodWords(Period? other) =>
        other is { } days ? NoticePeriod.Of(days.From, days.To) : NoticePeriod.Of(From, To);

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Place();
}

/// <param name="Lines">In their order.</param>
public sealed record SentenceSet(string Code, string Name, IReadOnlyList<NoticeSentence> Lines);

/// <summary>A sentence with its number.</summary>
/// <param name="Value">Exact; null for a rate over nothing.</param>
/// <param name="Text">As printed.</param>
public sealed record WrittenSentence(string Line, decimal? Value, string Unit, string Text);
