using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports;

/// <summary>
/// Corrects or withdraws a report: its officer while its case is not filed, a dispatcher at any time (operations
/// records.correct and records.correct_all). Its case follows (<see cref="ChangeCase"/>); the first version stays
/// readable (<see cref="ChangeRecord"/>).
/// </summary>
public static class CorrectReport
{
    private const string Subject = "report";

    /// <returns>The report as it is now, whether the change is new or was made before.</returns>
    public static async Task<Result<Report>> RunAsync(
        CityOpsDb db,
        Guid id,
        CorrectionBody<ReportBody> body,
        Caller caller,
        FlagOptions flags,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (change, refusal) = ChangeRecord.Check(body, Subject, id, caller, now);
        if (change is null)
        {
            return refusal!;
        }

        (var content, refusal) = body.Content!.Checked();
        return content is null
            ? refusal!
            : await Repeat.OnConflictAsync(db, () =>
                ChangeAsync(
                    db,
                    change,
                    (report, of) => CorrectAsync(db, report, of, content, change, body.SentAt, flags, ct),
                    ct
                )
            );
    }

    /// <returns>The report as it is now, whether the withdrawal is new or was made before.</returns>
    public static Task<Result<Report>> WithdrawAsync(
        CityOpsDb db,
        Guid id,
        WithdrawalBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    ) =>
        ChangeRecord.MakeAsync(db, ChangeRecord.Check(body, Subject, id, caller, now), change =>
            ChangeAsync(db, change, (report, of) => WithdrawAsync(db, report, of, change, ct), ct)
        );

    private static async Task<Result<Report>> ChangeAsync(
        CityOpsDb db,
        RecordChange change,
        Func<Report, Case?, Task<Refusal?>> apply,
        CancellationToken ct
    )
    {
        var id = change.SubjectId;
        var (wasMade, refusal) = await ChangeRecord.WasMadeAsync(db, change, ct);
        if (refusal is not null)
        {
            return refusal;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var report = await db
            .Reports.FromSql($"select * from report where id = {id} for update")
            .SingleOrDefaultAsync(ct);
        if (report is null)
        {
            return Problems.ReportNotFound.Refuse($"Report {id} has not arrived.");
        }

        if (wasMade)
        {
            return report;
        }

        var of = await ChangeCase.LockAsync(db, report.CaseId, ct);
        refusal = await RefuseAsync(db, report, of, change.By, change.IsWithdrawal, ct) ?? await apply(report, of);
        if (refusal is not null)
        {
            return refusal;
        }

        await db.SaveChangesAsync(ct);
        // its officer is told (sql/queries/reports/receipts.sql)
        await db.Database.ExecuteSqlAsync($"update report set stored_in = pg_current_xact_id() where id = {id}", ct);
        await transaction.CommitAsync(ct);
        await db.Entry(report).ReloadAsync(ct);
        return report;
    }

    private static async Task<Refusal?> RefuseAsync(
        CityOpsDb db,
        Report report,
        Case? of,
        Caller caller,
        bool isWithdrawal,
        CancellationToken ct
    )
    {
        if (!await VisibleReports.To(db, caller).AnyAsync(r => r.Id == report.Id, ct))
        {
            return Problems.OutsideYourArea.Refuse($"Report {report.Id} belongs to another organisation or town.");
        }

        if (report.WithdrawnAt is not null)
        {
            return Problems.RecordWithdrawn.Refuse($"Report {report.Id} was withdrawn.");
        }

        // Its withdrawal makes room for another check of the same days.
        if (report.RoutineCode is { } routine && !isWithdrawal)
        {
            return Problems.RecordNotCorrectable.Refuse(
                $"Report {report.Id} is a check of {routine}; withdraw it and check again."
            );
        }

        if (report.FacilityId is not null && report.RoutineCode is null)
        {
            return Problems.RecordNotCorrectable.Refuse(
                $"Report {report.Id} collected a facility; collect it again as it is, the register keeps what it was."
            );
        }

        if (caller.May("records.correct_all"))
        {
            return null;
        }

        return report.OfficerId != caller.AccountId
                ? Problems.RecordOfAnother.Refuse($"Report {report.Id} was sent by another account.")
            : of is not null && await ChangeCase.IsFiledAsync(db, of, ct)
                ? Problems.RecordFiled.Refuse(
                    $"Case {of.Number} of report {report.Id} is filed; ask a dispatcher.",
                    ("caseStatus", of.Status)
                )
            : null;
    }

    private static async Task<Refusal?> CorrectAsync(
        CityOpsDb db,
        Report report,
        Case? of,
        ReportContent content,
        RecordChange change,
        DateTimeOffset? sentAt,
        FlagOptions options,
        CancellationToken ct
    )
    {
        var (town, refusal) = await CityTown.FindAsync(db, content.Position, ct);
        if (town is null)
        {
            return refusal;
        }

        if (await db.Categories.FindAsync([content.Category], ct) is not { } category)
        {
            return Problems.CategoryUnknown.Refuse($"There is no category {content.Category}.", ("field", "category"));
        }

        if (content.IsProblem(category.Kind, category.FormCode) != report.CaseId is not null)
        {
            return Problems.CategoryUnfit.Refuse(
                "A problem stays a problem, and a count of a sortie that; withdraw it and report anew.",
                ("field", "category")
            );
        }

        if (report.CaseId is not null && category.Code != report.CategoryCode)
        {
            (var fit, refusal) = await CategoryUse.ForProblemAsync(db, category, content.ObservedAt, ct);
            if (fit is null)
            {
                return refusal;
            }
        }

        // What was photographed stays photographed; photos may be added.
        var shown = await db
            .Attachments.Where(a => a.SubjectId == report.Id)
            .OrderBy(a => a.Ordinal)
            .Select(a => new
            {
                a.Sha256,
                a.Bytes,
                a.MediaType,
            })
            .ToListAsync(ct);
        var known = shown.ConvertAll(a => new PhotoDeclaration(
            Convert.ToHexStringLower(a.Sha256),
            a.Bytes,
            a.MediaType
        ));
        List<PhotoDeclaration> photos =
        [
            .. known,
            .. content.Photos.ExceptBy(known.Select(p => p.Sha256), p => p.Sha256),
        ];
        var answers = JsonColumn.Of(content.Answers);
        (var form, refusal) = await CheckReportAnswers.RunAsync(
            db,
            category,
            FormUse.Report,
            content.Form,
            content.FormVersion,
            answers.RootElement,
            photos,
            ct
        );
        if (form is null)
        {
            return refusal;
        }

        var before = await ChangeRecord.ContentAsync(db, change, ct);
        var openedWith = OpenReportCase.Opening(report, null, null, verifyBeforeFiling: false);
        Replace(db, report, content, town, answers, form, change, sentAt, options);
        await db.ReportMeasures.Where(m => m.ReportId == report.Id).ExecuteDeleteAsync(ct);
        db.ReportMeasures.AddRange(ReportMeasure.Of(report.Id, form));
        db.Attachments.AddRange(PhotoDeclaration.Attach(report.Id, photos).Skip(known.Count));
        await db.SaveChangesAsync(ct);
        await FlagReports.AfterReportAsync(db, report.Id, ct);
        if (report.PatrolId is { } patrol)
        {
            await FlagReports.OfPatrolAsync(db, patrol, ct);
        }

        var hash = await ChangeRecord.StoreAsync(db, change, before, ct);
        if (of is not null)
        {
            var shouldBe = OpenReportCase.Opening(
                report,
                category.OrganisationCode,
                await Offices.OfTownAsync(db, report.TownCode, ct),
                category.VerifyBeforeFiling
            );
            ChangeCase.Correct(db, of, openedWith, shouldBe, change, hash);
        }

        return null;
    }

    // Who reported it, when it came and what it came with stay.
    private static void Replace(
        CityOpsDb db,
        Report report,
        ReportContent content,
        CityTown town,
        JsonDocument answers,
        FormAnswers form,
        RecordChange change,
        DateTimeOffset? sentAt,
        FlagOptions options
    )
    {
        var reporter = new Reporter(report.Source, report.OfficerId, report.GatewayId, report.OrganisationCode);
        var corrected = new SentReport(report.Id, content, report.ContentSha256, sentAt, reporter, change.At).Compose(
            town,
            report.OrganisationCode,
            answers,
            form,
            options
        );
        // The time that was said before was judged with what came with it.
        var isSameTime = content.ObservedAt == (report.DeviceObservedAt ?? report.ObservedAt);
        var reasons = report.FlagReasons.RootElement.Clone();
        var isSameCategory = report.CategoryCode == corrected.CategoryCode;
        var isSamePatrol = report.PatrolId == corrected.PatrolId;
        List<FlagReason> flags =
        [
            .. FlagReason.Known(corrected).Where(f => !(isSameTime && f.Flag == Flags.TimeSkew)),
            .. report
                .Flags.Where(flag =>
                    (flag == Flags.TimeSkew && isSameTime)
                    || (flag == Flags.CategoryRetired && isSameCategory)
                    || (flag == Flags.ForeignPatrol && isSamePatrol)
                    || (flag != Flags.ForeignPatrol && !Flags.OfTheReport.Contains(flag))
                )
                .Select(flag => new FlagReason(flag, reasons.GetProperty(flag))),
        ];
        var kept = (report.ReceivedAt, report.CaseId, report.ObservedAt, report.DeviceObservedAt, report.SentAt);
        var entry = db.Entry(report);
        entry.CurrentValues.SetValues(corrected);
        entry.Property(r => r.ReceivedAt).CurrentValue = kept.ReceivedAt;
        report.CaseId = kept.CaseId;
        if (isSameTime)
        {
            entry.Property(r => r.ObservedAt).CurrentValue = kept.ObservedAt;
            entry.Property(r => r.DeviceObservedAt).CurrentValue = kept.DeviceObservedAt;
            entry.Property(r => r.SentAt).CurrentValue = kept.SentAt;
        }

        report.Flag(flags);
    }

    private static async Task<Refusal?> WithdrawAsync(
        CityOpsDb db,
        Report report,
        Case? of,
        RecordChange change,
        CancellationToken ct
    )
    {
        var before = await ChangeRecord.ContentAsync(db, change, ct);
        report.WithdrawnAt = change.At;
        await db.SaveChangesAsync(ct);
        var hash = await ChangeRecord.StoreAsync(db, change, before, ct);
        if (of is not null)
        {
            await ChangeCase.WithdrawAsync(db, of, change, hash, ct);
        }

        return null;
    }
}
