using System.Runtime.CompilerServices;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Features.Cases;

/// <summary>
/// Writes a list of cases as one stream, row by row from the database to the socket: a slow reader slows the reading,
/// and no number of rows needs more memory than a few.
/// </summary>
public static class ExportCases
{
    /// <summary>A row that nobody has taken for so long is taken by nobody any more: the reader is gone, or holds us
    /// up.</summary>
    private static readonly TimeSpan MaxStandstill = TimeSpan.FromSeconds(30);

    /// <summary>A snapshot of the database that is held for longer keeps it from cleaning up.</summary>
    private static readonly TimeSpan MaxExport = TimeSpan.FromMinutes(30);

    public static IReadOnlyList<string> Forms { get; } = ["csv", "xlsx", "geojson"];

    private static readonly string[] Header =
    [
        "案卷号",
        "来源",
        "类别代码",
        "类别",
        "责任单位",
        "镇街",
        "状态",
        "问题描述",
        "上报时间",
        "立案时间",
        "派遣时间",
        "处置时间",
        "结案时间",
        "处置时限",
        "是否超期",
        "现场整改",
        "经度",
        "纬度",
    ];

    private sealed record Row(
        string Number,
        string Source,
        string Category,
        string CategoryName,
        string Organisation,
        string Town,
        string Status,
        string? Description,
        DateTimeOffset ReportedAt,
        DateTimeOffset? FiledAt,
        DateTimeOffset? DispatchedAt,
        DateTimeOffset? HandledAt,
        DateTimeOffset? ClosedAt,
        DateTimeOffset? Deadline,
        bool Late,
        bool RectifiedOnSite,
        double Lon,
        double Lat
    );

    /// <summary>Null when it is written.</summary>
    public static async Task<Refusal?> RunAsync(
        string form,
        CaseFilter filter,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var now = time.GetUtcNow();
        var (cases, refusal) = await filter.NarrowAsync(db, caller, now, ct);
        if (cases is null)
        {
            return refusal;
        }

        using var whole = new CancellationTokenSource(MaxExport, time);
        using var standstill = new CancellationTokenSource(MaxStandstill, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct, whole.Token, standstill.Token);
        try
        {
            var response = http.Response;
            response.ContentType = TableOutput.MediaType(form);
            response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
            {
                FileName = $"cases-{CityTime.Day(now):yyyyMMdd}.{form}",
            }.ToString();
            response.Headers.CacheControl = "no-store";
            var rows = Watched(Rows(db, cases, now), standstill, end.Token);
            await (
                form == "geojson"
                    ? FeatureOutput.WriteAsync(response.BodyWriter, rows, WriteFeature, end.Token)
                    : WriteTableAsync(form, response, rows, end.Token)
            );
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            http.Abort(); // so that what was read is not taken for the whole
        }

        return null;
    }

    // Each row that is asked for says that the one before was taken.
    private static async IAsyncEnumerable<Row> Watched(
        IQueryable<Row> rows,
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

    private static IQueryable<Row> Rows(CityOpsDb db, IQueryable<Case> cases, DateTimeOffset now) =>
        from c in cases
        join category in db.Categories on c.CategoryCode equals category.Code
        join organisation in db.Organisations on c.OrganisationCode equals organisation.Code
        join town in db.Towns on c.TownCode equals town.Code
        orderby c.ReportedAt descending, c.Id descending
        select new Row(
            c.Number,
            c.Source,
            c.CategoryCode,
            category.Name,
            organisation.Name,
            town.Name,
            c.Status,
            c.Description,
            c.ReportedAt,
            c.FiledAt,
            c.DispatchedAt,
            c.HandledAt,
            c.ClosedAt,
            c.Clock!.Deadline,
            (c.Clock.StoppedAt ?? now) > c.Clock.Deadline,
            c.RectifiedOnSite,
            c.Position.X,
            c.Position.Y
        );

    private static async Task WriteTableAsync(
        string form,
        HttpResponse response,
        IAsyncEnumerable<Row> rows,
        CancellationToken ct
    )
    {
        using TableOutput table = form == "csv" ? new CsvOutput(response.Body) : new XlsxOutput(response.Body, "案卷");
        await table.WriteRowAsync(Header, ct);
        await foreach (var c in rows.WithCancellation(ct))
        {
            await table.WriteRowAsync(
                [
                    c.Number,
                    SourceName(c.Source),
                    c.Category,
                    c.CategoryName,
                    c.Organisation,
                    c.Town,
                    CaseStatus.Name(c.Status),
                    c.Description,
                    c.ReportedAt,
                    c.FiledAt,
                    c.DispatchedAt,
                    c.HandledAt,
                    c.ClosedAt,
                    c.Deadline,
                    c.Late,
                    c.RectifiedOnSite,
                    c.Lon,
                    c.Lat,
                ],
                ct
            );
        }

        await table.CompleteAsync(ct);
    }

    private static void WriteFeature(Utf8JsonWriter json, Row c)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WritePoint(c.Lon, c.Lat);
        json.WriteStartObject("properties");
        json.WriteString("number", c.Number);
        json.WriteString("source", c.Source);
        json.WriteString("category", c.Category);
        json.WriteString("categoryName", c.CategoryName);
        json.WriteString("organisationName", c.Organisation);
        json.WriteString("townName", c.Town);
        json.WriteString("status", c.Status);
        json.WriteString("statusName", CaseStatus.Name(c.Status));
        json.WriteString("description", c.Description);
        json.WriteInstant("reportedAt", c.ReportedAt);
        json.WriteInstant("filedAt", c.FiledAt);
        json.WriteInstant("handledAt", c.HandledAt);
        json.WriteInstant("closedAt", c.ClosedAt);
        json.WriteInstant("deadline", c.Deadline);
        json.WriteBoolean("late", c.Late);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string SourceName(string source) =>
        source switch
        {
            "report" => "上报",
            "feedback" => "公众反馈",
            "ponding" => "积水监测",
            "check" => "周期检查漏检",
            _ => source,
        };
}
