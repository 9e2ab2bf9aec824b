using System.Globalization;
using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;

namespace CityOps.App.Tables;

/// <summary>Reads an OpenDocument spreadsheet (.ods), ODF 1.3, part 3.</summary>
internal static class ReadOpenDocument
{
    // A row or cell that is repeated to the sheet's end is an empty rest.
    private const int MaxRepeats = 10_000;

    private static readonly XNamespace Table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
    private static readonly XNamespace Office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
    private static readonly XNamespace Text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";
    private static readonly XNamespace Style = "urn:oasis:names:tc:opendocument:xmlns:style:1.0";
    private static readonly XNamespace Calc = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0";

    public static TableFile Run(byte[] bytes, string name, CellBudget budget)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes));
            var entry = zip.GetEntry("content.xml")!;
            using var content = entry.Open();
            using var reader = XmlReader.Create(content, new() { DtdProcessing = DtdProcessing.Prohibit });
            var document = XDocument.Load(reader);
            var hidden = document
                .Descendants(Style + "style")
                .Where(s => (string?)s.Element(Style + "table-properties")?.Attribute(Table + "display") == "false")
                .Select(s => (string?)s.Attribute(Style + "name"))
                .ToHashSet();
            return new(
                ".ods",
                [
                    .. document
                        .Descendants(Table + "table")
                        .Select(table => new TableSheet(
                            (string?)table.Attribute(Table + "name"),
                            hidden.Contains((string?)table.Attribute(Table + "style-name")),
                            Rows(table, budget)
                        )),
                ]
            );
        }
        catch (XmlException problem)
        {
            throw new InvalidDataException(
                $"{name} is a broken .ods file: {problem.Message} {name} 是损坏的 .ods 文件。",
                problem
            );
        }
    }

    private static List<TableRow> Rows(XElement table, CellBudget budget)
    {
        var rows = new List<TableRow>();
        var covered = new List<(int Row, int ToRow, int Column, int ToColumn, string Shown)>();
        var number = 0;
        foreach (var row in table.Descendants(Table + "table-row"))
        {
            var (cells, faults) = Cells(row, number, covered, budget);
            var repeats = Repeats(row, "number-rows-repeated");
            for (var i = 0; i < (cells.Count == 0 ? 0 : repeats); i++)
            {
                budget.Keep(1);
                budget.Look(cells.Count); // they share their cells, and are gone through one by one
                rows.Add(
                    new TableRow(number + i + 1, cells, IsFilled: true)
                    {
                        Faults = faults,
                        IsHidden = (string?)row.Attribute(Table + "visibility") == "collapse",
                    }
                );
            }

            number += (int?)row.Attribute(Table + "number-rows-repeated") ?? 1;
        }

        return rows;
    }

    private static (List<string?> Cells, Dictionary<int, CellFault>? Faults) Cells(
        XElement row,
        int number,
        List<(int Row, int ToRow, int Column, int ToColumn, string Shown)> covered,
        CellBudget budget
    )
    {
        var cells = new List<string?>();
        Dictionary<int, CellFault>? faults = null;
        var column = 0;
        foreach (var cell in row.Elements().Where(e => e.Name.LocalName is "table-cell" or "covered-table-cell"))
        {
            var (text, fault) = Cell(cell);
            var repeats = Repeats(cell, "number-columns-repeated");
            for (var i = 0; i < (text is null ? 0 : repeats); i++)
            {
                Put(cells, column + i, text!, budget);
                if (fault is not null)
                {
                    (faults ??= [])[column + i] = fault;
                }
            }

            var (down, right) = (
                (int?)cell.Attribute(Table + "number-rows-spanned") ?? 1,
                (int?)cell.Attribute(Table + "number-columns-spanned") ?? 1
            );
            if (text is not null && (down > 1 || right > 1))
            {
                covered.Add((number, number + down - 1, column, column + right - 1, text));
            }

            column += (int?)cell.Attribute(Table + "number-columns-repeated") ?? 1;
        }

        budget.Look(covered.Count);
        foreach (var range in covered.Where(c => number >= c.Row && number <= c.ToRow))
        {
            for (var at = range.Column; at <= range.ToColumn; at++)
            {
                Put(cells, at, range.Shown, budget);
            }
        }

        return (cells, faults);
    }

    private static int Repeats(XElement element, string attribute) =>
        Math.Min((int?)element.Attribute(Table + attribute) ?? 1, MaxRepeats);

    private static (string? Text, CellFault? Fault) Cell(XElement cell)
    {
        var shown = Csv.Cell(string.Join('\n', cell.Elements(Text + "p").Select(p => p.Value)));
        var type = (string?)cell.Attribute(Office + "value-type");
        if ((string?)cell.Attribute(Calc + "value-type") == "error")
        {
            return (shown ?? "#N/A", null);
        }

        switch (type)
        {
            case "float" when TruthOf(cell, shown) is { } truth:
                return (truth, null);
            case "float" or "currency" when (double?)cell.Attribute(Office + "value") is { } number:
                var (text, fault) = CellText.Of(number, null);
                // 00123 is shown so and kept as 123
                return shown is not null && shown.All(char.IsAsciiDigit) && shown.TrimStart('0') == text
                    ? (shown, fault)
                    : (text, fault);
            case "percentage" when (double?)cell.Attribute(Office + "value") is { } share:
                return CellText.Of(share, null);
            case "date" when (string?)cell.Attribute(Office + "date-value") is { } date:
                return (
                    DateTime.TryParse(date, CultureInfo.InvariantCulture, out var moment) ? CellText.Of(moment) : shown,
                    null
                );
            case "time" when (string?)cell.Attribute(Office + "time-value") is { } time:
                return (TimeOf(time) ?? shown, null);
            case "boolean":
                return ((string?)cell.Attribute(Office + "boolean-value"), null);
            default:
                return (shown, null);
        }
    }

    // =TRUE() is kept as the number 1 and shown as TRUE.
    private static string? TruthOf(XElement cell, string? shown) =>
        ((double?)cell.Attribute(Office + "value"), shown?.ToUpperInvariant()) switch
        {
            (1, "TRUE") => "true",
            (0, "FALSE") => "false",
            _ => null,
        };

    // PT08H30M00S (XML Schema, part 2, 3.3.6)
    private static string? TimeOf(string duration)
    {
        try
        {
            return CellText.Of(XmlConvert.ToTimeSpan(duration));
        }
        catch (Exception problem) when (problem is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static void Put(List<string?> cells, int column, string text, CellBudget budget)
    {
        while (cells.Count <= column)
        {
            budget.Keep(1);
            cells.Add(null);
        }

        cells[column] = text;
    }
}
