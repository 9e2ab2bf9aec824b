namespace CityOps.Testing;

/// <summary>What a rule of the house found, each a sentence that says what to do.</summary>
public static class Findings
{
    /// <summary>Fails with all of the sentences, whole: a collection that is compared is cut short in print.</summary>
    public static void None(IEnumerable<string> sentences)
    {
        var all = sentences.Distinct().Order(StringComparer.Ordinal).ToList();
        Xunit.Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
