using System.Globalization;
using System.Text.Json;
using CityOps.App.Features.Forms;
using CityOps.App.Http;

namespace CityOps.App.Features.Reports.Records;

/// <summary>
/// What an answer is to be, as a list's filter says it: <c>field:value</c>. Of a choice, several choices or a facility
/// the value is one code or several, separated by commas, one of which was given; of a number or a day it is a value
/// or a range (<c>3..8</c>, <c>3..</c>, <c>..2026-06-30</c>); of a text, a part of it. <c>field:*</c> is answered,
/// whatever it says, and <c>field:-</c> is not. Pure.
/// </summary>
/// <param name="By">See sql/functions/answers_fit.sql, which also knows the other members.</param>
internal sealed record AnswerTest(
    string Field,
    string By,
    IReadOnlyList<string>? Words = null,
    string? Least = null,
    string? Most = null
)
{
    private const string Range = "..";

    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    /// <summary>As SQL takes them; null for none.</summary>
    public static string? Stored(IReadOnlyList<AnswerTest> tests) =>
        tests.Count == 0 ? null : JsonSerializer.Serialize(tests, Json);

    /// <param name="columns">The questions that there are.</param>
    public static Result<AnswerTest> Read(string asked, IReadOnlyList<RecordColumn> columns)
    {
        var parts = (InputText.Clean(asked) ?? "").Split(':', 2, StringSplitOptions.TrimEntries);
        if (parts is not [var field, { Length: > 0 } value])
        {
            return Unfit("answer is field:value, e.g. state:fault.");
        }

        if (columns.FirstOrDefault(c => c.Code == field) is not { } column)
        {
            return KnownValues.Refuse("answer", [field], [.. columns.Select(c => c.Code)])!;
        }

        return value switch
        {
            "-" => new AnswerTest(field, "unanswered"),
            "*" => new AnswerTest(field, "answered"),
            _ => column.Kind switch
            {
                FieldKinds.Choice or FieldKinds.MultiChoice => OneOf(column, value),
                FieldKinds.Facility => new AnswerTest(field, "one_of", Listed(value)),
                FieldKinds.WholeNumber or FieldKinds.DecimalNumber => Between(field, "number", value, IsNumber),
                FieldKinds.Date => Between(field, "day", value, IsDay),
                FieldKinds.Text => new AnswerTest(field, "text", [value]),
                _ => Unfit($"Of {field}, a {column.Kind}, only * and - can be asked."),
            },
        };
    }

    private static Result<AnswerTest> OneOf(RecordColumn column, string value)
    {
        var wanted = Listed(value);
        return KnownValues.Refuse("answer", wanted, [.. (column.Choices ?? []).Select(c => c.Code)]) is { } unknown
            ? unknown
            : new AnswerTest(column.Code, "one_of", wanted);
    }

    private static Result<AnswerTest> Between(string field, string by, string value, Func<string, bool> isValue)
    {
        var at = value.IndexOf(Range, StringComparison.Ordinal);
        var (least, most) = at < 0 ? (value, value) : (value[..at].Trim(), value[(at + Range.Length)..].Trim());
        return (least.Length == 0 && most.Length == 0) || !Fits(least) || !Fits(most)
            ? Unfit($"Of {field}, a {by}, a value or a range is asked for: 3, 3..8, 3.., ..8.")
            : new AnswerTest(field, by, Least: OrNull(least), Most: OrNull(most));

        bool Fits(string end) => end.Length == 0 || isValue(end);
    }

    private static string[] Listed(string value) =>
        value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static bool IsNumber(string text) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out _
        );

    private static bool IsDay(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static Refusal Unfit(string reason) => Problems.FilterUnknown.Refuse(reason, ("field", "answer"));
}
