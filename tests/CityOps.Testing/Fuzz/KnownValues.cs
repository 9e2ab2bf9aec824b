using System.Text.Json;

namespace CityOps.Testing.Fuzz;

/// <summary>What answers have told: codes, numbers and ids by the name of the member that held them, so that further
/// calls reach records that exist.</summary>
internal sealed class KnownValues
{
    private const int MostOfAName = 60;
    private const int LongestText = 80;
    private const int MostMembers = 400;

    private readonly Dictionary<string, List<string>> _values = [];

    /// <param name="resource">What the address is about: <c>facilities</c>.</param>
    public void Learn(string resource, JsonElement answer)
    {
        var left = MostMembers;
        Learn(resource, "", answer, ref left);
    }

    /// <summary>A value that was seen under the name, or that names a record of the resource; null when there is
    /// none.</summary>
    public string? Any(string name, string resource, Random random)
    {
        var isKey = name is "id" or "code" or "login" or "number";
        var known = isKey ? Of($"{resource}.{name}") : Of(name);
        return known is null ? null : known[random.Next(known.Count)];
    }

    private List<string>? Of(string name) => _values.GetValueOrDefault(name);

    private void Learn(string resource, string name, JsonElement value, ref int left)
    {
        if (--left < 0)
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Learn(resource, member.Name, member.Value, ref left);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Learn(resource, name, item, ref left);
                }

                break;
            case JsonValueKind.String when name.Length > 0 && value.GetString() is { Length: > 0 } text:
                if (text.Length <= LongestText)
                {
                    Keep(name, text);
                    Keep($"{resource}.{name}", text);
                }

                break;
        }
    }

    private void Keep(string name, string text)
    {
        if (!_values.TryGetValue(name, out var known))
        {
            _values[name] = known = [];
        }

        if (known.Count < MostOfAName && !known.Contains(text))
        {
            known.Add(text);
        }
    }
}
