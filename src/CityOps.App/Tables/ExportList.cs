using CityOps.App.Database;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Tables;

/// <summary>
/// Answers with a list as a file, row by row from the database to the socket: a slow reader slows the reading, and no
/// number of rows needs more memory than a few.
/// </summary>
public static class ExportList
{
    /// <summary>A snapshot of the database that is held for longer keeps it from cleaning up.</summary>
    private static readonly TimeSpan MaxExport = TimeSpan.FromMinutes(30);

    public static IReadOnlyList<string> Forms { get; } = ["csv", "xlsx"];

    /// <summary>As a table.</summary>
    /// <param name="form">One of <see cref="Forms"/>.</param>
    /// <param name="name">Of the file, before the day.</param>
    /// <param name="sheet">What the table of an .xlsx is called.</param>
    /// <param name="cells">A row's, in the order of the header.</param>
    public static Task WriteAsync<T>(
        HttpContext http,
        TimeProvider time,
        string form,
        string name,
        string sheet,
        IReadOnlyList<string> header,
        IAsyncEnumerable<T> rows,
        Func<T, IReadOnlyList<object?>> cells
    ) => WriteAsync(http, time, form, name, async reader =>
        {
            using var table = Table(http, form, sheet);
            await table.WriteRowAsync(header, reader.Gone);
            await foreach (var row in reader.Taken(rows))
            {
                await table.WriteRowAsync(cells(row), reader.Gone);
            }

            await table.CompleteAsync(reader.Gone);
        });

    /// <summary>As whatever <paramref name="write"/> makes of it. A reader that stands still, and an export that takes
    /// longer than <paramref name="atMost"/>, is broken off.</summary>
    /// <param name="form">The file's extension.</param>
    /// <param name="atMost">Half an hour when left out.</param>
    public static async Task WriteAsync(
        HttpContext http,
        TimeProvider time,
        string form,
        string name,
        Func<Reader, Task> write,
        TimeSpan? atMost = null
    )
    {
        using var whole = new CancellationTokenSource(atMost ?? MaxExport, time);
        using var reader = new Reader(time, http.RequestAborted, whole.Token);
        try
        {
            http.Response.ContentType = TableOutput.MediaType(form);
            http.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
            {
                FileName = $"{name}-{CityTime.Day(time.GetUtcNow()):yyyyMMdd}.{form}",
            }.ToString();
            http.Response.Headers.CacheControl = "no-store";
            await write(reader);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            http.Abort(); // so that what was read is not taken for the whole
        }
    }

    /// <summary>The output of a table; of <paramref name="form"/> one of <see cref="Forms"/>.</summary>
    public static TableOutput Table(HttpContext http, string form, string sheet) =>
        form == "csv" ? new CsvOutput(http.Response.Body) : new XlsxOutput(http.Response.Body, sheet);

    /// <summary>Whoever takes the rows, at their pace.</summary>
    public sealed class Reader : IDisposable
    {
        /// <summary>A row that nobody has taken for so long is taken by nobody any more: the reader is gone, or holds
        /// us up.</summary>
        private static readonly TimeSpan MaxStandstill = TimeSpan.FromSeconds(30);

        private readonly CancellationTokenSource _standstill;
        private readonly CancellationTokenSource _gone;

        internal Reader(TimeProvider time, CancellationToken aborted, CancellationToken whole)
        {
            _standstill = new(MaxStandstill, time);
            _gone = CancellationTokenSource.CreateLinkedTokenSource(aborted, whole, _standstill.Token);
        }

        public CancellationToken Gone => _gone.Token;

        /// <summary>Each row that is asked for says that the one before was taken.</summary>
        public async IAsyncEnumerable<T> Taken<T>(IAsyncEnumerable<T> rows)
        {
            await foreach (var row in rows.WithCancellation(Gone))
            {
                _standstill.CancelAfter(MaxStandstill);
                yield return row;
            }
        }

        public void Dispose()
        {
            _gone.Dispose();
            _standstill.Dispose();
        }
    }
}
