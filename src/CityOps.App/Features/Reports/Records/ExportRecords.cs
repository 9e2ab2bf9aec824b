using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Features.Reports.Records;

/// <summary>Writes the records of a form as one table, row by row from the database to the socket.</summary>
internal static class ExportRecords
{
    /// <summary>A row that nobody has taken for so long is taken by nobody any more.</summary>
    private static readonly TimeSpan MaxStandstill = TimeSpan.FromSeconds(30);

    private static readonly string[] Header =
    [
        "记录",
        "时间",
        "类别代码",
        "类别",
        "单位",
        "镇街",
        "经度",
        "纬度",
        "人员",
        "案卷号",
        "撤回时间",
    ];

    public static IReadOnlyList<string> Forms { get; } = ["csv", "xlsx"];

    /// <summary>Null when it is written.</summary>
    public static async Task<Refusal?> RunAsync(
        string form,
        RecordFilter filter,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (columns, refusal) = await filter.CheckAsync(db, ct);
        if (columns is null)
        {
            return refusal;
        }

        using var standstill = new CancellationTokenSource(MaxStandstill, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, standstill.Token);
        try
        {
            var response = http.Response;
            response.ContentType = TableOutput.MediaType(form);
            response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
            {
                FileName = $"{columns.Latest.FormCode}-{CityTime.Day(time.GetUtcNow()):yyyyMMdd}.{form}",
            }.ToString();
            response.Headers.CacheControl = "no-store";
            using TableOutput table =
                form == "csv" ? new CsvOutput(response.Body) : new XlsxOutput(response.Body, "记录");
            await table.WriteRowAsync(
                [.. Header, .. columns.All.Select(c => c.Unit is null ? c.Label.Zh : $"{c.Label.Zh}({c.Unit})")],
                end.Token
            );
            var rows = ReadRecords.Of(db, filter, caller, after: null, size: null);
            await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(end.Token))
            {
                standstill.CancelAfter(MaxStandstill);
                await table.WriteRowAsync(
                    [
                        row.Kind == "report" ? "上报" : "处置",
                        row.At,
                        row.CategoryCode,
                        row.CategoryName,
                        row.OrganisationName,
                        row.TownName,
                        row.Lon,
                        row.Lat,
                        row.AccountName,
                        row.CaseNumber,
                        row.WithdrawnAt,
                        .. columns.Cells(row.AnswersGiven()),
                    ],
                    end.Token
                );
            }

            await table.CompleteAsync(end.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            http.Abort(); // so that what was read is not taken for the whole
        }

        return null;
    }
}
