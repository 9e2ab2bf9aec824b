using System.Runtime.CompilerServices;
using CityOps.App.Database;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Tables;

/// <summary>
/// Answers with a list as a file, row by row from the database to the socket: a slow reader slows the reading, and no
/// number of rows needs more memory than a few.
/// </summary>
public static class ExportList
{
    /// <summary>A row that nobody has taken for so long is taken by nobody any more.</summary>
    private static readonly TimeSpan MaxStandstill = TimeSpan.FromSeconds(30);

    /// <summary>A snapshot of the database that is held for longer keeps it from cleaning up.</summary>
    private static readonly TimeSpan MaxExport = TimeSpan.FromMinutes(30);

    public static IReadOnlyList<string> Forms { get; } = ["csv", "xlsx"];

    /// <param name="form">One of <see cref="Forms"/>.</param>
    /// <param name="name">Of the file, before the day.</param>
    /// <param name="sheet">What the table of an .xlsx is called.</param>
    /// <param name="cells">A row's, in the order of the header.</param>
    public static async Task WriteAsync<T>(
        HttpContext http,
        TimeProvider time,
        string form,
        string name,
        string sheet,
        IReadOnlyList<string> header,
        IAsyncEnumerable<T> rows,
        Func<T, IReadOnlyList<object?>> cells
    )
    {
        using var whole = new CancellationTokenSource(MaxExport, time);
        using var standstill = new CancellationTokenSource(MaxStandstill, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted,
            whole.Token,
            standstill.Token
        );
        try
        {
            http.Response.ContentType = TableOutput.MediaType(form);
            http.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
            {
                FileName = $"{name}-{CityTime.Day(time.GetUtcNow()):yyyyMMdd}.{form}",
            }.ToString();
            http.Response.Headers.CacheControl = "no-store";
            using TableOutput table =
                form == "csv" ? new CsvOutput(http.Response.Body) : new XlsxOutput(http.Response.Body, sheet);
            await table.WriteRowAsync(header, end.Token);
            await foreach (var row in TakenAsync(rows, standstill, end.Token))
            {
                await table.WriteRowAsync(cells(row), end.Token);
            }

            await table.CompleteAsync(end.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            http.Abort(); // so that what was read is not taken for the whole
        }
    }

    // Each row that is asked for says that the one before was taken.
    private static async IAsyncEnumerable<T> TakenAsync<T>(
        IAsyncEnumerable<T> rows,
        CancellationTokenSource standstill,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await foreach (var row in rows.WithCancellation(ct))
        {
            standstill.CancelAfter(MaxStandstill);
            yield return row;
        }
    }
}
