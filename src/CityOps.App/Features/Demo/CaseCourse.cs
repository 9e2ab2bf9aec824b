using CityOps.App.Database;
using CityOps.App.Features.Cases;

namespace CityOps.App.Features.Demo;

/// <summary>
/// Works a demo case through the configured steps, by those whose work they are and in a believable time: people start
/// in the morning and stop in the evening.
/// </summary>
internal sealed class CaseCourse(
    IReadOnlyList<CaseStep> steps,
    IReadOnlyDictionary<string, Guid> accounts,
    Random random
)
{
    private static readonly TimeSpan DayBegins = new(8, 30, 0);
    private static readonly TimeSpan DayEnds = new(18, 0, 0);

    // The way to each status from the case's first, by actions.
    private static readonly Dictionary<string, string[]> Ways = new()
    {
        [CaseStatus.PendingRegister] = [],
        [CaseStatus.NotAccepted] = ["reject"],
        [CaseStatus.PendingDispatch] = ["file"],
        [CaseStatus.Cancelled] = ["file", "cancel"],
        [CaseStatus.PendingHandle] = ["file", "dispatch"],
        [CaseStatus.Handling] = ["file", "dispatch", "accept"],
        [CaseStatus.Suspended] = ["file", "dispatch", "accept", "suspend"],
        [CaseStatus.PendingCheck] = ["file", "dispatch", "accept", "handle"],
        [CaseStatus.PendingClose] = ["file", "dispatch", "accept", "handle", "verify"],
        [CaseStatus.Closed] = ["file", "dispatch", "accept", "handle", "verify", "close"],
    };

    private static readonly string[] Reworked =
    [
        "file",
        "dispatch",
        "accept",
        "handle",
        "rework",
        "accept",
        "handle",
        "verify",
        "close",
    ];
    private static readonly string[] FromTheTown = ["accept", "handle", "verify", "close"];

    // Hours that a step waits for, at least and at most.
    private static readonly Dictionary<string, (double Least, double Most)> Hours = new()
    {
        ["confirm"] = (0.1, 2),
        ["file"] = (0.1, 2),
        ["reject"] = (0.2, 6),
        ["cancel"] = (1, 20),
        ["dispatch"] = (0.1, 1.5),
        ["accept"] = (0.2, 3),
        ["suspend"] = (2, 8),
        ["handle"] = (1, 30),
        ["rework"] = (1, 6),
        ["verify"] = (1, 12),
        ["close"] = (0.2, 4),
    };

    private static readonly Dictionary<string, string[]> Notes = new()
    {
        ["reject"] = ["经核实，现场未发现所述问题。", "不属于城市管理范围，不予受理。"],
        ["cancel"] = ["与已有案卷重复，作废。"],
        ["suspend"] = ["涉及管线迁改，待权属单位进场，申请挂账。", "等待材料到货，申请挂账。"],
        ["handle"] = ["已处置完毕，现场已恢复。", "已安排人员清理。", "已修复并复查。", "已督促责任单位整改到位。"],
        ["rework"] = ["现场仍有残留，请返工。", "处置不到位，退回重做。"],
        ["verify"] = ["现场核查，整改到位。"],
    };

    /// <summary>A case of 2023: nearly all came to an end, some after rework, a few wait to this day.</summary>
    /// <param name="isCounted">A problem that the notice counts, which one that was rejected or cancelled is
    /// not.</param>
    public void RunToAnEnd(Case opened, bool isCounted, DateTimeOffset now)
    {
        var way =
            opened.Status == CaseStatus.PendingHandle
                ? FromTheTown
                : random.Next(100) switch
                {
                    < 3 when !isCounted => Ways[CaseStatus.NotAccepted],
                    < 4 when !isCounted => Ways[CaseStatus.Cancelled],
                    < 4 => Ways[CaseStatus.Closed],
                    < 5 => Ways[CaseStatus.Suspended],
                    < 6 => Ways[CaseStatus.Handling],
                    < 13 => Reworked,
                    _ => Ways[CaseStatus.Closed],
                };
        Walk(opened, way, now);
    }

    /// <summary>A case of 2023 that came to a good end, one in twenty after rework.</summary>
    public void RunToTheClose(Case opened, DateTimeOffset now)
    {
        if (opened.Status != CaseStatus.Closed)
        {
            Walk(
                opened,
                opened.Status == CaseStatus.PendingHandle ? FromTheTown
                    : random.Next(20) == 0 ? Reworked
                    : Ways[CaseStatus.Closed],
                now,
                haste: random.Next(6) == 0 ? 1 : 0.12
            );
        }
    }

    /// <summary>A recent case, brought as far as <paramref name="status"/>; of those of the sanitation centre a part is
    /// its contractor's.</summary>
    public void RunTo(Case opened, string status, DateTimeOffset now)
    {
        var to =
            opened.OrganisationCode == DemoPeople.ContractorOf && opened.Number[^1] < '4'
                ? DemoPeople.Contractor
                : null;
        if (opened.Status == CaseStatus.PendingRegister)
        {
            Walk(opened, Ways[status], now, to: to);
        }
        else if (opened.Status == CaseStatus.PendingVerify && status == CaseStatus.Suspended)
        {
            // the others still wait for somebody to look at them on site
            Walk(opened, ["confirm", .. Ways[status]], now, to: to);
        }
    }

    // haste: what share of the usual hours it takes. to: who gets it; its own organisation when null.
    private void Walk(Case opened, string[] way, DateTimeOffset now, double haste = 1, string? to = null)
    {
        var at = opened.Log[^1].At;
        for (var i = 0; i < way.Length && opened.Status != CaseStatus.Closed; i++)
        {
            var step = steps.Single(s => s.Action == way[i] && s.FromStatus == opened.Status);
            var (least, most) = Hours[step.Action];
            var next = InWorkingHours(at.AddHours(haste * (least + random.NextDouble() * (most - least))));
            // Where the present is near, the steps that are left share what is left.
            var latest = at + (now - at) / (way.Length - i + 1);
            at = next < latest ? next : latest;
            var note = Notes.TryGetValue(step.Action, out var notes) ? DemoSentences.Pick(notes, random) : null;
            object? detail = step.Action switch
            {
                "suspend" => new { until = now.AddYears(1) }, // it rests to this day
                "dispatch" when to is not null => new { organisation = new { from = opened.OrganisationCode, to } },
                _ => null,
            };
            opened.Take(step, accounts[Actor(step, opened)], at, note: note, detail: detail);
        }
    }

    // Somebody whose work it is.
    private static string Actor(CaseStep step, Case of) =>
        step.Roles.Contains("handler") ? DemoPeople.HandlerOf(of.OrganisationCode)
        : step.Roles.Contains("verifier") ? "verifier"
        : step.Roles.Contains("dispatcher") ? "dispatcher"
        : "supervisor";

    private static DateTimeOffset InWorkingHours(DateTimeOffset at)
    {
        var local = CityTime.Local(at);
        var midnight = local - local.TimeOfDay;
        return local.TimeOfDay < DayBegins ? midnight + DayBegins + local.TimeOfDay / 12
            : local.TimeOfDay > DayEnds ? midnight.AddDays(1) + DayBegins + (local.TimeOfDay - DayEnds) / 6
            : local;
    }
}
