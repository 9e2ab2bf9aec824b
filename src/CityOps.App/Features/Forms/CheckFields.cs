using System.Text.RegularExpressions;

namespace CityOps.App.Features.Forms;

/// <summary>What is wrong with a form that someone writes.</summary>
/// <param name="Field">The field's code; "" for the form itself.</param>
/// <param name="Reason">A sentence for the one who writes it.</param>
public sealed record FieldError(string Field, string Reason);

/// <summary>Checks the fields of a draft: what passes can be asked on a phone and its answers can be checked.</summary>
public static partial class CheckFields
{
    private const int MaxFields = 200;
    private const int MaxChoices = 500;
    private const int MaxAskWhenDepth = 5;

    /// <summary>The largest number that a measure takes: a city of such answers still adds up to a figure that can be
    /// read.</summary>
    public const decimal MaxQuantity = 1_000_000_000;

    /// <returns>Every error; none when the form can be published.</returns>
    public static IReadOnlyList<FieldError> Run(IReadOnlyList<FormField> fields)
    {
        var errors = new List<FieldError>();
        if (fields.Count is 0 or > MaxFields)
        {
            errors.Add(new("", $"A form has 1 to {MaxFields} fields, not {fields.Count}."));
        }

        var earlier = new Dictionary<string, FormField>();
        foreach (var field in fields)
        {
            errors.AddRange(Errors(field, earlier).Select(reason => new FieldError(field.Code, reason)));
            earlier.TryAdd(field.Code, field);
        }

        var units = fields
            .Select(f => f.Measure)
            .OfType<Measure>()
            .GroupBy(m => m.Code)
            .Where(g => g.Select(m => m.Unit).Distinct().Count() > 1);
        errors.AddRange(units.Select(g => new FieldError("", $"Measure {g.Key} has more than one unit.")));
        return errors;
    }

    private static IEnumerable<string> Errors(FormField field, Dictionary<string, FormField> earlier)
    {
        if (!Name().IsMatch(field.Code))
        {
            yield return "A code is lower-case letters, digits and underscores, and begins with a letter.";
        }

        if (earlier.ContainsKey(field.Code))
        {
            yield return "The code is used by an earlier field.";
        }

        if (!FieldKinds.All.Contains(field.Kind))
        {
            yield return $"There is no kind {field.Kind}; the kinds are {string.Join(", ", FieldKinds.All)}.";
            yield break;
        }

        if (string.IsNullOrWhiteSpace(field.Label.Zh))
        {
            yield return "label.zh is missing.";
        }

        foreach (var reason in Misfits(field).Concat(Bounds(field)).Concat(ChoiceErrors(field)))
        {
            yield return reason;
        }

        if (
            field.Measure is { } measure
            && (!Name().IsMatch(measure.Code) || measure.Unit.Length == 0 || measure.Name.Length == 0)
        )
        {
            yield return "A measure has a code of lower-case letters, digits and underscores, a name and a unit.";
        }

        foreach (var reason in field.AskWhen is null ? [] : AskWhenErrors(field.AskWhen, earlier, 1))
        {
            yield return reason;
        }
    }

    /// <summary>A member that the kind does not know would be ignored in the field, so it is an error here.</summary>
    private static IEnumerable<string> Misfits(FormField field)
    {
        (string Name, bool IsSet, bool Fits)[] members =
        [
            ("unit", field.Unit is not null, FieldKinds.IsNumber(field.Kind)),
            ("measure", field.Measure is not null, FieldKinds.IsNumber(field.Kind)),
            ("min", field.Min is not null, FieldKinds.IsNumber(field.Kind)),
            ("max", field.Max is not null, FieldKinds.IsNumber(field.Kind)),
            ("decimals", field.Decimals is not null, field.Kind == FieldKinds.DecimalNumber),
            ("maxLength", field.MaxLength is not null, field.Kind == FieldKinds.Text),
            ("most", field.Most is not null, field.Kind is FieldKinds.MultiChoice or FieldKinds.Photo),
            ("earliest", field.Earliest is not null, field.Kind == FieldKinds.Date),
            ("latest", field.Latest is not null, field.Kind == FieldKinds.Date),
            ("choices", field.Choices is not null, FieldKinds.HasChoices(field.Kind)),
            ("facilityType", field.FacilityType is not null, field.Kind == FieldKinds.Facility),
        ];
        return members.Where(m => m.IsSet && !m.Fits).Select(m => $"A field of kind {field.Kind} has no {m.Name}.");
    }

    private static IEnumerable<string> Bounds(FormField field)
    {
        if (field.Min > field.Max)
        {
            yield return "min is above max.";
        }

        if (field.Earliest > field.Latest)
        {
            yield return "earliest is after latest.";
        }

        if (field.Decimals is < 0 or > 6)
        {
            yield return "decimals is 0 to 6.";
        }

        if (field.MaxLength is < 1 or > 4000)
        {
            yield return "maxLength is 1 to 4000.";
        }

        if (field.Most is < 1 or > 100)
        {
            yield return "most is 1 to 100.";
        }

        if (field.Measure is not null && field.Min is null or < 0)
        {
            yield return "A field with a measure has a min of 0 or more: quantities of work are not negative.";
        }

        if (field.Measure is not null && field.Max is null or > MaxQuantity)
        {
            yield return $"A field with a measure has a max of at most {MaxQuantity:0}: a slip of the finger would spoil the figures.";
        }
    }

    private static IEnumerable<string> ChoiceErrors(FormField field)
    {
        if (!FieldKinds.HasChoices(field.Kind))
        {
            yield break;
        }

        if (field.Choices is not { Count: > 0 and <= MaxChoices } choices)
        {
            yield return $"A {field.Kind} has 1 to {MaxChoices} choices.";
            yield break;
        }

        foreach (var choice in choices.Where(c => !Name().IsMatch(c.Code) || string.IsNullOrWhiteSpace(c.Label.Zh)))
        {
            yield return $"Choice {choice.Code} needs a code of lower-case letters, digits and underscores, and label.zh.";
        }

        foreach (var twice in choices.GroupBy(c => c.Code).Where(g => g.Count() > 1))
        {
            yield return $"Choice {twice.Key} is there {twice.Count()} times.";
        }
    }

    private static IEnumerable<string> AskWhenErrors(AskWhen when, Dictionary<string, FormField> earlier, int depth)
    {
        if (depth > MaxAskWhenDepth)
        {
            return [$"askWhen is nested more than {MaxAskWhenDepth} deep."];
        }

        var tests = new object?[] { when.Is, when.In, when.AtLeast, when.AtMost, when.Answered }.Count(test =>
            test is not null
        );
        var groups = new object?[] { when.All, when.Any, when.Not }.Count(group => group is not null);
        if (!(when.Field is null ? tests == 0 && groups == 1 : tests == 1 && groups == 0))
        {
            return ["askWhen is a field with one of is, in, atLeast, atMost, answered; or one of all, any, not."];
        }

        return when.Field is null
            ? (when.All ?? when.Any ?? [when.Not!]).SelectMany(part => AskWhenErrors(part, earlier, depth + 1))
            : TestErrors(when, earlier);
    }

    private static IEnumerable<string> TestErrors(AskWhen when, Dictionary<string, FormField> earlier)
    {
        if (!earlier.TryGetValue(when.Field!, out var asked))
        {
            yield return $"askWhen names {when.Field}, which is not a field before this one.";
            yield break;
        }

        if ((when.AtLeast ?? when.AtMost) is not null && !FieldKinds.IsNumber(asked.Kind))
        {
            yield return $"askWhen compares {asked.Code}, which is no number.";
        }

        var values = when.In ?? (when.Is is null ? [] : [when.Is]);
        if (values.Count > 0 && !FieldKinds.HasChoices(asked.Kind))
        {
            yield return $"askWhen tests {asked.Code} for a choice, and it has none.";
        }
        else
        {
            foreach (var value in values.Where(value => asked.Choices?.Any(c => c.Code == value) != true))
            {
                yield return $"askWhen tests {asked.Code} for {value}, which is not one of its choices.";
            }
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    private static partial Regex Name();
}
