using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Photos;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports.Records;

/// <summary>
/// Writes the records of a form: as a table, as features of a map, or with their photos.
/// </summary>
internal static class ExportRecords
{
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

        var rows = ReadRecords.Of(db, wanted, caller, after: null, size: null).AsAsyncEnumerable();
        await ExportList.WriteAsync(
            http,
            time,
            form,
            wanted.Columns.Latest.FormCode,
            reader =>
                form switch
                {
                    "geojson" => FeatureOutput.WriteAsync(
                        http.Response.BodyWriter,
                        reader.Taken(rows),
                        (json, row) => RecordFeatures.Write(json, wanted.Columns, row),
                        reader.Gone
                    ),
                    "zip" => WriteArchiveAsync(
                        http,
                        wanted.Columns,
                        rows,
                        RecordPhotos.OfAsync(db, views, wanted, caller, reader.Gone),
                        reader
                    ),
                    _ => WriteTableAsync(http, form, wanted.Columns, rows, reader),
                },
            form == "zip" ? Timeout.InfiniteTimeSpan : null // photos take as long as they take
        );
        return null;
    }

    private static async Task WriteTableAsync(
        HttpContext http,
        string form,
        RecordColumns columns,
        IAsyncEnumerable<RecordRow> rows,
        ExportList.Reader reader
    )
    {
        using var table = ExportList.Table(http, form, "记录");
        await RecordTable.WriteAsync(table, columns, reader.Taken(rows), reader.Gone);
    }

    private static async Task WriteArchiveAsync(
        HttpContext http,
        RecordColumns columns,
        IAsyncEnumerable<RecordRow> rows,
        IAsyncEnumerable<RecordPhoto> photos,
        ExportList.Reader reader
    )
    {
        await using var archive = new RecordArchive(http.Response.Body);
        await archive.WriteTableAsync(columns, reader.Taken(rows), reader.Gone);
        await foreach (var photo in reader.Taken(photos))
        {
            await archive.WritePhotoAsync(photo, reader.Gone);
        }

        await archive.CompleteAsync(reader.Gone);
    }
}
