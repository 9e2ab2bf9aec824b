namespace CityOps.App.Features.Channels;

/// <summary>What a rule may name: the kinds of the inbox, and ponding by its level. docs/notices.md.</summary>
internal static class NoticeKinds
{
    /// <summary>Sent by the test of a channel; no rule names it.</summary>
    public const string Test = "test";

    /// <summary>Code and Chinese name, what is urgent first: the order in a message.</summary>
    public static IReadOnlyList<(string Code, string Name)> All { get; } =
    [
        ("power_risk", "涉电风险"),
        ("ponding_red", "积水红色预警"),
        ("ponding_orange", "积水橙色预警"),
        ("ponding_yellow", "积水黄色预警"),
        ("ponding_blue", "积水蓝色预警"),
        ("ponding_closed", "积水消退"),
        ("overdue", "已超期"),
        ("urged", "催办"),
        ("reworked", "返工"),
        ("returned", "退回"),
        ("dispatched", "派遣到本单位"),
        ("resumed", "恢复处置"),
        ("drawn", "抽定核查"),
        ("appeal_granted", "申诉成立"),
        ("appeal_refused", "申诉不成立"),
        ("letter_overdue", "函件逾期未复"),
        ("letter_received", "来函"),
        ("letter_answered", "函件已复"),
        ("check_missed", "周期检查漏检"),
    ];

    public static IReadOnlyList<string> Codes { get; } = [.. All.Select(kind => kind.Code)];

    public static int Place(string code) => Codes.ToList().IndexOf(code);

    public static string Name(string code) => All.FirstOrDefault(kind => kind.Code == code).Name ?? code;
}
