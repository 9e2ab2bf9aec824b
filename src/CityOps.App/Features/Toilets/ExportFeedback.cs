using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>Writes a list of feedback as a table, newest first. Phone numbers stay out of it.</summary>
internal static class ExportFeedback
{
    private static readonly string[] Header =
    [
        "接收时间",
        "设施编码",
        "设施",
        "类型",
        "星级",
        "内容",
        "照片数",
        "单位",
        "镇街",
        "案卷号",
        "案卷状态",
        "存疑",
        "撤回时间",
        "编号",
    ];

    /// <summary>Null when it is written.</summary>
    public static async Task<Refusal?> RunAsync(
        string form,
        FeedbackFilter filter,
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

        var organisations = await db.Organisations.ToDictionaryAsync(o => o.Code, o => o.Name, ct);
        var towns = await db.Towns.ToDictionaryAsync(t => t.Code, t => t.Name, ct);
        await ExportList.WriteAsync(
            http,
            time,
            form,
            "feedback",
            "公众反馈",
            Header,
            ListAllFeedback.Entries(db, ListAllFeedback.Wanted(db, filter, caller)).AsAsyncEnumerable(),
            entry =>
                [
                    entry.ReceivedAt,
                    entry.Facility,
                    entry.FacilityName,
                    entry.KindName,
                    entry.Stars,
                    entry.Words,
                    entry.Photos,
                    entry.Organisation is { } organisation ? organisations.GetValueOrDefault(organisation) : null,
                    entry.Town is { } town ? towns.GetValueOrDefault(town) : null,
                    entry.Case?.Number,
                    entry.Case is { } opened ? CaseStatus.Name(opened.Status) : null,
                    string.Join('、', entry.Flags.Select(FlagName)),
                    entry.WithdrawnAt,
                    entry.Id.ToString(),
                ]
        );
        return null;
    }

    private static string FlagName(string flag) =>
        flag switch
        {
            "time_skew" => "设备时间异常",
            "no_scan" => "未扫码",
            "burst" => "短时集中",
            "one_network" => "同一网络多条",
            "far_from_toilet" or "far_from_facility" => "位置远离设施",
            _ => flag,
        };
}
