using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>
/// Writes a list of cases as one stream: as a table, or as features of a map.
/// </summary>
public static class ExportCases
{
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

        var rows = Rows(db, cases, now).AsAsyncEnumerable();
        await (
            form == "geojson"
                ? ExportList.WriteAsync(http, time, form, "cases", reader =>
                    FeatureOutput.WriteAsync(http.Response.BodyWriter, reader.Taken(rows), WriteFeature, reader.Gone)
                )
                : ExportList.WriteAsync(http, time, form, "cases", "案卷", Header, rows, Cells)
        );
        return null;
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

    private static object?[] Cells(Row c) =>
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
        ];

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
