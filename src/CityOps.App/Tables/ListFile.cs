using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CityOps.App.Http;
using CityOps.App.Tables.Shapes;
using NetTopologySuite.Geometries;

namespace CityOps.App.Tables;

/// <summary>A column that a list can have.</summary>
/// <param name="Name">Ours; a heading itself.</param>
/// <param name="Headings">What bureaus and national standards call it; without spaces, in lower case.</param>
public sealed record ListColumn(string Name, string NameZh, params string[] Headings)
{
    /// <summary>Its values are codes, whose digits and zeros count.</summary>
    public bool IsCode { get; init; }
}

/// <summary>What a list of its kind has.</summary>
/// <param name="Needs">Each of them, or one of several: [["name"], ["code", "smallCode"]].</param>
/// <param name="KeepsOthers">A column that is not known is kept under its heading.</param>
public sealed record ListShape(
    IReadOnlyList<ListColumn> Columns,
    IReadOnlyList<string[]> Needs,
    bool KeepsOthers = false
)
{
    internal IReadOnlyDictionary<string, ListColumn> ByHeading { get; } =
        Columns
            .SelectMany(c => c.Headings.Append(c.Name.ToLowerInvariant()).Select(heading => (heading, Column: c)))
            .ToDictionary(known => known.heading, known => known.Column);

    /// <summary>Of a column, for sentences; the name itself where there is no such column.</summary>
    internal string NameZh(string column) => Columns.FirstOrDefault(c => c.Name == column)?.NameZh ?? column;

    internal string Needed =>
        string.Join(
            ", ",
            Needs.Select(any =>
                string.Join(" / ", any.Select(name => $"{name} ({Columns.First(c => c.Name == name).NameZh})"))
            )
        );
}

/// <param name="CoordSystem">Of what does not say its own; WGS84 when null, where the file can be in it.</param>
/// <param name="Sheets">Those to read; empty for the one that has the list.</param>
public sealed record ListOptions(string? CoordSystem = null, IReadOnlyList<string>? Sheets = null);

/// <summary>A row of a list, or a feature of a file of features.</summary>
/// <param name="Row">As a spreadsheet program shows it; of a feature its place in the file, from 1.</param>
/// <param name="Said">By our column's name, or by the heading of one that is not known.</param>
/// <param name="IsFilled">Merged cells have their value, so that an empty one is empty.</param>
public sealed record ListRow(string? Sheet, int Row, IReadOnlyDictionary<string, JsonNode> Said, bool IsFilled)
{
    /// <summary>WGS84; null in a table, where the feature has none, and where it cannot be read.</summary>
    public Geometry? Shape { get; init; }

    /// <summary>Why the feature's geometry cannot be taken.</summary>
    public CellFault? ShapeFault { get; init; }

    /// <summary>Cleaned; null where nothing stands.</summary>
    public string? Text(string column) => Said.TryGetValue(column, out var value) ? ListFile.TextOf(value) : null;
}

/// <summary>
/// A bureau's list from whatever file it keeps it in: a table (<see cref="TableFile"/>) whose header may stand under a
/// title and in Chinese or English, or features with properties (<see cref="FeatureFile"/>). Every import reads through
/// it.
/// </summary>
/// <param name="Bad">Cells whose content is not what somebody entered; their rows are not among the others.</param>
/// <param name="Headings">Of our columns, as the file writes them.</param>
/// <param name="Notes">How it was read and what was passed over, for people.</param>
public sealed partial record ListFile(
    IReadOnlyList<ListRow> Rows,
    IReadOnlyList<BadRow> Bad,
    IReadOnlyDictionary<string, string> Headings,
    IReadOnlyList<string> Notes
)
{
    private const int MaxTitleLength = 20;

    private static readonly HashSet<string> Totals = new(StringComparer.OrdinalIgnoreCase)
    {
        "合计",
        "总计",
        "小计",
        "共计",
        "累计",
        "本页合计",
        "本页小计",
        "total",
        "subtotal",
        "sum",
    };

    /// <param name="path">Its content says what it is.</param>
    /// <exception cref="InvalidDataException">It is no such list; the message says why in both languages, and the way
    /// out.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ListFile Read(string path, ListShape shape, ListOptions options) =>
        FeatureFile.IsOne(path)
            ? OfFeatures(FeatureFile.Read(path, options.CoordSystem, options.Sheets ?? []), shape)
            : OfTable(TableFile.Read(path), shape, options.Sheets ?? [], Path.GetFileName(path));

    internal static string? TextOf(JsonNode value) =>
        InputText.Clean(
            value is JsonValue number
            && number.GetValueKind() == JsonValueKind.Number
            && decimal.TryParse(number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
                ? exact.ToString("0.############################", CultureInfo.InvariantCulture)
                : value.ToString()
        );

    private static ListFile OfFeatures(FeatureFile file, ListShape shape)
    {
        var (rows, bad) = (new List<ListRow>(), new List<BadRow>());
        var headings = new Dictionary<string, string>();
        foreach (var feature in file.Features)
        {
            var said = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
            var faults = new List<BadRow>();
            foreach (var (name, value) in feature.Properties)
            {
                var column = shape.ByHeading.GetValueOrDefault(Plain(name));
                if (column is null && !shape.KeepsOthers)
                {
                    continue;
                }

                var key = column?.Name ?? name;
                if (said.TryGetValue(key, out var earlier))
                {
                    // XZQDM beside code with the same content does no harm
                    if (TextOf(earlier) != TextOf(value))
                    {
                        faults.Add(Twice(feature.Number, headings[key], name, key));
                    }

                    continue;
                }

                headings.TryAdd(key, name);
                if (Take(said, column, key, value) is { } fault)
                {
                    faults.Add(fault);
                }
            }

            BadRow? Take(Dictionary<string, JsonNode> to, ListColumn? column, string key, JsonNode value)
            {
                var text = value is JsonValue ? TextOf(value) : null;
                var wrong = text is null ? null : CellText.FaultOf(text);
                if (wrong is null && column is { IsCode: true } && text is not null)
                {
                    (text, wrong) = CellText.Code(text);
                    value = JsonValue.Create(text);
                }

                to[key] = value;
                return wrong is null ? null : Fault(feature.Layer, feature.Number, key, text, wrong);
            }

            if (faults.Count > 0)
            {
                bad.AddRange(faults);
                continue;
            }

            if (feature.Raw is { } raw)
            {
                said["lon"] = JsonValue.Create(raw.X.ToString("R", CultureInfo.InvariantCulture));
                said["lat"] = JsonValue.Create(raw.Y.ToString("R", CultureInfo.InvariantCulture));
                said["coordSystem"] = JsonValue.Create(feature.System);
            }

            rows.Add(
                new(feature.Layer, feature.Number, said, IsFilled: true)
                {
                    Shape = feature.Shape,
                    ShapeFault = feature.Fault,
                }
            );
        }

        return new(rows, bad, headings, [file.Read(), .. file.Notes]);
    }

    private static BadRow Twice(int row, string first, string second, string name) =>
        new(
            row,
            name,
            Problems.FieldInvalid,
            null,
            $"{first} and {second} both say {name}, and differ: delete one",
            $"{first} 与 {second} 都表示 {name} 且内容不同，请删去一个"
        );

    internal static ListFile OfTable(TableFile table, ListShape shape, IReadOnlyList<string> wanted, string file)
    {
        var notes = new List<string>();
        var named = table.Sheets.Select(s => s.Name).OfType<string>().ToList();
        if (wanted.FirstOrDefault(name => !named.Contains(name)) is { } absent)
        {
            throw new InvalidDataException(
                $"{file} has no sheet {absent}; it has {string.Join(", ", named)}. 没有工作表“{absent}”，现有：{string.Join("、", named)}。"
            );
        }

        var hidden = wanted.Count == 0 ? table.Sheets.Where(s => s.IsHidden).Select(s => s.Name).ToList() : [];
        var candidates = table
            .Sheets.Where(s => wanted.Count == 0 ? !s.IsHidden : wanted.Contains(s.Name!))
            .Where(s => s.Rows.Any(r => !r.IsEmpty))
            .Select(sheet => (Sheet: sheet, Header: Header(sheet, shape)))
            .ToList();
        var lists = candidates.Where(c => c.Header is not null).ToList();
        if (lists.Count == 0 || (wanted.Count > 0 && lists.Count < candidates.Count))
        {
            throw NoHeader(
                candidates.Where(c => c.Header is null).Select(c => c.Sheet).FirstOrDefault(),
                shape,
                file,
                hidden
            );
        }

        if (wanted.Count == 0 && lists.Count > 1)
        {
            var several = lists.Select(c => c.Sheet.Name!).ToList();
            throw new InvalidDataException(
                $"{file} has the list on {several.Count} sheets: {string.Join(", ", several)}. Say which, and repeat it for more: --sheet {several[0]} (by API ?sheet=). "
                    + $"有 {several.Count} 个工作表含有该清单：{string.Join("、", several)}；请用 --sheet（接口用 ?sheet=）指定，可重复。"
            );
        }

        var (rows, bad) = (new List<ListRow>(), new List<BadRow>());
        var headings = new Dictionary<string, string>();
        foreach (var (sheet, header) in lists)
        {
            ReadSheet(sheet, header!, shape, rows, bad, headings, notes, table.Format);
        }

        var passed = candidates.Where(c => c.Header is null).Select(c => c.Sheet.Name!).ToList();
        if (passed.Count > 0)
        {
            notes.Add(
                $"Sheets without the list were passed over: {string.Join(", ", passed)}. 未读取不含清单的工作表。"
            );
        }

        if (hidden.Count > 0)
        {
            notes.Add($"Hidden sheets were passed over: {string.Join(", ", hidden)}. 未读取隐藏的工作表。");
        }

        return new(rows, bad, headings, notes);
    }

    /// <summary>The row that has the most of our headings, and all that are needed.</summary>
    private static TableRow? Header(TableSheet sheet, ListShape shape) =>
        sheet
            .Rows.Where(r => !r.IsEmpty)
            .Take(MaxTitleLength)
            .Select(row => (Row: row, Known: Known(row, shape)))
            .Where(tried => shape.Needs.All(any => any.Any(tried.Known.Contains)))
            .OrderByDescending(tried => tried.Known.Count)
            .Select(tried => tried.Row)
            .FirstOrDefault();

    private static HashSet<string> Known(TableRow row, ListShape shape) =>
        row
            .Cells.OfType<string>()
            .Select(cell => shape.ByHeading.GetValueOrDefault(Plain(cell))?.Name)
            .OfType<string>()
            .ToHashSet();

    private static InvalidDataException NoHeader(TableSheet? sheet, ListShape shape, string file, List<string?> hidden)
    {
        var place = sheet?.Name is { } name ? $"{file}, sheet {name}" : file;
        var nearest = sheet
            ?.Rows.Where(r => !r.IsEmpty)
            .Take(MaxTitleLength)
            .OrderByDescending(row => Known(row, shape).Count)
            .FirstOrDefault();
        var read = nearest is null
            ? hidden.Count > 0
                ? "All its sheets are hidden. 工作表均已隐藏。"
                : "The list is empty. 清单为空。"
            : $"Row {nearest.Number} reads: {Shortened(nearest)}. 第 {nearest.Number} 行为：{Shortened(nearest)}。";
        return new(
            $"{place}: none of the first {MaxTitleLength} rows has the headings {shape.Needed}. 前 {MaxTitleLength} 行没有所需的表头：{shape.Needed}。 {read}"
        );
    }

    private static string Shortened(TableRow row)
    {
        var text = string.Join(" | ", row.Cells.OfType<string>().Select(c => c.ReplaceLineEndings(" ")));
        return text.Length > 120 ? text[..120] + "…" : text;
    }

    private static void ReadSheet(
        TableSheet sheet,
        TableRow header,
        ListShape shape,
        List<ListRow> rows,
        List<BadRow> bad,
        Dictionary<string, string> headings,
        List<string> notes,
        string format
    )
    {
        var body = sheet.Rows.Where(r => r.Number > header.Number && !r.IsEmpty).ToList();
        var columns = Columns(sheet, header, body, shape, headings, notes);
        var read = 0;
        foreach (var row in body)
        {
            if (row.Cells.SequenceEqual(header.Cells))
            {
                continue; // printed again on the next page
            }

            if (PassedOver(row, columns) is { } why)
            {
                notes.Add($"{Place(sheet, row.Number)} was passed over: {why}. 未读取：{Shortened(row)}");
                continue;
            }

            var said = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
            var faults = new List<BadRow>();
            foreach (var (at, name, column) in columns)
            {
                if (row[at] is not { } cell || InputText.Clean(WithoutGuard(cell)) is not { } text)
                {
                    continue;
                }

                var wrong = row.Faults?.GetValueOrDefault(at) ?? CellText.FaultOf(text);
                if (wrong is null && column is { IsCode: true })
                {
                    (text, wrong) = CellText.Code(InputText.HalfWidth(text).Trim());
                }

                if (wrong is not null)
                {
                    faults.Add(Fault(sheet.Name, row.Number, name, text, wrong));
                }

                said[name] = JsonValue.Create(text);
            }

            bad.AddRange(faults);
            read += said.Count > 0 ? 1 : 0;
            if (faults.Count == 0 && said.Count > 0)
            {
                rows.Add(new(sheet.Name, row.Number, said, row.IsFilled));
            }
        }

        var hiddenRows = body.Count(r => r.IsHidden);
        notes.Insert(
            0,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Read as {format}{(sheet.Name is null ? "" : $", sheet {sheet.Name}")}: header in row {header.Number}, {read} rows{(hiddenRows > 0 ? $", {hiddenRows} of them hidden" : "")}. 表头在第 {header.Number} 行，共 {read} 行{(hiddenRows > 0 ? $"，其中隐藏 {hiddenRows} 行" : "")}。"
            )
        );
    }

    /// <summary>The columns that say something; two that say the same are refused.</summary>
    private static List<(int At, string Name, ListColumn? Column)> Columns(
        TableSheet sheet,
        TableRow header,
        List<TableRow> body,
        ListShape shape,
        Dictionary<string, string> headings,
        List<string> notes
    )
    {
        var columns = new List<(int At, string Name, ListColumn? Column)>();
        var width = Math.Max(header.Cells.Count, body.Select(r => r.Cells.Count).DefaultIfEmpty().Max());
        for (var at = 0; at < width; at++)
        {
            var values = body.Count(r => r[at] is not null);
            if (header[at] is not { } heading || Plain(heading).Length == 0)
            {
                if (values > 0)
                {
                    notes.Add(
                        $"{Place(sheet, null)}column {Letter(at)} has no heading; its {values} values were not read. {Letter(at)} 列没有表头，未读取其 {values} 个值。"
                    );
                }

                continue;
            }

            var column = shape.ByHeading.GetValueOrDefault(Plain(heading));
            var name = column?.Name ?? InputText.Clean(heading.ReplaceLineEndings(""))!;
            if (column is null && !shape.KeepsOthers)
            {
                continue;
            }

            if (columns.FindIndex(c => c.Name == name) is var twin and >= 0)
            {
                if (values == 0)
                {
                    continue;
                }

                if (body.TrueForAll(r => r[columns[twin].At] is null))
                {
                    columns.RemoveAt(twin);
                }
                else
                {
                    throw new InvalidDataException(
                        $"{Place(sheet, header.Number)}: columns {Letter(columns[twin].At)} ({header[columns[twin].At]}) and {Letter(at)} ({heading}) both say {column?.NameZh ?? name}: give one another heading, or delete it. "
                            + $"{Letter(columns[twin].At)} 列与 {Letter(at)} 列都是“{column?.NameZh ?? name}”，请改名或删去一列。"
                    );
                }
            }

            columns.Add((at, name, column));
            headings[name] = heading;
        }

        return columns;
    }

    private static string? PassedOver(TableRow row, List<(int At, string Name, ListColumn? Column)> columns)
    {
        var filled = row.Cells.OfType<string>().ToList();
        var first = Spaces().Replace(filled[0], "");
        return Totals.Contains(first)
            || columns.Any(c =>
                c.Column is { IsCode: true } or { Name: "name" }
                && row[c.At] is { } cell
                && Totals.Contains(Spaces().Replace(cell, ""))
            )
                ? "a total"
            : filled.Distinct().Count() <= 2 && Footer().IsMatch(first) ? "a note under the table"
            : null;
    }

    private static BadRow Fault(string? sheet, int row, string column, string? value, CellFault fault) =>
        new(row, column, Problems.FieldInvalid, value, fault.Reason, fault.ReasonZh) { Sheet = sheet };

    private static string Place(TableSheet sheet, int? row) =>
        (sheet.Name, row) switch
        {
            (null, null) => "",
            (null, { } number) => $"Row {number}",
            ({ } name, null) => $"Sheet {name}, ",
            ({ } name, { } number) => $"Sheet {name}, row {number}",
        };

    internal static string Letter(int column) =>
        (column >= 26 ? Letter(column / 26 - 1) : "") + (char)('A' + column % 26);

    /// <summary>A heading without spaces, line breaks, marks and what stands in brackets: 经度\n(WGS84)* is 经度.</summary>
    internal static string Plain(string heading) =>
        Marks().Replace(Bracketed().Replace(InputText.HalfWidth(heading), ""), "").ToLowerInvariant();

    /// <summary>What stands in a heading's brackets: the system, in 经度（GCJ02）.</summary>
    public string? Bracket(string column) =>
        Headings.TryGetValue(column, out var heading)
        && Bracketed().Match(InputText.HalfWidth(heading)) is { Success: true } match
            ? match.Groups["in"].Value
            : null;

    /// <summary>Undoes the apostrophe that an exported .csv puts before text that a spreadsheet program would take for
    /// a formula, and the ="…" by which others keep a code's zeros.</summary>
    private static string WithoutGuard(string cell) =>
        cell.Length > 3 && cell.StartsWith("=\"", StringComparison.Ordinal) && cell.EndsWith('"') ? cell[2..^1]
        : cell.Length > 1 && cell[0] == '\'' && "=+-@＝＋－＠".Contains(cell[1], StringComparison.Ordinal) ? cell[1..]
        : cell;

    [GeneratedRegex(@"[\(\[【](?<in>[^\)\]】]*)[\)\]】]")]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"[\s*:：°_\-]+")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(
        "^(制表|填表|审核|复核|负责人|填报|备注[:：]|说明[:：]|注[:：]|数据来源[:：]|第.{1,4}页|page)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Footer();
}
