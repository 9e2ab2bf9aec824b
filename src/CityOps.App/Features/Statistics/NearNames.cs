namespace CityOps.App.Features.Statistics;

/// <summary>Names that someone may have meant.</summary>
internal static class NearNames
{
    private const int Most = 3;

    /// <summary>" Did you mean patrols?", or "" when nothing is near.</summary>
    public static string Hint(string typed, IEnumerable<string> names)
    {
        var near = names
            .Select(name => (Name: name, Edits: Edits(typed, name)))
            .Where(candidate =>
                candidate.Edits <= Math.Max(2, typed.Length / 3)
                || (typed.Length >= 3 && candidate.Name.Contains(typed, StringComparison.OrdinalIgnoreCase))
            )
            .OrderBy(candidate => candidate.Edits)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(candidate => candidate.Name)
            .ToList();
        return near.Count == 0 ? "" : $" Did you mean {string.Join(", ", near)}?";
    }

    /// <summary>Levenshtein's distance: letters to insert, delete or replace.</summary>
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced =
                    diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
