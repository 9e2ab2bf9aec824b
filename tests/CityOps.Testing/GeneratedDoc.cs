using Xunit;

namespace CityOps.Testing;

/// <summary>
/// A page of docs/ that is written from the code. A test compares it, so that it is never out of date; with the
/// environment variable CITYOPS_WRITE_DOCS set, the test writes it instead.
/// </summary>
public static class GeneratedDoc
{
    /// <summary>Fails, naming the first line that differs, where the page is not what the code says.</summary>
    /// <param name="path">In the repository, e.g. docs/settings.md.</param>
    /// <param name="text">The whole page; lines end in LF.</param>
    public static void Compare(string path, string text)
    {
        var file = Repository.File(path);
        if (Environment.GetEnvironmentVariable("CITYOPS_WRITE_DOCS") is { Length: > 0 })
        {
            File.WriteAllText(file, text);
            return;
        }

        var (kept, made) = (File.Exists(file) ? File.ReadAllLines(file) : [], text.TrimEnd('\n').Split('\n'));
        var line = Enumerable
            .Range(0, Math.Max(kept.Length, made.Length))
            .FirstOrDefault(i => kept.ElementAtOrDefault(i) != made.ElementAtOrDefault(i), -1);
        Assert.True(
            line < 0,
            $"{path} is out of date from line {line + 1} on. Write it anew: CITYOPS_WRITE_DOCS=1 ./cityops test, "
                + $"then commit it. It has \"{kept.ElementAtOrDefault(line)}\", the code gives "
                + $"\"{made.ElementAtOrDefault(line)}\"."
        );
    }
}
