using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Statistics;

/// <summary>How a metric's figure is calculated.</summary>
public enum Calculation
{
    /// <summary>Added up from facts; any period is the sum of its days, which are rolled up.</summary>
    Sum,

    /// <summary>One sum divided by another over the same period; in percent where the unit is %.</summary>
    Quotient,

    /// <summary>The middle one of another metric's quantities, from the facts themselves.</summary>
    Median,

    /// <summary>How many different things the facts name in their column <c>thing</c>, from the facts
    /// themselves.</summary>
    Distinct,

    /// <summary>The largest of the facts' quantities.</summary>
    Maximum,
}

/// <summary>
/// What can be counted (指标): one file in sql/metrics, a header and a SELECT of facts with the columns
/// <c>day, org, town, category, quantity, source, source_id</c>, and those of <c>officer, facility, section, origin</c>
/// that its header names under dimensions. A figure is the sum of the facts' quantities, its evidence is the facts. The
/// header names the tables that the facts come from; changes of these mark the facts' days
/// (sql/functions/figure_records.sql). A fact that depends on the present may change until its day is over.
/// A quotient or a median has no SELECT: its header names the metrics that it is made from.
/// </summary>
/// <param name="Code">The file's name; a family's members have its name, a dot and their own.</param>
/// <param name="Name">Chinese.</param>
/// <param name="NameEn">English.</param>
/// <param name="Unit">次, 个, 宗, …</param>
/// <param name="Counts">What it counts, in one sentence.</param>
/// <param name="Facts">The SELECT; empty where there is none.</param>
public sealed partial record Metric(string Code, string Name, string NameEn, string Unit, string Counts, string Facts)
{
    private static readonly string[] Required = ["metric", "name", "name_en", "unit", "counts", "better", "provenance"];
    private static readonly string[] Senses = ["up", "down", "none"];
    private static readonly string[] Known =
    [
        .. Required,
        "tables",
        "rounding",
        "dimensions",
        "each",
        "stock",
        "live",
        "quotient",
        "median",
        "distinct",
        "maximum",
    ];

    /// <summary>Places after the point in print.</summary>
    public int Rounding { get; init; }

    /// <summary>Whether more of it is better: up, down, or none where the number alone does not tell.</summary>
    public string Better { get; init; } = Senses[^1];

    /// <summary>Where the indicator is from.</summary>
    public string Provenance { get; init; } = "";

    public Calculation Calculation { get; init; }

    /// <summary>The metrics that a quotient (two) or a median (one) is made from.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>The tables that its facts come from, also by way of views.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>The columns of its facts beyond the common ones, which are further dimensions.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>存量: the figure of a period is what there is at its end, all days before included.</summary>
    public bool IsStock { get; init; }

    /// <summary>
    /// SQL that lists a family's members (code, name, name_en, unit), in whose header and SELECT {code}, {name},
    /// {name_en} and {unit} stand for theirs; null for a metric of its own.
    /// </summary>
    public string? Each { get; init; }

    /// <summary>
    /// It is counted from the records themselves each time it is asked for: a family with so many members that days of
    /// all of them are not worth keeping.
    /// </summary>
    public bool IsLive { get; init; }

    /// <summary>Whether figures of it add up, so that others can be made from it.</summary>
    public bool AddsUp => Calculation == Calculation.Sum;

    /// <summary>Whether days of it are rolled up.</summary>
    public bool IsRolledUp => AddsUp && !IsLive;

    /// <summary>Of the SELECT; another one makes every day of the metric be counted anew.</summary>
    public byte[] Sha256 { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(Facts));

    /// <summary>How the figure is made, in a few words; null for a plain sum.</summary>
    public string? MadeFrom =>
        Calculation switch
        {
            Calculation.Quotient => $"{Parts[0]} / {Parts[1]}",
            Calculation.Median => $"median of {Parts[0]}",
            Calculation.Distinct => "different things among the records",
            Calculation.Maximum => "the largest among the records",
            _ => IsStock ? "all days up to the end of the period" : null,
        };

    /// <summary>Reads a metric's file: header lines <c>-- name: …</c>, then the SELECT.</summary>
    /// <param name="fileName">Without folder and ending.</param>
    /// <exception cref="MetricFileException">The header is not complete, or says another code than the file's
    /// name.</exception>
    public static Metric Parse(string fileName, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var headerLines = lines.TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)).ToList();
        var header = ReadHeader(fileName, headerLines);
        if (Required.FirstOrDefault(key => !header.ContainsKey(key)) is { } missing)
        {
            throw new MetricFileException(fileName, $"its header lacks \"-- {missing}: …\"");
        }

        if (header["metric"] != fileName)
        {
            throw new MetricFileException(
                fileName,
                $"it calls itself {header["metric"]}; file and metric have one name"
            );
        }

        if (!Senses.Contains(header["better"]))
        {
            throw new MetricFileException(
                fileName,
                $"better is {string.Join(", ", Senses)}, not \"{header["better"]}\""
            );
        }

        var facts = string.Join('\n', lines.Skip(headerLines.Count)).Trim().TrimEnd(';');
        var (calculation, parts) = CalculationOf(fileName, header);
        if (facts.Length == 0 != (calculation is Calculation.Quotient or Calculation.Median))
        {
            throw new MetricFileException(
                fileName,
                facts.Length == 0
                    ? "it has no SELECT, and its header names no quotient or median"
                    : $"a {calculation.ToString().ToLowerInvariant()} is made from other metrics and has no SELECT"
            );
        }

        if (facts.Length == 0 == header.ContainsKey("tables"))
        {
            throw new MetricFileException(
                fileName,
                facts.Length == 0
                    ? "its header names tables, and it has no SELECT that reads them"
                    : "its header lacks \"-- tables: …\", the tables that its facts come from"
            );
        }

        return new Metric(fileName, header["name"], header["name_en"], header["unit"], header["counts"], facts)
        {
            Rounding = header.TryGetValue("rounding", out var places)
                ? int.Parse(places, System.Globalization.CultureInfo.InvariantCulture)
                : 0,
            Better = header["better"],
            Provenance = header["provenance"],
            Calculation = calculation,
            Parts = parts,
            Tables = List(header.GetValueOrDefault("tables")),
            Columns = List(header.GetValueOrDefault("dimensions")),
            IsStock = header.ContainsKey("stock"),
            IsLive = header.ContainsKey("live"),
            Each = header.GetValueOrDefault("each"),
        };
    }

    /// <summary>The member of this family.</summary>
    public Metric Member(string code, string name, string nameEn, string unit)
    {
        string Fill(string text) =>
            text.Replace("{code}", code, StringComparison.Ordinal)
                .Replace("{name}", name, StringComparison.Ordinal)
                .Replace("{name_en}", nameEn, StringComparison.Ordinal)
                .Replace("{unit}", unit, StringComparison.Ordinal);
        return MemberCode().IsMatch(code)
            ? new Metric($"{Code}.{code}", Fill(Name), Fill(NameEn), Fill(Unit), Fill(Counts), Fill(Facts))
            {
                Rounding = Rounding,
                Better = Better,
                Provenance = Provenance,
                Calculation = Calculation,
                Parts = Parts,
                Tables = Tables,
                Columns = Columns,
                IsStock = IsStock,
                IsLive = IsLive,
            }
            : throw new MetricFileException(
                Code,
                $"a member of the family is called \"{code}\", which is not a name such as asphalt_m2"
            );
    }

    private static Dictionary<string, string> ReadHeader(string fileName, IEnumerable<string> header)
    {
        var found = new Dictionary<string, string>();
        foreach (var line in header)
        {
            var match = HeaderLine().Match(line);
            var key = match.Groups["key"].Value;
            if (!match.Success || !Known.Contains(key) || !found.TryAdd(key, match.Groups["value"].Value))
            {
                throw new MetricFileException(
                    fileName,
                    $"the line \"{line}\" is not one of {string.Join(", ", Known.Select(h => $"-- {h}: …"))}"
                );
            }
        }

        return found;
    }

    private static (Calculation Calculation, IReadOnlyList<string> Parts) CalculationOf(
        string fileName,
        Dictionary<string, string> header
    )
    {
        if (header.TryGetValue("quotient", out var quotient))
        {
            var parts = quotient.Split(" / ");
            return parts.Length == 2
                ? (Calculation.Quotient, parts)
                : throw new MetricFileException(
                    fileName,
                    $"a quotient is written as cases_closed / cases_due, not \"{quotient}\""
                );
        }

        return header.TryGetValue("median", out var of) ? (Calculation.Median, [of])
            : header.ContainsKey("distinct") ? (Calculation.Distinct, [])
            : header.ContainsKey("maximum") ? (Calculation.Maximum, [])
            : (Calculation.Sum, []);
    }

    private static string[] List(string? value) =>
        value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    [GeneratedRegex(@"^-- (?<key>[a-z_]+): (?<value>\S.*)$")]
    private static partial Regex HeaderLine();

    /// <summary>
    /// One over the other, each of which adds up: in percent where both are counted in the same unit.
    /// </summary>
    public static Metric Share(Metric above, Metric below) =>
        new(
            $"{above.Code}/{below.Code}",
            $"{above.Name} ÷ {below.Name}",
            $"{above.NameEn} ÷ {below.NameEn}",
            above.Unit == below.Unit ? "%" : $"{above.Unit}/{below.Unit}",
            $"{above.Code} over {below.Code}, both of the period.",
            ""
        )
        {
            Rounding = 2,
            Calculation = Calculation.Quotient,
            Parts = [above.Code, below.Code],
            Provenance = "asked for",
        };

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,62}(\.[a-z][a-z0-9_]{0,62}){0,2}$")]
    private static partial Regex MemberCode();
}

/// <summary>A file in sql/metrics cannot be used; the message names it and says why.</summary>
public sealed class MetricFileException(string fileName, string problem, Exception? inner = null)
    : SetupException($"sql/metrics/{fileName}.sql cannot be used: {problem}.", inner);
