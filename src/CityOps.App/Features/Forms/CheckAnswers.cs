using System.Globalization;
using System.Text.Json;
using CityOps.App.Geo;
using CityOps.App.Http;

namespace CityOps.App.Features.Forms;

/// <summary>An answer that cannot be taken.</summary>
/// <param name="Field">The field's code, as sent.</param>
/// <param name="Problem">Which way it fails: the answer_… problems.</param>
/// <param name="Reason">A sentence with the bound or the choices.</param>
public sealed record AnswerError(string Field, Problem Problem, string Reason);

/// <param name="Errors">None when the answers can be stored.</param>
/// <param name="Measures">What the number fields with a measure add up to; only those that were asked.</param>
/// <param name="Photos">Photos that answers name: field and SHA-256 in lower case.</param>
/// <param name="Facilities">Answers that name a facility, to be looked up: field, code and the type it must
/// have.</param>
public sealed record CheckedAnswers(
    IReadOnlyList<AnswerError> Errors,
    IReadOnlyDictionary<string, decimal> Measures,
    IReadOnlyList<(string Field, string Sha256)> Photos,
    IReadOnlyList<(string Field, string Code, string? Type)> Facilities
)
{
    /// <summary>The first facility that is named, once they were looked up.</summary>
    public Guid? FacilityId { get; init; }

    /// <summary>Fields that were answered and were not to be asked.</summary>
    public IReadOnlyList<string> Leftovers { get; init; } = [];
}

/// <summary>
/// Checks answers against the version of the form that they were filled in. Pure: what needs the database (does the
/// facility exist) is left to the caller. An answer to a question that was not to be asked is a leftover of changing
/// one's mind on the phone: it is kept and counts for nothing.
/// </summary>
public static class CheckAnswers
{
    private const int UsualLength = 500;
    private const int UsualDecimals = 2;
    private const int UsualPhotos = 9;

    /// <param name="answers">An object: field codes and values; null and "" mean not answered.</param>
    public static CheckedAnswers Run(IReadOnlyList<FormField> fields, JsonElement answers)
    {
        var given = answers
            .EnumerateObject()
            .Where(a => IsAnswered(a.Value))
            .DistinctBy(a => a.Name)
            .ToDictionary(a => a.Name, a => a.Value);
        var known = fields.Select(f => f.Code).ToHashSet();
        var errors = answers
            .EnumerateObject()
            .Where(a => !known.Contains(a.Name))
            .Select(a => new AnswerError(a.Name, Problems.AnswerFieldUnknown, $"The form has no field {a.Name}."))
            .ToList();
        var asked = new Dictionary<string, JsonElement>();
        var measures = new Dictionary<string, decimal>();
        var photos = new List<(string, string)>();
        var facilities = new List<(string, string, string?)>();
        foreach (var field in fields.Where(f => f.AskWhen is null || Holds(f.AskWhen, asked)))
        {
            if (!given.TryGetValue(field.Code, out var answer))
            {
                if (field.Required)
                {
                    errors.Add(
                        new(field.Code, Problems.AnswerMissing, $"{field.Label.Zh} ({field.Code}) is to be answered.")
                    );
                }

                continue;
            }

            if (Error(field, answer) is { } error)
            {
                errors.Add(error);
                continue;
            }

            asked.Add(field.Code, answer);
            if (field.Measure is { } measure)
            {
                measures[measure.Code] = measures.GetValueOrDefault(measure.Code) + answer.GetDecimal();
            }

            if (field.Kind == FieldKinds.Photo)
            {
                photos.AddRange(
                    answer.EnumerateArray().Select(photo => (field.Code, photo.GetString()!.ToLowerInvariant()))
                );
            }

            if (field.Kind == FieldKinds.Facility)
            {
                facilities.Add((field.Code, answer.GetString()!, field.FacilityType));
            }
        }

        return new(errors, measures, photos, facilities)
        {
            Leftovers = [.. given.Keys.Where(code => known.Contains(code) && !asked.ContainsKey(code)).Order()],
        };
    }

    private static bool IsAnswered(JsonElement answer) =>
        answer.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => false,
            JsonValueKind.String => answer.GetString()!.Length > 0,
            JsonValueKind.Array => answer.GetArrayLength() > 0,
            _ => true,
        };

    /// <param name="asked">The earlier answers that were asked and are right; others count as not given.</param>
    private static bool Holds(AskWhen when, Dictionary<string, JsonElement> asked)
    {
        if (when.Field is null)
        {
            return when.All?.All(part => Holds(part, asked))
                ?? when.Any?.Any(part => Holds(part, asked))
                ?? !Holds(when.Not!, asked);
        }

        var isAnswered = asked.TryGetValue(when.Field, out var answer);
        return when switch
        {
            { Answered: { } expected } => isAnswered == expected,
            _ when !isAnswered => false,
            { Is: { } choice } => Chosen(answer).Contains(choice),
            { In: { } choices } => Chosen(answer).Intersect(choices).Any(),
            { AtLeast: { } least } => answer.GetDecimal() >= least,
            { AtMost: { } most } => answer.GetDecimal() <= most,
            _ => false,
        };
    }

    private static IEnumerable<string?> Chosen(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Array
            ? answer.EnumerateArray().Select(one => one.GetString())
            : [answer.GetString()];

    private static AnswerError? Error(FormField field, JsonElement answer) =>
        field.Kind switch
        {
            FieldKinds.Text => Text(field, answer),
            FieldKinds.WholeNumber => Number(field, answer, 0),
            FieldKinds.DecimalNumber => Number(field, answer, field.Decimals ?? UsualDecimals),
            FieldKinds.Choice => OneOf(field, answer),
            FieldKinds.MultiChoice => Several(field, answer, field.Choices!.Count, OneOf),
            FieldKinds.Date => Date(field, answer),
            FieldKinds.Photo => Several(field, answer, UsualPhotos, Sha256),
            FieldKinds.Position => Position(field, answer),
            FieldKinds.Facility => answer.ValueKind == JsonValueKind.String ? null : Wrong(field, "a facility's code"),
            _ => throw new InvalidOperationException($"Field {field.Code} is of an unknown kind {field.Kind}."),
        };

    private static AnswerError? Text(FormField field, JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.String)
        {
            return Wrong(field, "a text");
        }

        var most = field.MaxLength ?? UsualLength;
        var length = new StringInfo(answer.GetString()!).LengthInTextElements;
        return length > most ? OutOfBounds(field, $"has {length} characters; {most} is the most") : null;
    }

    private static AnswerError? Number(FormField field, JsonElement answer, int decimals)
    {
        if (
            answer.ValueKind != JsonValueKind.Number
            || !answer.TryGetDecimal(out var number)
            || decimal.Round(number, decimals) != number
        )
        {
            return Wrong(field, decimals == 0 ? "a whole number" : $"a number of at most {decimals} decimals");
        }

        // Versions that were published before a measure had to have a max take no more than it may be.
        var max = field.Measure is null
            ? field.Max
            : Math.Min(field.Max ?? CheckFields.MaxQuantity, CheckFields.MaxQuantity);
        var min = field.Measure is null ? field.Min : Math.Max(field.Min ?? 0, 0);
        return number < min || number > max
            ? OutOfBounds(
                field,
                $"is {number}{field.Unit}; {min?.ToString(CultureInfo.InvariantCulture) ?? "…"} to {max?.ToString(CultureInfo.InvariantCulture) ?? "…"} is taken"
            )
            : null;
    }

    private static AnswerError? OneOf(FormField field, JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.String)
        {
            return Wrong(field, field.Kind == FieldKinds.Choice ? "a choice's code" : "an array of choices' codes");
        }

        var code = answer.GetString();
        return field.Choices!.Any(c => c.Code == code)
            ? null
            : new(field.Code, Problems.AnswerChoiceUnknown, $"{field.Code} has no choice {code}.");
    }

    private static AnswerError? Several(
        FormField field,
        JsonElement answer,
        int usual,
        Func<FormField, JsonElement, AnswerError?> check
    )
    {
        if (answer.ValueKind != JsonValueKind.Array)
        {
            return Wrong(field, "an array");
        }

        var most = field.Most ?? usual;
        if (answer.GetArrayLength() > most)
        {
            return OutOfBounds(field, $"has {answer.GetArrayLength()} answers; {most} is the most");
        }

        return answer.EnumerateArray().Select(one => check(field, one)).FirstOrDefault(error => error is not null)
            ?? (
                answer.EnumerateArray().Select(one => one.GetString()).Distinct().Count() < answer.GetArrayLength()
                    ? Wrong(field, "an array without repeats")
                    : null
            );
    }

    private static AnswerError? Date(FormField field, JsonElement answer)
    {
        if (
            answer.ValueKind != JsonValueKind.String
            || !DateOnly.TryParseExact(
                answer.GetString(),
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
        )
        {
            return Wrong(field, "a day as 2026-06-01");
        }

        return day < field.Earliest || day > field.Latest
            ? OutOfBounds(
                field,
                $"is {day:yyyy-MM-dd}; {field.Earliest:yyyy-MM-dd} to {field.Latest:yyyy-MM-dd} is taken"
            )
            : null;
    }

    private static AnswerError? Sha256(FormField field, JsonElement answer) =>
        answer.ValueKind == JsonValueKind.String
        && answer.GetString() is { Length: 64 } hex
        && hex.All(char.IsAsciiHexDigit)
            ? null
            : Wrong(field, "an array of SHA-256 in hexadecimal");

    private static AnswerError? Position(FormField field, JsonElement answer)
    {
        try
        {
            return answer.Deserialize<SentPosition>(JsonSerializerOptions.Web)?.Check().Refusal is { } refusal
                ? Wrong(field, $"a position: {refusal.Detail}")
                : null;
        }
        catch (JsonException)
        {
            return Wrong(field, "a position: {lon, lat, coordSystem}");
        }
    }

    private static AnswerError Wrong(FormField field, string expected) =>
        new(field.Code, Problems.AnswerKindWrong, $"{field.Code} must be {expected}.");

    private static AnswerError OutOfBounds(FormField field, string what) =>
        new(field.Code, Problems.AnswerOutOfBounds, $"{field.Code} {what}.");
}
