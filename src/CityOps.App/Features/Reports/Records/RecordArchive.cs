using System.IO.Compression;
using CityOps.App.Tables;

namespace CityOps.App.Features.Reports.Records;

/// <summary>A photo of a record that is to be written.</summary>
/// <param name="Record">Also the name of its folder, and in the table the record's 编号.</param>
/// <param name="Number">1, 2, 3, … of the record, as it was declared.</param>
/// <param name="File">A JPEG.</param>
internal sealed record RecordPhoto(Guid Record, int Number, string File);

/// <summary>
/// A zip of a form's records: <c>records.csv</c>, and their photos in a folder for each, <c>photos/{编号}/1.jpg</c>.
/// Written as it goes; one without its end cannot be opened.
/// </summary>
internal sealed class RecordArchive : IAsyncDisposable
{
    private const int FlushRows = 500;

    private readonly Stream _output;
    private readonly ForwardBuffer _written = new();
    private readonly ZipArchive _zip;

    public RecordArchive(Stream output) =>
        (_output, _zip) = (output, new ZipArchive(_written, ZipArchiveMode.Create, leaveOpen: true));

    public async Task WriteTableAsync(RecordColumns columns, IAsyncEnumerable<RecordRow> rows, CancellationToken ct)
    {
        await using (var entry = _zip.CreateEntry("records.csv", CompressionLevel.Fastest).Open())
        using (var table = new CsvOutput(entry))
        {
            await RecordTable.WriteAsync(table, columns, HandedOnAsync(rows, ct), ct);
        }

        await _written.EmptyIntoAsync(_output, ct);
    }

    public async Task WritePhotoAsync(RecordPhoto photo, CancellationToken ct)
    {
        // A JPEG does not get smaller.
        var entry = _zip.CreateEntry($"photos/{photo.Record}/{photo.Number}.jpg", CompressionLevel.NoCompression);
        await using (var into = entry.Open())
        await using (var file = File.OpenRead(photo.File))
        {
            await file.CopyToAsync(into, ct);
        }

        await _written.EmptyIntoAsync(_output, ct);
    }

    /// <summary>Writes the list of what is in it, without which it cannot be opened.</summary>
    public Task CompleteAsync(CancellationToken ct)
    {
        _zip.Dispose();
        return _written.EmptyIntoAsync(_output, ct);
    }

    public async ValueTask DisposeAsync()
    {
        _zip.Dispose(); // into memory: of one that broke off nothing more is handed on
        await _written.DisposeAsync();
    }

    private async IAsyncEnumerable<RecordRow> HandedOnAsync(
        IAsyncEnumerable<RecordRow> rows,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        var n = 0;
        await foreach (var row in rows.WithCancellation(ct))
        {
            if (++n % FlushRows == 0)
            {
                await _written.EmptyIntoAsync(_output, ct);
            }

            yield return row;
        }
    }
}
