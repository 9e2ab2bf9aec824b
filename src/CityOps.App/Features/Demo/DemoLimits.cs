using CityOps.App.Database;
using CityOps.App.Features.Forms;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Demo;

/// <summary>
/// Filing conditions and limits for the demo city's commonest categories, of the order that cities publish. A bureau
/// imports its own list (<c>import categories</c>), which replaces them.
/// </summary>
internal static class DemoLimits
{
    private static readonly (string Category, string Condition, string Limit, string Closing)[] Usual =
    [
        ("01002", "井盖缺失、移位，有安全隐患", "2紧急工作时", "恢复"),
        ("01002", "井盖破损", "4小时", "更换或修复"),
        ("01003", "井盖缺失、移位，有安全隐患", "2紧急工作时", "恢复"),
        ("01003", "井盖破损", "4小时", "更换或修复"),
        ("01004", "箅子缺失、移位", "2紧急工作时", "恢复"),
        ("01004", "箅子堵塞", "1天", "疏通"),
        ("01037", "路灯不亮", "2天", "修复"),
        ("01060", "箱门敞开或箱体漏电", "2紧急工作时", "消除隐患"),
        ("02017", "护栏缺损、倒伏", "2天", "修复"),
        ("02034", "无障碍设施损坏、被占", "5天", "修复或清理"),
        ("03001", "公厕不洁或有异味", "1天", "清洁"),
        ("03005", "垃圾箱破损", "3天", "更换或修复"),
        ("04002", "树木倒伏、断枝危及行人车辆", "2紧急工作时", "清除"),
        ("04002", "树木缺株、枯死", "7天", "补植"),
        ("06001", "在建违法建设", "1紧急工作时", "制止"),
        ("06010", "暴露垃圾", "4小时", "清除"),
        ("06011", "积存垃圾、渣土", "1天", "清运"),
        ("06012", "道路不洁", "4小时", "清扫"),
        ("06013", "路面破损、坑洼", "5天", "修复"),
        ("06014", "道路遗撒", "2紧急工作时", "清除"),
        ("06042", "垃圾箱满溢", "4小时", "清运"),
        ("06050", "路缘石缺损", "5天", "修复"),
        ("07001", "乱张贴、乱涂写", "1天", "清除"),
        ("07003", "违规设置户外广告", "7天", "拆除或整改"),
        ("08003", "无证掘路", "2紧急工作时", "制止"),
        ("09001", "无照经营游商", "2紧急工作时", "劝离"),
        ("09005", "店外摆卖", "2紧急工作时", "恢复"),
        ("09006", "占道经营", "2紧急工作时", "清理"),
        ("L0301", "有明显异味", "1天", "消除"),
        ("L0302", "地面、便器不洁", "1天", "清洁"),
        ("L0303", "地面积水", "4小时", "清除"),
        ("L0304", "缺纸、缺洗手液", "4小时", "补充"),
        ("L0305", "设施损坏", "3天", "修复"),
        ("L0307", "厕位无故锁闭", "1天", "开放"),
        ("L0506", "积水超过100㎡或深15cm", "2紧急工作时", "排除"),
    ];

    /// <summary>Adds them to those categories that are there and have none. Does not save.</summary>
    public static async Task AddAsync(CityOpsDb db, CancellationToken ct)
    {
        var codes = Usual.Select(usual => usual.Category).Distinct().ToList();
        var lacking = await db
            .Categories.Where(c =>
                codes.Contains(c.Code) && !db.Set<FilingCondition>().Any(f => f.CategoryCode == c.Code)
            )
            .Select(c => c.Code)
            .ToListAsync(ct);
        foreach (
            var category in Usual.Where(usual => lacking.Contains(usual.Category)).GroupBy(usual => usual.Category)
        )
        {
            await FilingConditions.ReplaceAsync(
                db,
                category.Key,
                [
                    .. category.Select(usual => new StatedCondition(
                        usual.Condition,
                        TimeLimit.Parse(usual.Limit)!.Value,
                        usual.Closing
                    )),
                ],
                ct
            );
        }
    }
}
