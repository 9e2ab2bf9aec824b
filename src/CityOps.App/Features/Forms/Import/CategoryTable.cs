using System.Text.RegularExpressions;
using CityOps.App.Http;
using CityOps.App.Tables;

namespace CityOps.App.Features.Forms.Import;

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
/// are known by their headings, which may stand under a title. A cell that is empty because it was merged with the one
/// above has that one's value, unless something to its left has changed.
/// </summary>
public sealed partial class CategoryTable
{
    private static readonly ListShape Shape = new(
        [
            new("kind", "类型", "类型", "类别", "部件事件", "分类"),
            new("bigCode", "大类代码", "大类代码", "大类编码", "大类编号") { IsCode = true },
            new("bigName", "大类名称", "大类名称", "大类"),
            new("smallCode", "小类代码", "小类代码", "小类编码", "小类编号") { IsCode = true },
            new("code", "代码", "code5", "代码", "编码", "类别代码") { IsCode = true },
            new("name", "小类名称", "smallname", "小类名称", "小类", "名称", "类别名称"),
            new("organisation", "责任单位代码", "org", "责任单位代码", "机构代码"),
            new("condition", "立案条件", "filingcondition", "立案条件", "立案标准"),
            new("limit", "处置时限", "timelimit", "处置时限", "处理时限", "时限"),
            new("closing", "结案条件", "closecondition", "closingcondition", "结案条件", "结案标准"),
        ],
        [
            ["name"],
            ["code", "smallCode"],
        ]
    );

    private readonly string _prefix;
    private readonly Dictionary<string, ListedCategory> _categories = [];
    private readonly List<BadRow> _bad;

    private CategoryTable(string prefix, ListFile file)
    {
        _prefix = prefix;
        _bad = [.. file.Bad];
        Notes = file.Notes;
    }

    /// <summary>How the file was read.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Big classes come before what belongs to them.</summary>
    public IReadOnlyCollection<ListedCategory> Categories => _categories.Values;

    public IReadOnlyList<BadRow> Bad => _bad;

    /// <param name="prefix">Put before every code, where another standard uses the same ones.</param>
    /// <exception cref="InvalidDataException">It is no such list.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CategoryTable Read(string path, ListOptions options, string prefix = "") =>
        Of(ListFile.Read(path, Shape, options), prefix);

    internal static CategoryTable Of(TableFile file, string prefix = "") =>
        Of(ListFile.OfTable(file, Shape, [], "the list"), prefix);

    private static CategoryTable Of(ListFile file, string prefix)
    {
        var table = new CategoryTable(prefix, file);
        var above = new Line();
        foreach (var row in file.Rows)
        {
            var line = Line.Of(row).FilledFrom(above);
            above = line;
            if (table.Take(row.Row, line) is { } fault)
            {
                table._bad.Add(fault with { Sheet = row.Sheet });
            }
        }

        return table;
    }

    private static BadRow Fault(
        int row,
        string? column,
        Problem problem,
        string? value,
        string reason,
        string reasonZh
    ) => new(row, column, problem, value, reason, reasonZh);

    /// <returns>Why it cannot be taken; null when it was.</returns>
    private BadRow? Take(int row, Line line)
    {
        if (KindOf(line.Kind) is not { } kind)
        {
            return Fault(
                row,
                "kind",
                Problems.FieldInvalid,
                line.Kind,
                $"the kind {line.Kind} is neither component (部件) nor event (事件)",
                $"类型“{line.Kind}”既不是部件也不是事件"
            );
        }

        if (CodeOf(line, kind) is not { } code)
        {
            var written = line.Code ?? line.BigCode + line.SmallCode;
            return Fault(
                row,
                "code",
                written.Length == 0 ? Problems.FieldMissing : Problems.FieldInvalid,
                written,
                $"the code {written} is missing or not made of letters, digits, points and hyphens",
                $"缺少代码，或代码“{written}”含有字母、数字、点、连字符以外的字符"
            );
        }

        if (line.Name is null)
        {
            return Fault(
                row,
                "name",
                Problems.FieldMissing,
                null,
                $"category {code} has no name",
                $"类别 {code} 没有名称"
            );
        }

        var parent = line.BigCode is null || line.BigName is null ? null : Coded(Padded(line.BigCode), kind);
        if (parent is not null && parent != code)
        {
            _categories.TryAdd(parent, new(row, parent, line.BigName!, kind, null, null));
        }

        if (_categories.TryGetValue(code, out var known) && (known.Name != line.Name || known.Kind != kind))
        {
            return Fault(
                row,
                "code",
                Problems.CodeRepeated,
                code,
                $"code {code} is {known.Name} ({known.Kind}) in row {known.Row}",
                $"代码“{code}”在第 {known.Row} 行已是“{known.Name}”"
            );
        }

        known ??= _categories[code] = new(row, code, line.Name, kind, parent, line.Organisation);
        return Condition(row, line, known);
    }

    private static BadRow? Condition(int row, Line line, ListedCategory category)
    {
        if (line.Condition is null)
        {
            return line is { OwnLimit: false, OwnClosing: false }
                ? null
                : Fault(
                    row,
                    "condition",
                    Problems.FieldMissing,
                    null,
                    $"the limit or closing condition of {category.Code} has no filing condition",
                    $"{category.Code} 有时限或结案条件而没有立案条件"
                );
        }

        if (line.Limit is null)
        {
            return Fault(
                row,
                "limit",
                Problems.FieldMissing,
                null,
                $"the condition of {category.Code} has no limit",
                $"{category.Code} 的立案条件没有时限"
            );
        }

        if (TimeLimit.Parse(line.Limit) is not { } limit)
        {
            return Fault(
                row,
                "limit",
                Problems.LimitUnreadable,
                line.Limit,
                $"the limit {line.Limit} is not an amount and a unit such as 2紧急工作时, 4小时, 1天, 5工作日, or is longer than a year",
                $"时限“{line.Limit}”不是 2紧急工作时、4小时、1天、5工作日 这样的数量和单位，或超过一年"
            );
        }

        if (category.Conditions.FirstOrDefault(c => c.Stated.Condition == line.Condition) is { } same)
        {
            return Fault(
                row,
                "condition",
                Problems.CodeRepeated,
                line.Condition,
                $"the condition of {category.Code} stands in row {same.Row} already",
                $"{category.Code} 的立案条件与第 {same.Row} 行重复"
            );
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

        public static Line Of(ListRow row)
        {
            string? Cell(string column) => row.Text(column);
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
