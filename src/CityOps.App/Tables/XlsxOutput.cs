using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using CityOps.App.Database;

namespace CityOps.App.Tables;

/// <summary>
/// An .xlsx workbook (ECMA-376) of plain rows, written as it goes into a zip that needs no seeking; the next sheet begins where
/// one is full. Text is stored as text, so none of it is ever taken for a formula. Tables with a layout are made elsewhere
/// (Features/Bulletins/Printing/Xlsx).
/// </summary>
public sealed partial class XlsxOutput : TableOutput
{
    /// <summary>Rows of a sheet, by the format.</summary>
    private const int MostRows = 1_048_576;

    /// <summary>Characters of a cell, by the format.</summary>
    private const int LongestText = 32_767;

    private static readonly DateTime Epoch = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);

    private readonly Staging _staging = new();
    private readonly ZipArchive _zip;
    private readonly string _name;
    private readonly int _mostRows;
    private IReadOnlyList<object?>? _header;
    private Stream? _sheet;
    private int _sheets;
    private int _row;

    /// <param name="name">Of the sheet; up to 28 characters.</param>
    public XlsxOutput(Stream output, string name) : this(output, name, MostRows)
    {
    }

    internal XlsxOutput(Stream output, string name, int mostRows) : base(output)
    {
        (_name, _mostRows) = (name, mostRows);
        _zip = new ZipArchive(_staging, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>The first row is the header, and stands on top of every sheet.</summary>
    public override Task WriteRowAsync(IReadOnlyList<object?> cells, CancellationToken ct)
    {
        if (_sheet is null || _row == _mostRows)
        {
            EndSheet();
            BeginSheet();
            if (_header is not null)
            {
                WriteRow(_header, style: 2);
            }
        }

        WriteRow(cells, style: _header is null ? 2 : 0);
        _header ??= cells;
        return FlushWhenFullAsync(ct);
    }

    public override async Task CompleteAsync(CancellationToken ct)
    {
        if (_sheet is null)
        {
            BeginSheet();
        }

        EndSheet();
        var sheets = Enumerable.Range(1, _sheets).ToList();
        Part("xl/workbook.xml",
            $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>{string.Concat(sheets.Select(Sheet))}</sheets></workbook>");
        Part("xl/_rels/workbook.xml.rels",
            $"<Relationships xmlns=\"{Package}\">{string.Concat(sheets.Select(n => $"<Relationship Id=\"rId{Number(n)}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{Number(n)}.xml\"/>"))}<Relationship Id=\"styles\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/></Relationships>");
        Part("xl/styles.xml",
            $"<styleSheet xmlns=\"{Main}\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/><numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs><cellXfs count=\"4\"><xf/><xf numFmtId=\"164\" applyNumberFormat=\"1\"/><xf fontId=\"1\" applyFont=\"1\"/><xf numFmtId=\"165\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>");
        Part("_rels/.rels",
            $"<Relationships xmlns=\"{Package}\"><Relationship Id=\"rId1\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        Part("[Content_Types].xml",
            $"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{Spreadsheet}.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{Spreadsheet}.styles+xml\"/>{string.Concat(sheets.Select(n => $"<Override PartName=\"/xl/worksheets/sheet{Number(n)}.xml\" ContentType=\"{Spreadsheet}.worksheet+xml\"/>"))}</Types>");
        _zip.Dispose();
        await FlushAsync(ct);

        string Sheet(int n) => $"<sheet name=\"{Escaped(n == 1 ? _name : $"{_name} {Number(n)}")}\" sheetId=\"{Number(n)}\" r:id=\"rId{Number(n)}\"/>";
    }

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    protected override void Dispose(bool disposing)
    {
        _sheet?.Dispose();
        _zip.Dispose();
        _staging.Dispose();
        base.Dispose(disposing);
    }

    // A zip ends its entries without waiting, which a socket does not allow; so it writes to memory, a few pages at a time.
    protected override async Task FlushAsync(CancellationToken ct)
    {
        WriteToSheet();
        await Output.WriteAsync(_staging.Bytes.WrittenMemory, ct);
        _staging.Bytes.ResetWrittenCount();
    }

    private void WriteToSheet()
    {
        _sheet?.Write(Buffer.WrittenSpan);
        Buffer.ResetWrittenCount();
    }

    private void BeginSheet()
    {
        _sheets++;
        _row = 0;
        _sheet = _zip.CreateEntry($"xl/worksheets/sheet{Number(_sheets)}.xml", CompressionLevel.Fastest).Open();
        Write($"<worksheet xmlns=\"{Main}\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultColWidth=\"16\" defaultRowHeight=\"15\"/><sheetData>");
    }

    private void EndSheet()
    {
        if (_sheet is not null)
        {
            Write("</sheetData></worksheet>");
            WriteToSheet();
            _sheet.Dispose();
            _sheet = null;
        }
    }

    private void Part(string path, string xml)
    {
        using var part = _zip.CreateEntry(path, CompressionLevel.Fastest).Open();
        part.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + xml));
    }

    private void WriteRow(IReadOnlyList<object?> cells, int style)
    {
        _row++;
        Write("<row>");
        foreach (var cell in cells)
        {
            Write(Cell(cell, style));
        }

        Write("</row>");
    }

    private static string Cell(object? value, int style) => value switch
    {
        null => "<c/>",
        string text => $"<c t=\"inlineStr\"{(style == 0 ? "" : $" s=\"{Number(style)}\"")}><is><t xml:space=\"preserve\">{Escaped(text)}</t></is></c>",
        bool truth => $"<c t=\"b\"><v>{(truth ? "1" : "0")}</v></c>",
        DateTimeOffset instant => $"<c s=\"1\"><v>{Days(CityTime.Local(instant).DateTime)}</v></c>",
        DateOnly day => $"<c s=\"3\"><v>{Days(day.ToDateTime(TimeOnly.MinValue))}</v></c>",
        IFormattable number => $"<c><v>{number.ToString(null, CultureInfo.InvariantCulture)}</v></c>",
        _ => throw new ArgumentException($"A cell cannot hold a {value.GetType().Name}."),
    };

    private static string Days(DateTime local) => Math.Round((local - Epoch).TotalDays, 9).ToString(CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Fit for XML; and what the format would take for one of its own escapes (_x000D_) stays as it was written.</summary>
    private static string Escaped(string text)
    {
        var cut = text.Length <= LongestText ? text : text[..(LongestText - 1)] + "…";
        var kept = new StringBuilder(cut.Length + 16);
        for (var i = 0; i < cut.Length; i++)
        {
            var c = cut[i];
            if (char.IsHighSurrogate(c) && i + 1 < cut.Length && char.IsLowSurrogate(cut[i + 1]))
            {
                kept.Append(c).Append(cut[++i]);
                continue;
            }

            _ = c switch
            {
                '<' => kept.Append("&lt;"),
                '>' => kept.Append("&gt;"),
                '&' => kept.Append("&amp;"),
                '"' => kept.Append("&quot;"),
                _ when XmlConvert.IsXmlChar(c) => kept.Append(c),
                _ => kept,
            };
        }

        return Escape().Replace(kept.ToString(), "_x005F$0");
    }

    private void Write(string text)
    {
        var space = Buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        Buffer.Advance(Encoding.UTF8.GetBytes(text, space));
    }

    /// <summary>Takes what the zip writes until it can be sent on.</summary>
    private sealed class Staging : Stream
    {
        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => Bytes.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => Bytes.Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }

    [GeneratedRegex("_x[0-9A-Fa-f]{4}_")]
    private static partial Regex Escape();
}
