namespace CityOps.App.Features.Cases.Actions;

/// <summary>What a case's log holds beside actions: nobody chooses them, they follow from something else.</summary>
internal static class CaseNotes
{
    /// <summary>Those that leave the case as it is: what is known of it and what is done about it stay the
    /// same.</summary>
    public static IReadOnlyList<string> Beside { get; } =
    [
        "join",
        "leave",
        "letter",
        "letter-answered",
        "letter-withdrawn",
        "penalty",
        EraseWords.Erased,
        "due_soon",
        "overdue",
    ];

    public static IReadOnlyDictionary<string, Words> All { get; } =
        new Dictionary<string, Words>
        {
            ["report"] = new("上报", "Reported"),
            ["join"] = new("再次反映（+1）", "Reported again (+1)"),
            ["leave"] = new("撤销并案（另案）", "Taken apart again"),
            ["letter"] = new("发函", "Letter issued"),
            ["letter-answered"] = new("函件已答复", "Letter answered"),
            ["letter-withdrawn"] = new("函件已撤回", "Letter withdrawn"),
            ["penalty"] = new("行政处罚", "Penalty"),
            [ChangeCase.Corrected] = new("更正", "Corrected"),
            [ChangeCase.Withdrawn] = new("撤回", "Withdrawn"),
            [EraseWords.Erased] = new("应反馈人要求删除文字", "Words erased as the citizen asked"),
            ["due_soon"] = new("即将超期", "Nearly overdue"),
            ["overdue"] = new("已超期", "Overdue"),
        };
}
