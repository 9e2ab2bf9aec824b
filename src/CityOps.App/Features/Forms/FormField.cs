using System.Text.Json.Serialization;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Forms;

/// <summary>
/// One question of a form, as an administrator writes it, as it is stored and as a phone reads it. Members that do not
/// fit the kind are refused by <see cref="CheckFields"/>, unknown ones when the JSON is read, so that a typo is noticed
/// before the form is in the field.
/// </summary>
/// <param name="Code">The answer's name in a report; snake_case, unique in the form.</param>
/// <param name="Kind">One of <see cref="FieldKinds"/>.</param>
/// <param name="Required">To be answered whenever it is asked.</param>
/// <param name="AskWhen">Asked only when this holds; always when left out.</param>
/// <param name="Unit">Of a number: ㎡, m, 个; shown beside the input.</param>
/// <param name="Measure">Of a number: what it adds up to in the figures; it then has a min of 0 or more and a
/// max.</param>
/// <param name="Min">The least number.</param>
/// <param name="Max">The greatest number.</param>
/// <param name="Decimals">Of a decimal: how many places are taken; 2 when left out.</param>
/// <param name="MaxLength">Of a text: how many characters are taken; 500 when left out.</param>
/// <param name="Most">Of a multi-choice or photo: how many; all choices and 9 photos when left out.</param>
/// <param name="Earliest">Of a date.</param>
/// <param name="Latest">Of a date.</param>
/// <param name="Choices">Of a choice or multi-choice.</param>
/// <param name="FacilityType">Of a facility: which type it must have; any when left out.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FormField(
    string Code,
    [property: ValuesOf(typeof(FieldKinds))] string Kind,
    Label Label,
    bool Required = false,
    AskWhen? AskWhen = null,
    string? Unit = null,
    Measure? Measure = null,
    decimal? Min = null,
    decimal? Max = null,
    int? Decimals = null,
    int? MaxLength = null,
    int? Most = null,
    DateOnly? Earliest = null,
    DateOnly? Latest = null,
    IReadOnlyList<Choice>? Choices = null,
    string? FacilityType = null
);

/// <param name="Zh">Chinese; shown in the field.</param>
/// <param name="En">English; the Chinese is shown when left out.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Label(string Zh, string? En = null);

/// <param name="Code">What is sent; snake_case, unique in the field.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Choice(string Code, Label Label);

/// <summary>
/// When a question is asked: a small expression over earlier answers, as data. Exactly one of these shapes:
/// <c>{"field":"closed","is":"yes"}</c>, <c>{"field":"kind","in":["a","b"]}</c>,
/// <c>{"field":"height","atLeast":2.5}</c>, <c>{"field":"height","atMost":4}</c>,
/// <c>{"field":"note","answered":true}</c>, <c>{"all":[…]}</c>, <c>{"any":[…]}</c>, <c>{"not":{…}}</c>. Of a
/// multi-choice, <c>is</c> and <c>in</c> mean that one of its answers is.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AskWhen(
    string? Field = null,
    string? Is = null,
    IReadOnlyList<string>? In = null,
    decimal? AtLeast = null,
    decimal? AtMost = null,
    bool? Answered = null,
    IReadOnlyList<AskWhen>? All = null,
    IReadOnlyList<AskWhen>? Any = null,
    AskWhen? Not = null
);

/// <summary>The kinds of field, as stored and as sent, with the JSON of their answers.</summary>
public static class FieldKinds
{
    /// <summary>A string.</summary>
    public const string Text = "text";

    /// <summary>A whole number.</summary>
    public const string WholeNumber = "integer";

    /// <summary>A number.</summary>
    public const string DecimalNumber = "decimal";

    /// <summary>A choice's code.</summary>
    public const string Choice = "choice";

    /// <summary>An array of different choices' codes.</summary>
    public const string MultiChoice = "multi_choice";

    /// <summary>A day: "2026-06-01".</summary>
    public const string Date = "date";

    /// <summary>An array of SHA-256 in hexadecimal, of photos that the report declares.</summary>
    public const string Photo = "photo";

    /// <summary>{"lon","lat","coordSystem","accuracyMetres"}, as a report's own position.</summary>
    public const string Position = "position";

    /// <summary>A facility's code.</summary>
    public const string Facility = "facility";

    public static IReadOnlyList<string> All { get; } =
    [Text, WholeNumber, DecimalNumber, Choice, MultiChoice, Date, Photo, Position, Facility];

    internal static bool IsNumber(string kind) => kind is WholeNumber or DecimalNumber;

    internal static bool HasChoices(string kind) => kind is Choice or MultiChoice;
}
