using System.Text.Json.Serialization;

namespace CityOps.App.Features.Bulletins.Tables;

/// <summary>What a column's numbers are: decides how they are added up, printed and checked.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColumnKind>))]
public enum ColumnKind
{
    /// <summary>Words: the name of a town, a note.</summary>
    Label,

    /// <summary>Whole things counted; adds up.</summary>
    Count,

    /// <summary>An amount with decimals (㎡, m, t); adds up.</summary>
    Quantity,

    /// <summary>A percentage; never adds up, always a quotient. The value 93.72 stands for 93.72 %.</summary>
    Rate,

    /// <summary>A place in a ranking, 1 is the first.</summary>
    Rank,

    /// <summary>A number that neither adds up nor follows from the others: a score, an average, minutes to
    /// close.</summary>
    Other,
}

/// <summary>One column of a printed table.</summary>
/// <param name="Key">Known by formulas, e.g. "closed"; the letter of the column in a foreign workbook.</param>
/// <param name="Headings">Top to bottom, one for each header row that names the column; neighbours with the same upper
/// heading are merged in print.</param>
/// <param name="Unit">Printed after the heading, e.g. 宗; empty for none.</param>
/// <param name="Decimals">Places printed.</param>
/// <param name="Formula">What the column's numbers follow from, if they do.</param>
[method: JsonConstructor]
public sealed record Column(
    string Key,
    IReadOnlyList<string> Headings,
    ColumnKind Kind,
    string Unit = "",
    int Decimals = 0,
    Formula? Formula = null
)
{
    public Column(
        string key,
        string heading,
        ColumnKind kind,
        string unit = "",
        int decimals = 0,
        Formula? formula = null
    )
        : this(key, [heading], kind, unit, decimals, formula) { }

    /// <summary>All headings in one, e.g. 7月完成情况/完成数.</summary>
    public string Heading => string.Join('/', Headings);

    public bool AddsUp => Kind is ColumnKind.Count or ColumnKind.Quantity;

    public bool IsNumeric => Kind is not ColumnKind.Label;
}
