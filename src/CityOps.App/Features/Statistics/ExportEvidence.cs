using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.Net.Http.Headers;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>
/// Writes all the records that a figure counts as one table, row by row from the database to the socket: as many rows
/// below the heads as the evidence says, from one snapshot.
/// </summary>
public static class ExportEvidence
{
    private static readonly string[] Header =
    [
        "日期",
        "单位",
        "镇街",
        "类别代码",
        "类别",
        "数量",
        "计量单位",
        "记录种类",
        "记录",
        "记录编号",
        "地址",
    ];

    public static IReadOnlyList<string> Forms { get; } = ["csv", "xlsx"];

    /// <summary>Null when it is written.</summary>
    public static async Task<Refusal?> RunAsync(
        string form,
        EvidenceQuestion question,
        FigureFilter filter,
        NpgsqlDataSource database,
        HttpContext http,
        DateOnly today,
        CancellationToken ct
    )
    {
        var (period, badPeriod) = Period.Read(question.From, question.To, today);
        if (period is null)
        {
            return badPeriod!;
        }

        await using var snapshot = await FigureSnapshot.OpenAsync(database, ct);
        var (asked, refusal) = await ReadEvidence.FindAsync(snapshot, question.Metric, filter, ct);
        if (asked is null)
        {
            return refusal;
        }

        var names = await EvidenceNames.ReadAsync(snapshot, ct);
        var sources = await snapshot.SourcesAsync(ct);
        var response = http.Response;
        response.ContentType = TableOutput.MediaType(form);
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = $"{asked.Metric.Code}-{period.From:yyyyMMdd}-{period.To:yyyyMMdd}.{form}",
        }.ToString();
        response.Headers.CacheControl = "no-store";
        using TableOutput table = form == "csv" ? new CsvOutput(response.Body) : new XlsxOutput(response.Body, "记录");
        await table.WriteRowAsync(Header, ct);
        await foreach (var fact in snapshot.ReadFactsAsync(asked.Counted, period, filter, null, null, ct))
        {
            var item = ReadEvidence.Item(fact, sources[fact.Source], names);
            await table.WriteRowAsync(
                [
                    item.Day,
                    item.OrgName,
                    item.TownName,
                    item.Category,
                    item.CategoryName,
                    item.Quantity,
                    asked.Counted.Unit,
                    item.SourceName,
                    item.Title,
                    item.SourceId.ToString(),
                    item.Url,
                ],
                ct
            );
        }

        await table.CompleteAsync(ct);
        return null;
    }
}
