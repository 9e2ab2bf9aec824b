using System.Text.RegularExpressions;
using CityOps.App.Database;
using SpreadCheetah;
using SpreadCheetah.Styling;
using SpreadCheetah.Worksheets;

namespace CityOps.App.Tables;

/// <summary>
/// An .xlsx workbook of plain rows, written as it goes; the next sheet begins where one is full. Text is stored as
/// text, so none of it is ever taken for a formula. Tables with a layout are made elsewhere
/// (Features/Bulletins/Printing/Xlsx).
/// </summary>
public sealed partial class XlsxOutput : TableOutput
{
    /// <summary>Rows of a sheet, by the format.</summary>
    private const int MaxRows = 1_048_576;

    /// <summary>Characters of a cell, by the format.</summary>
    private const int MaxTextLength = 32_767;

    private const double ColumnWidth = 16;

    private readonly ForwardBuffer _staging = new();
    private readonly string _name;
    private readonly int _mostRows;
    private readonly List<StyledCell> _row = [];
    private Spreadsheet? _book;
    private IReadOnlyList<object?> _header = [];
    private StyleId? _bold;
    private StyleId? _instant;
    private StyleId? _day;
    private int _sheets;
    private int _rows;

    /// <param name="name">Of the sheet; up to 28 characters.</param>
    public XlsxOutput(Stream output, string name)
        : this(output, name, MaxRows) { }

    internal XlsxOutput(Stream output, string name, int mostRows)
        : base(output) => (_name, _mostRows) = (name, mostRows);

    // The header stands on top of every sheet.
    protected override async Task WriteCellsAsync(IReadOnlyList<object?> cells, CancellationToken ct)
    {
        if (_book is null)
        {
            _header = cells;
            await BeginAsync(ct);
            return;
        }

        if (_rows == _mostRows)
        {
            await BeginSheetAsync(ct);
        }

        await AddAsync(cells, null, ct);
        if (_staging.Length >= FlushBytes)
        {
            await FlushAsync(ct);
        }
    }

    public override async Task CompleteAsync(CancellationToken ct)
    {
        if (_book is null)
        {
            await BeginAsync(ct);
        }

        await _book!.FinishAsync(ct);
        await FlushAsync(ct);
    }

    protected override void Dispose(bool disposing)
    {
        _book?.Dispose();
        _staging.Dispose();
        base.Dispose(disposing);
    }

    protected override Task FlushAsync(CancellationToken ct) => _staging.EmptyIntoAsync(Output, ct);

    private async Task BeginAsync(CancellationToken ct)
    {
        _book = await Spreadsheet.CreateNewAsync(
            _staging,
            new SpreadCheetahOptions { CompressionLevel = SpreadCheetahCompressionLevel.Fastest },
            ct
        );
        _bold = _book.AddStyle(new Style { Font = { Bold = true } });
        _instant = _book.AddStyle(new Style { Format = NumberFormat.Custom(@"yyyy\-mm\-dd\ hh:mm:ss") });
        _day = _book.AddStyle(new Style { Format = NumberFormat.Custom(@"yyyy\-mm\-dd") });
        await BeginSheetAsync(ct);
    }

    private async Task BeginSheetAsync(CancellationToken ct)
    {
        _sheets++;
        _rows = 0;
        var options = new WorksheetOptions { FrozenRows = 1 };
        for (var column = 1; column <= _header.Count; column++)
        {
            options.Column(column).Width = ColumnWidth;
        }

        await _book!.StartWorksheetAsync(_sheets == 1 ? _name : $"{_name} {_sheets}", options, ct);
        await AddAsync(_header, _bold, ct);
    }

    private async Task AddAsync(IReadOnlyList<object?> cells, StyleId? style, CancellationToken ct)
    {
        _rows++;
        _row.Clear();
        foreach (var cell in cells)
        {
            _row.Add(Cell(cell, style));
        }

        await _book!.AddRowAsync(_row, ct);
    }

    private StyledCell Cell(object? value, StyleId? style) =>
        value switch
        {
            null => new(),
            string text => new(Fit(text), style),
            bool truth => new(truth, style),
            DateTimeOffset instant => new(CityTime.Local(instant).DateTime, _instant),
            DateOnly day => new(day.ToDateTime(TimeOnly.MinValue), _day),
            int whole => new(whole, style),
            long whole => new(whole, style),
            double number => new(number, style),
            decimal number => new(number, style),
            _ => throw new ArgumentException($"A cell cannot hold a {value.GetType().Name}."),
        };

    /// <summary>Truncates to the 32,767 characters that a cell may hold, and escapes what the format would read as an
    /// escape of its own (_x000D_).</summary>
    private static string Fit(string text) =>
        Escape().Replace(text.Length <= MaxTextLength ? text : text[..(MaxTextLength - 1)] + "…", "_x005F$0");

    [GeneratedRegex("_x[0-9A-Fa-f]{4}_")]
    private static partial Regex Escape();
}
