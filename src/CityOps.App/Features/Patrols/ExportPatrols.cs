using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Patrols;

/// <summary>Writes a list of patrols as a table, the last started first.</summary>
internal static class ExportPatrols
{
    private static readonly string[] Header =
    [
        "开始时间",
        "结束时间",
        "方式",
        "巡查内容",
        "巡查人员",
        "同行人员",
        "单位",
        "镇街",
        "人次",
        "车辆",
        "说明",
        "存疑",
        "撤回时间",
        "接收时间",
        "编号",
    ];

    private sealed record Row(Patrol Patrol, string? Category, string Officer, string Organisation, string? Town);

    /// <summary>Null when it is written.</summary>
    public static async Task<Refusal?> RunAsync(
        string form,
        PatrolFilter filter,
        Caller caller,
        HttpContext http,
        CityOpsDb db,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (await filter.CheckAsync(db, ct) is { } refusal)
        {
            return refusal;
        }

        var (categories, towns) = (db.Categories, db.Towns);
        var rows =
            from p in filter.Narrow(ReadPatrol.VisibleTo(db, caller), caller)
            join officer in db.Set<Account>() on p.OfficerId equals officer.Id
            join organisation in db.Organisations on p.OrganisationCode equals organisation.Code
            orderby p.StartedAt descending, p.Id descending
            select new Row(
                p,
                categories.Where(c => c.Code == p.CategoryCode).Select(c => c.Name).SingleOrDefault(),
                officer.Name,
                organisation.Name,
                towns.Where(t => t.Code == p.TownCode).Select(t => t.Name).SingleOrDefault()
            );
        await ExportList.WriteAsync(
            http,
            time,
            form,
            "patrols",
            "巡查",
            Header,
            rows.AsNoTracking().AsAsyncEnumerable(),
            Cells
        );
        return null;
    }

    private static IReadOnlyList<object?> Cells(Row row) =>
        [
            row.Patrol.StartedAt,
            row.Patrol.EndedAt,
            KindName(row.Patrol.Kind),
            row.Category,
            row.Officer,
            string.Join('、', row.Patrol.Officers),
            row.Organisation,
            row.Town,
            row.Patrol.Persons,
            row.Patrol.Vehicles,
            row.Patrol.Note,
            string.Join('、', row.Patrol.Flags.Select(FlagName)),
            row.Patrol.WithdrawnAt,
            row.Patrol.ReceivedAt,
            row.Patrol.Id.ToString(),
        ];

    private static string KindName(string kind) =>
        kind switch
        {
            "daily" => "日常巡查",
            "on_site" => "旁站",
            "joint" => "联合执法",
            "supervision" => "督导",
            _ => kind,
        };

    private static string FlagName(string flag) =>
        flag switch
        {
            "time_skew" => "设备时间异常",
            "abandoned" => "超时自动结束",
            _ => flag,
        };
}
