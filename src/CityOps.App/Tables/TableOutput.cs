using System.Buffers;

namespace CityOps.App.Tables;

/// <summary>
/// A table that is written row by row to a stream and kept nowhere, so that a million rows need no more memory than
/// one. A cell is text, a number, a truth value, a day, an instant (written as the city's time) or null.
/// </summary>
public abstract class TableOutput(Stream output) : IDisposable
{
    /// <summary>What a file that ends in <paramref name="form"/> is called on the wire.</summary>
    public static string MediaType(string form) =>
        form switch
        {
            "csv" => "text/csv; charset=utf-8",
            "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "geojson" => "application/geo+json",
            "zip" => "application/zip",
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "No table is written in this form."),
        };

    /// <summary>So much is gathered before it is sent on.</summary>
    protected const int FlushBytes = 64 * 1024;

    private bool _hasHeader;

    /// <summary>What is written and not flushed yet.</summary>
    protected ArrayBufferWriter<byte> Buffer { get; } = new(FlushBytes + 4096);

    protected Stream Output { get; } = output;

    /// <summary>The first row is the header.</summary>
    public Task WriteRowAsync(IReadOnlyList<object?> cells, CancellationToken ct)
    {
        WrittenRows.Add(isHeader: !_hasHeader);
        _hasHeader = true;
        return WriteCellsAsync(cells, ct);
    }

    /// <summary>Writes the end. A table without it is recognisably broken off.</summary>
    public abstract Task CompleteAsync(CancellationToken ct);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) { }

    protected abstract Task WriteCellsAsync(IReadOnlyList<object?> cells, CancellationToken ct);

    protected Task FlushWhenFullAsync(CancellationToken ct) =>
        Buffer.WrittenCount >= FlushBytes ? FlushAsync(ct) : Task.CompletedTask;

    protected virtual async Task FlushAsync(CancellationToken ct)
    {
        await Output.WriteAsync(Buffer.WrittenMemory, ct);
        Buffer.ResetWrittenCount();
    }
}
