using CityOps.Testing;

namespace CityOps.UnitTests.Conventions;

/// <summary>
/// Lines are at most 120 characters wide (.editorconfig). The formatter breaks C# code; comments, SQL and TypeScript
/// are ours to break. Migrations that have landed are never edited, and a string that no line is wide enough for may
/// stand.
/// </summary>
public sealed class LineWidthTests
{
    private const int Widest = 120;

    [Fact]
    public void Comments_in_CSharp_are_broken()
    {
        var wide =
            from path in Sources("src", "*.cs").Concat(Sources("tests", "*.cs"))
            from line in Wide(path)
            where line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
            select $"{line.Place}: {line.Text.Trim()[..40]}…";

        Findings.None(wide);
    }

    [Fact]
    public void SQL_is_broken()
    {
        var wide =
            from path in Sources("sql/functions", "*.sql").Concat(Sources("sql/queries", "*.sql"))
            from line in Wide(path)
            where !IsOneLiteral(line.Text)
            select $"{line.Place}: {line.Text.Trim()[..40]}…";

        Findings.None(wide);
    }

    [Fact]
    public void TypeScript_is_broken()
    {
        string[] patterns = ["*.ts", "*.vue"];
        var wide =
            from pattern in patterns
            from path in Sources("src/CityOps.Web/src", pattern)
            where !path.EndsWith(".gen.ts", StringComparison.Ordinal)
            from line in Wide(path)
            select $"{line.Place}: {line.Text.Trim()[..40]}…";

        Findings.None(wide);
    }

    /// <summary>A literal that is wider than a line by itself has no place to be broken at.</summary>
    private static bool IsOneLiteral(string line) => line.Split('\'').Any(part => part.Length > Widest / 2);

    private static IEnumerable<(string Place, string Text)> Wide(string path) =>
        File.ReadLines(path)
            .Select((text, i) => ($"{Path.GetRelativePath(Repository.File("."), path)}:{i + 1}", text))
            .Where(line => line.text.Length > Widest);

    private static IEnumerable<string> Sources(string folder, string pattern) =>
        Directory
            .EnumerateFiles(Repository.File(folder), pattern, SearchOption.AllDirectories)
            .Where(path =>
                !path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules")
            );
}
