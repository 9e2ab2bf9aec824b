namespace CityOps.App.Http;

/// <summary>
/// Rejects unknown filter values, so that a typo is not answered with an empty list. Null when every value is known, or
/// none is asked for.
/// </summary>
public static class KnownValues
{
    public static Refusal? Refuse(string field, IReadOnlyList<string>? asked, IReadOnlyList<string> allowed) =>
        asked?.FirstOrDefault(value => !allowed.Contains(value)) is { } unknown
            ? Problems.FilterUnknown.Refuse(
                $"{field} {InputText.Clean(unknown)} is none of: {string.Join(", ", allowed)}.",
                ("field", field),
                ("allowed", allowed)
            )
            : null;
}
