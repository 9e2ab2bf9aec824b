using System.IO.Compression;
using System.Text;

namespace CityOps.App.Tables;

/// <summary>Why a cell's content cannot be relied on, in both languages.</summary>
public sealed record CellFault(string Reason, string ReasonZh);

/// <param name="Number">As a spreadsheet program shows it: the first row is 1.</param>
/// <param name="Cells">Trimmed; null where there is nothing.</param>
/// <param name="IsFilled">Merged cells have their value, so that an empty one is empty; a .csv does not tell them
/// apart.</param>
public sealed record TableRow(int Number, IReadOnlyList<string?> Cells, bool IsFilled = false)
{
    /// <summary>Columns, from 0, whose content is not what somebody entered.</summary>
    public IReadOnlyDictionary<int, CellFault>? Faults { get; init; }

    /// <summary>A spreadsheet program does not show it.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The cell of a column, from 0; null beyond the row's end.</summary>
    public string? this[int column] => column >= 0 && column < Cells.Count ? Cells[column] : null;

    public bool IsEmpty => Cells.All(cell => cell is null);
}

/// <param name="Name">Null in a file that has no sheets.</param>
public sealed record TableSheet(string? Name, bool IsHidden, IReadOnlyList<TableRow> Rows);

/// <summary>
/// A table as bureaus keep it, told by its content and not by its name: separated values in whatever encoding, .xlsx,
/// .xls or .ods, whose merged cells all have the value that is shown in them.
/// </summary>
/// <param name="Format">For people: how it was read.</param>
public sealed record TableFile(string Format, IReadOnlyList<TableSheet> Sheets)
{
    private static readonly byte[] Zip = "PK\u0003\u0004"u8.ToArray();
    private static readonly byte[] CompoundFile = [0xD0, 0xCF, 0x11, 0xE0];

    /// <exception cref="InvalidDataException">It is no such file; the message says what it is instead, and the way
    /// out.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TableFile Read(string path)
    {
        var name = Path.GetFileName(path);
        var bytes = File.ReadAllBytes(path);
        if (bytes.AsSpan().StartsWith(CompoundFile))
        {
            return ReadExcel.Run(bytes, name, new CellBudget(name));
        }

        if (bytes.AsSpan().StartsWith(Zip))
        {
            var budget = new CellBudget(name);
            return IsOpenDocument(bytes, name, budget)
                ? ReadOpenDocument.Run(bytes, name, budget)
                : ReadExcel.Run(bytes, name, budget);
        }

        if (Foreign(bytes) is { } foreign)
        {
            throw new InvalidDataException($"{name} is {foreign}");
        }

        var (text, encoding) = TextFile.Decode(bytes, name);
        var (rows, separator) = Csv.Read(text);
        return new($"{encoding}, “{(separator == '\t' ? "tab" : separator)}”", [new(null, false, rows)]);
    }

    private static bool IsOpenDocument(byte[] bytes, string name, CellBudget budget)
    {
        ZipArchive zip;
        try
        {
            zip = new ZipArchive(new MemoryStream(bytes));
        }
        catch (InvalidDataException)
        {
            throw new InvalidDataException(
                $"{name} is a broken zip file: was it copied whole? {name} 是损坏的压缩文件，请重新复制。"
            );
        }

        using (zip)
        {
            budget.Unpack(zip);
            return zip.GetEntry("content.xml") is not null;
        }
    }

    private static string? Foreign(byte[] bytes)
    {
        var head = Encoding
            .Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 512))
            .TrimStart('ï', '»', '¿', ' ', '\r', '\n');
        return head.StartsWith("%PDF", StringComparison.Ordinal)
                ? "a PDF: ask for the table as .xlsx or .csv. 这是 PDF，请索取 .xlsx 或 .csv 表格。"
            : head.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("<table", StringComparison.OrdinalIgnoreCase)
            || head.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase)
                ? "a web page or XML, not a table: open it in a spreadsheet program and save it as .xlsx. 这是网页或 XML，请用表格软件打开后另存为 .xlsx。"
            : null;
    }
}
