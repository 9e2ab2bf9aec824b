using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Toilets.Phones;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>What a citizen sees of a feedback and of what came of it.</summary>
/// <param name="Receipt">e.g. 7Q2M9-K4XD1.</param>
/// <param name="Status">received, accepted, in_progress, done, closed (without being put right), not_accepted or
/// thanked.</param>
/// <param name="StatusText">The same in Chinese.</param>
/// <param name="StatusTextEn">The same in English.</param>
/// <param name="Toilet">The facility, of whatever type.</param>
/// <param name="Phone">Masked.</param>
public sealed record FeedbackReceipt(
    string Receipt,
    Guid Id,
    string Status,
    string StatusText,
    string StatusTextEn,
    ToiletName Toilet,
    string Kind,
    string KindName,
    string KindNameEn,
    int Stars,
    string? Words,
    string? Phone,
    IReadOnlyList<PhotoReceipt> Photos,
    DateTimeOffset ReceivedAt,
    IReadOnlyList<FeedbackStep> Steps
);

public sealed record ToiletName(string Code, string Name, string? Town);

/// <param name="Text">What happened, in Chinese.</param>
/// <param name="TextEn">The same in English.</param>
public sealed record FeedbackStep(DateTimeOffset At, string Status, string Text, string TextEn);

/// <summary>Receipts: ten characters, 50 random bits, that can be read out over the phone.</summary>
public static class Receipts
{
    public const int Length = 10;

    public static string Print(string receipt) => $"{receipt[..5]}-{receipt[5..]}";

    public static async Task<Result<FeedbackReceipt>> ReadAsync(
        CityOpsDb db,
        UploadFiles uploads,
        PhoneKeyFile phones,
        string typed,
        CancellationToken ct
    )
    {
        var receipt = Crockford.Normalise(typed);
        var feedback = await db.Feedback.AsNoTracking().SingleOrDefaultAsync(f => f.Receipt == receipt, ct);
        return feedback is null
            ? Problems.FeedbackNotFound.Refuse("There is no feedback of this receipt.")
            : await OfAsync(db, uploads, phones, feedback, ct);
    }

    public static async Task<FeedbackReceipt> OfAsync(
        CityOpsDb db,
        UploadFiles uploads,
        PhoneKeyFile phones,
        Feedback feedback,
        CancellationToken ct
    )
    {
        var toilet = await db
            .Facilities.Where(f => f.Id == feedback.FacilityId)
            .Select(f => new ToiletName(
                f.Code,
                f.Name,
                db.Set<Town>().Where(t => t.Code == f.TownCode).Select(t => t.Name).FirstOrDefault()
            ))
            .SingleAsync(ct);
        var kind = await db
            .FeedbackKinds.AsNoTracking()
            .SingleAsync(k => k.FacilityType == feedback.FacilityType && k.Code == feedback.Kind, ct);
        var steps = new List<FeedbackStep>();
        foreach (var entry in feedback.CaseId is { } caseId ? await CourseAsync(db, caseId, ct) : [])
        {
            var step = CitizenWords.Of(entry.ToStatus);
            if (steps.Count == 0 || steps[^1].Status != step.Status)
            {
                // steps within the bureau are one to the citizen
                steps.Add(new(CityTime.Local(entry.At), step.Status, step.Text, step.TextEn));
            }
            else
            {
                steps[^1] = steps[^1] with { Text = step.Text, TextEn = step.TextEn };
            }
        }

        var plates = await db
            .QrCodes.Where(q => q.FacilityId == feedback.FacilityId)
            .Select(q => "toilet:" + q.Code)
            .ToListAsync(ct);
        var (status, text, textEn) =
            feedback.CaseId is null ? await ThanksAsync(db, feedback.FacilityType, ct)
            : steps.Count > 0 ? (steps[^1].Status, steps[^1].Text, steps[^1].TextEn)
            : CitizenWords.Of(CaseStatus.PendingRegister);
        return new(
            Print(feedback.Receipt),
            feedback.Id,
            status,
            text,
            textEn,
            toilet,
            feedback.Kind,
            kind.Name,
            kind.NameEn,
            feedback.Stars,
            feedback.Words,
            PhoneNumber.MaskOf(feedback, phones),
            await ReadPhotos.OwnOfAsync(db, uploads, feedback.Id, plates, ct),
            CityTime.Local(feedback.ReceivedAt),
            steps
        );
    }

    private static async Task<(string Status, string Text, string TextEn)> ThanksAsync(
        CityOpsDb db,
        string type,
        CancellationToken ct
    )
    {
        var kind = await db.FacilityKinds.AsNoTracking().SingleAsync(t => t.Code == type, ct);
        var thanks = kind.Page.Whole(kind).Thanks!;
        return ("thanked", thanks.Zh, thanks.En ?? thanks.Zh);
    }

    private sealed record Entry(DateTimeOffset At, string ToStatus);

    // What became of the problem: the case's own log, and from a merge on that of the case that is worked in its place.
    private static async Task<IReadOnlyList<Entry>> CourseAsync(CityOpsDb db, Guid caseId, CancellationToken ct)
    {
        var course = new List<Entry>();
        var (from, since) = (caseId, DateTimeOffset.MinValue);
        foreach (var next in (IEnumerable<MergedCase?>)[.. await MergeCases.ChainFromAsync(db, caseId, ct), null])
        {
            course.AddRange(
                await db
                    .CaseEvents.Where(e => e.CaseId == from && e.At >= since && e.ToStatus != CaseStatus.Merged)
                    .OrderBy(e => e.Seq)
                    .Select(e => new Entry(e.At, e.ToStatus))
                    .ToListAsync(ct)
            );
            (from, since) = (next?.Id ?? from, next?.Since ?? since);
        }

        return course;
    }
}

/// <summary>A case's status in the words of someone who does not work here.</summary>
internal static class CitizenWords
{
    public static (string Status, string Text, string TextEn) Of(string caseStatus) =>
        caseStatus switch
        {
            CaseStatus.PendingVerify => (
                "received",
                "已收到您的反馈，正在现场核实。",
                "Received, being looked at on site."
            ),
            CaseStatus.PendingRegister => (
                "received",
                "已收到您的反馈，等待受理。",
                "Received, waiting to be looked at."
            ),
            CaseStatus.PendingDispatch => ("accepted", "已受理，正在安排处理。", "Accepted, being arranged."),
            CaseStatus.PendingHandle or CaseStatus.Handling or CaseStatus.Suspended => (
                "in_progress",
                "已派人处理，正在进行中。",
                "Someone is on it."
            ),
            CaseStatus.PendingCheck or CaseStatus.PendingClose => (
                "done",
                "已处理完毕，正在核查。",
                "Done, being checked."
            ),
            CaseStatus.Closed => ("done", "已处理完毕，感谢您的监督。", "Done. Thank you for telling us."),
            CaseStatus.ForcedClose => (
                "closed",
                "因现场情况无法继续处理，已由主管部门结案。",
                "Closed by the office: it cannot be worked on."
            ),
            CaseStatus.NotAccepted => ("not_accepted", "经核实，本次反馈不予受理。", "Looked at and not taken up."),
            CaseStatus.Cancelled => ("not_accepted", "本次反馈已作废。", "Cancelled."),
            _ => ("received", "已收到您的反馈。", "Received."),
        };
}
