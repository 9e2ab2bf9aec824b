using System.Runtime.CompilerServices;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Photos;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Features.Reports.Records;

/// <summary>
/// Writes the records of a form, row by row from the database to the socket: as a table, as features of a map, or with
/// their photos.
/// </summary>
internal static class ExportRecords
{
    /// <summary>A row that nobody has taken for so long is taken by nobody any more.</summary>
    private static readonly TimeSpan MaxStandstill = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<string> Forms { get; } = ["csv", "xlsx", "geojson", "zip"];

    /// <summary>Null when it is written.</summary>
    public static async Task<Refusal?> RunAsync(
        string form,
        RecordFilter filter,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        PhotoViews views,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (wanted, refusal) = await filter.CheckAsync(db, ct);
        if (wanted is null)
        {
            return refusal;
        }

        using var standstill = new CancellationTokenSource(MaxStandstill, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, standstill.Token);
        var rows = ReadRecords.Of(db, wanted, caller, after: null, size: null);
        var taken = TakenAsync(rows, standstill, end.Token);
        try
        {
            var response = http.Response;
            response.ContentType = TableOutput.MediaType(form);
            response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
            {
                FileName = $"{wanted.Columns.Latest.FormCode}-{CityTime.Day(time.GetUtcNow()):yyyyMMdd}.{form}",
            }.ToString();
            response.Headers.CacheControl = "no-store";
            switch (form)
            {
                case "geojson":
                    await FeatureOutput.WriteAsync(
                        response.BodyWriter,
                        taken,
                        (json, row) => RecordFeatures.Write(json, wanted.Columns, row),
                        end.Token
                    );
                    break;
                case "zip":
                    await using (var archive = new RecordArchive(response.Body))
                    {
                        await archive.WriteTableAsync(wanted.Columns, taken, end.Token);
                        await foreach (var photo in RecordPhotos.OfAsync(db, views, wanted, caller, end.Token))
                        {
                            standstill.CancelAfter(MaxStandstill);
                            await archive.WritePhotoAsync(photo, end.Token);
                        }

                        await archive.CompleteAsync(end.Token);
                    }

                    break;
                default:
                    using (
                        TableOutput table =
                            form == "csv" ? new CsvOutput(response.Body) : new XlsxOutput(response.Body, "记录")
                    )
                    {
                        await RecordTable.WriteAsync(table, wanted.Columns, taken, end.Token);
                    }

                    break;
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            http.Abort(); // so that what was read is not taken for the whole
        }

        return null;
    }

    private static async IAsyncEnumerable<RecordRow> TakenAsync(
        IQueryable<RecordRow> rows,
        CancellationTokenSource standstill,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            standstill.CancelAfter(MaxStandstill);
            yield return row;
        }
    }
}
