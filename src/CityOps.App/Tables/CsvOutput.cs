using System.Globalization;
using System.Text;
using CityOps.App.Database;

namespace CityOps.App.Tables;

/// <summary>
/// Comma-separated values (RFC 4180) in UTF-8 with the mark by which spreadsheet programs know it. Text that they would
/// take for a formula gets an apostrophe in front: what a citizen wrote must not run on a clerk's desk.
/// </summary>
public sealed class CsvOutput : TableOutput
{
    // Also the full-width forms, which some programs fold.
    private const string FormulaStarts = "=+-@\t\r＝＋－＠";

    public CsvOutput(Stream output)
        : base(output) => Write("\uFEFF");

    protected override Task WriteCellsAsync(IReadOnlyList<object?> cells, CancellationToken ct)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            Write(i == 0 ? "" : ",");
            Write(Cell(cells[i]));
        }

        Write("\r\n");
        return FlushWhenFullAsync(ct);
    }

    public override Task CompleteAsync(CancellationToken ct) => FlushAsync(ct);

    internal static string Cell(object? value) =>
        value switch
        {
            null => "",
            string text => Quoted(
                text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text
            ),
            bool truth => truth ? "是" : "否",
            DateTimeOffset instant => CityTime
                .Local(instant)
                .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new ArgumentException($"A cell cannot hold a {value.GetType().Name}."),
        };

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void Write(string text)
    {
        var space = Buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        Buffer.Advance(Encoding.UTF8.GetBytes(text, space));
    }
}
