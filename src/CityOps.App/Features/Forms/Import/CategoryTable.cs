using System.Text.RegularExpressions;
using CityOps.App.Http;
using CityOps.App.Tables;

namespace CityOps.App.Features.Forms.Import;

/// <summary>A row that cannot be imported, and why.</summary>
/// <param name="Row">As a spreadsheet program shows it.</param>
public sealed record BadRow(int Row, string Reason);

/// <param name="Row">Where it stands first.</param>
/// <param name="Parent">The code of its big class.</param>
public sealed record ListedCategory(
    int Row,
    string Code,
    string Name,
    string Kind,
    string? Parent,
    string? Organisation
)
{
    public List<ListedCondition> Conditions { get; } = [];
}

public sealed record ListedCondition(int Row, StatedCondition Stated);

/// <summary>
/// A bureau's list of categories with filing conditions, limits and closing conditions, read row by row. The columns
/// are known
/// by their headings, which may stand under a title. A cell that is empty because it was merged with the one above has
/// that
/// one's value, unless something to its left has changed.
/// </summary>
public sealed partial class CategoryTable
{
    private const int LongestTitle = 10;

    private static readonly Dictionary<string, string[]> Headings = new()
    {
        ["kind"] = ["kind", "类型", "类别", "部件事件", "分类"],
        ["bigCode"] = ["bigcode", "大类代码", "大类编码", "大类编号"],
        ["bigName"] = ["bigname", "大类名称", "大类"],
        ["smallCode"] = ["smallcode", "小类代码", "小类编码", "小类编号"],
        ["code"] = ["code", "code5", "代码", "编码", "类别代码"],
        ["name"] = ["name", "smallname", "小类名称", "小类", "名称", "类别名称"],
        ["organisation"] = ["organisation", "org", "责任单位代码", "机构代码"],
        ["condition"] = ["filingcondition", "condition", "立案条件", "立案标准"],
        ["limit"] = ["timelimit", "limit", "处置时限", "处理时限", "时限"],
        ["closing"] = ["closecondition", "closingcondition", "结案条件", "结案标准"],
    };

    private readonly Dictionary<string, int> _columns;
    private readonly string _prefix;
    private readonly Dictionary<string, ListedCategory> _categories = [];
    private readonly List<BadRow> _bad = [];

    private CategoryTable(Dictionary<string, int> columns, string prefix) => (_columns, _prefix) = (columns, prefix);

    /// <summary>Big classes come before what belongs to them.</summary>
    public IReadOnlyCollection<ListedCategory> Categories => _categories.Values;

    public IReadOnlyList<BadRow> Bad => _bad;

    /// <param name="prefix">Put before every code, where another standard uses the same ones.</param>
    /// <exception cref="InvalidDataException">No row has headings that are known.</exception>
    public static CategoryTable Read(IReadOnlyList<TableRow> rows, string prefix = "")
    {
        foreach (var (row, at) in rows.Take(LongestTitle).Select((row, at) => (row, at)))
        {
            var columns = ColumnsOf(row);
            if (columns.ContainsKey("name") && (columns.ContainsKey("code") || columns.ContainsKey("smallCode")))
            {
                var table = new CategoryTable(columns, prefix);
                table.Read(rows.Skip(at + 1));
                return table;
            }
        }

        throw new InvalidDataException(
            "None of the first rows has the headings of a list of categories: name (小类名称) and code (代码, or 大类代码 and 小类代码) at least."
        );
    }

    private static Dictionary<string, int> ColumnsOf(TableRow row)
    {
        var columns = new Dictionary<string, int>();
        for (var i = 0; i < row.Cells.Count; i++)
        {
            var heading = row[i]?.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
            var known = Headings.FirstOrDefault(h => h.Value.Contains(heading)).Key;
            if (known is not null)
            {
                columns.TryAdd(known, i);
            }
        }

        return columns;
    }

    private void Read(IEnumerable<TableRow> rows)
    {
        var above = new Line();
        foreach (var row in rows.Where(row => !row.IsEmpty))
        {
            var line = Line.Of(this, row).FilledFrom(above);
            above = line;
            if (Take(row.Number, line) is { } reason)
            {
                _bad.Add(new(row.Number, reason));
            }
        }
    }

    /// <returns>Why it cannot be taken; null when it was.</returns>
    private string? Take(int row, Line line)
    {
        if (KindOf(line.Kind) is not { } kind)
        {
            return $"the kind {line.Kind} is neither component (部件) nor event (事件)";
        }

        if (CodeOf(line, kind) is not { } code)
        {
            return $"the code {line.Code ?? line.BigCode + line.SmallCode} is missing or not made of letters, digits, points and hyphens";
        }

        if (line.Name is null)
        {
            return $"category {code} has no name";
        }

        var parent = line.BigCode is null || line.BigName is null ? null : Coded(Padded(line.BigCode), kind);
        if (parent is not null && parent != code)
        {
            _categories.TryAdd(parent, new(row, parent, line.BigName!, kind, null, null));
        }

        if (_categories.TryGetValue(code, out var known) && (known.Name != line.Name || known.Kind != kind))
        {
            return $"code {code} is {known.Name} ({known.Kind}) in row {known.Row}";
        }

        known ??= _categories[code] = new(row, code, line.Name, kind, parent, line.Organisation);
        return Condition(row, line, known);
    }

    private static string? Condition(int row, Line line, ListedCategory category)
    {
        if (line.Condition is null)
        {
            return line is { OwnLimit: false, OwnClosing: false }
                ? null
                : $"the limit or closing condition of {category.Code} has no filing condition";
        }

        if (line.Limit is null)
        {
            return $"the condition of {category.Code} has no limit";
        }

        if (TimeLimit.Parse(line.Limit) is not { } limit)
        {
            return $"the limit {line.Limit} is not an amount and a unit such as 2紧急工作时, 4小时, 1天, 5工作日, or is longer than a year";
        }

        if (category.Conditions.FirstOrDefault(c => c.Stated.Condition == line.Condition) is { } same)
        {
            return $"the condition of {category.Code} stands in row {same.Row} already";
        }

        category.Conditions.Add(new(row, new(line.Condition, limit, line.Closing)));
        return null;
    }

    private static string? KindOf(string? written) =>
        written?.ToLowerInvariant() switch
        {
            "component" or "部件" or "部件类" => "component",
            null or "event" or "matter" or "事件" or "事项" or "事件类" or "事项类" => "event",
            _ => null,
        };

    private string? CodeOf(Line line, string kind)
    {
        var written = line.Code
            ?? (line.SmallCode is null ? null : Padded(line.BigCode ?? "") + Padded(line.SmallCode));
        return written is not null && Code().IsMatch(written) ? Coded(written, kind) : null;
    }

    // The standards number components and events both from 01, so a component's number alone would mean two things.
    private string Coded(string written, string kind) =>
        _prefix + (kind == "component" && char.IsAsciiDigit(written[0]) ? "B" : "") + written;

    // A spreadsheet that takes 01 for a number shows 1.
    private static string Padded(string code) => code.Length == 1 ? "0" + code : code;

    [GeneratedRegex(@"^[0-9A-Za-z][0-9A-Za-z.\-]{0,31}$")]
    private static partial Regex Code();

    /// <summary>A row by columns, from left to right: what a merged cell can stand for depends on what is left of
    /// it.</summary>
    private sealed record Line
    {
        public string? Kind { get; init; }
        public string? BigCode { get; init; }
        public string? BigName { get; init; }
        public string? SmallCode { get; init; }
        public string? Code { get; init; }
        public string? Name { get; init; }
        public string? Organisation { get; init; }
        public string? Condition { get; init; }
        public string? Limit { get; init; }
        public string? Closing { get; init; }

        /// <summary>The row itself says so, not one above it.</summary>
        public bool OwnLimit { get; init; }

        public bool OwnClosing { get; init; }

        /// <summary>Where nothing stands nothing is meant, at least where a condition need not have one.</summary>
        public bool IsFilled { get; init; }

        public static Line Of(CategoryTable table, TableRow row)
        {
            string? Cell(string column) => InputText.Clean(row[table._columns.GetValueOrDefault(column, -1)]);
            return new()
            {
                Kind = Cell("kind"),
                BigCode = Cell("bigCode"),
                BigName = Cell("bigName"),
                SmallCode = Cell("smallCode"),
                Code = Cell("code"),
                Name = Cell("name"),
                Organisation = Cell("organisation"),
                Condition = Cell("condition"),
                Limit = Cell("limit"),
                Closing = Cell("closing"),
                OwnLimit = Cell("limit") is not null,
                OwnClosing = Cell("closing") is not null,
                IsFilled = row.IsFilled,
            };
        }

        public Line FilledFrom(Line above)
        {
            var sameKind = Kind is null || Kind == above.Kind;
            var sameBig = sameKind && Same(BigCode, above.BigCode) && Same(BigName, above.BigName);
            var same = sameBig && Same(SmallCode, above.SmallCode) && Same(Code, above.Code) && Same(Name, above.Name);
            return this with
            {
                Kind = Kind ?? above.Kind,
                BigCode = BigCode ?? (sameBig ? above.BigCode : null),
                BigName = BigName ?? (sameBig ? above.BigName : null),
                SmallCode = SmallCode ?? (same ? above.SmallCode : null),
                Code = Code ?? (same ? above.Code : null),
                Name = Name ?? (same ? above.Name : null),
                Organisation = Organisation ?? (same ? above.Organisation : null),
                Limit = Limit ?? (same ? above.Limit : null),
                Closing = Closing ?? (same && !IsFilled ? above.Closing : null),
            };
        }

        private static bool Same(string? cell, string? above) => cell is null || cell == above;
    }
}
