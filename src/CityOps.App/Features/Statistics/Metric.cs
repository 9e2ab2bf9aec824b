using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CityOps.App.Hosting;

namespace CityOps.App.Features.Statistics;

/// <summary>
/// What can be counted (指标): one file in sql/metrics, a header and a SELECT of facts with the columns
/// <c>day, org, town, category, quantity, source, source_id</c>. A figure is the sum of the facts' quantities, its
/// evidence is the facts. A fact must come from rows whose changes mark its day (sql/functions/mark_dirty_days.sql).
/// </summary>
/// <param name="Code">The file's name.</param>
/// <param name="Name">Chinese.</param>
/// <param name="NameEn">English.</param>
/// <param name="Unit">次, 个, 宗, …</param>
/// <param name="Counts">What it counts, in one sentence.</param>
/// <param name="Facts">The SELECT.</param>
public sealed partial record Metric(string Code, string Name, string NameEn, string Unit, string Counts, string Facts)
{
    private static readonly string[] Header = ["metric", "name", "name_en", "unit", "counts"];

    /// <summary>Of the SELECT; another one makes every day of the metric be counted anew.</summary>
    public byte[] Sha256 { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(Facts));

    /// <summary>Reads a metric's file: header lines <c>-- name: …</c>, then the SELECT.</summary>
    /// <param name="fileName">Without folder and ending.</param>
    /// <exception cref="MetricFileException">The header is not complete, or says another code than the file's name.</exception>
    public static Metric Parse(string fileName, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var header = lines.TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)).ToList();
        var said = new Dictionary<string, string>();
        foreach (var line in header)
        {
            var match = HeaderLine().Match(line);
            var key = match.Groups["key"].Value;
            if (!match.Success || !Header.Contains(key) || !said.TryAdd(key, match.Groups["value"].Value))
            {
                throw new MetricFileException(fileName, $"the line \"{line}\" is not one of {string.Join(", ", Header.Select(h => $"-- {h}: …"))}");
            }
        }

        if (Header.FirstOrDefault(key => !said.ContainsKey(key)) is { } missing)
        {
            throw new MetricFileException(fileName, $"its header lacks \"-- {missing}: …\"");
        }

        if (said["metric"] != fileName)
        {
            throw new MetricFileException(fileName, $"it calls itself {said["metric"]}; file and metric have one name");
        }

        var facts = string.Join('\n', lines.Skip(header.Count)).Trim().TrimEnd(';');
        return new Metric(fileName, said["name"], said["name_en"], said["unit"], said["counts"], facts);
    }

    [GeneratedRegex(@"^-- (?<key>[a-z_]+): (?<value>\S.*)$")]
    private static partial Regex HeaderLine();
}

/// <summary>A file in sql/metrics cannot be used; the message names it and says why.</summary>
public sealed class MetricFileException(string fileName, string problem, Exception? inner = null)
    : SetupException($"sql/metrics/{fileName}.sql cannot be used: {problem}.", inner);
