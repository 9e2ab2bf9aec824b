using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Routines;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports;

/// <summary>Who reports.</summary>
/// <param name="Source">One of <see cref="ReportSource"/>.</param>
/// <param name="OrganisationCode">The officer's; null for a camera, whose reports count for the category's.</param>
public sealed record Reporter(string Source, Guid? OfficerId, string? GatewayId, string? OrganisationCode)
{
    /// <summary>
    /// Who goes on patrol reports what they see, and so does who checks; whoever does not, enters what was called in.
    /// </summary>
    public static Reporter Of(Caller caller, bool isCheck = false) =>
        new(
            isCheck || caller.May("patrols.record") ? ReportSource.Patrol : ReportSource.Hotline,
            caller.AccountId,
            null,
            caller.OrganisationCode
        );

    /// <summary>By the role and the organisation of the time when the report was made.</summary>
    public static Result<Reporter> Of(Caller caller, ReportBody body, DateTimeOffset now)
    {
        var made = body.ObservedAt is { } said
            ? DeviceTime.Judge(said, body.SentAt, body.Position?.FixedAt, now, TimeSpan.MaxValue).At
            : now;
        var then = caller.AsOf(made);
        return then.May(body.Check is null ? "reports.record" : "checks.record")
            ? Of(then, body.Check is not null)
            : Problems.Forbidden.Refuse($"The role of {caller.Login} did not report when this was seen.");
    }

    public static Reporter OfGateway(string gatewayId) => new(ReportSource.Camera, null, gatewayId, null);

    public bool Sent(Report report) => report.OfficerId == OfficerId && report.GatewayId == GatewayId;
}

/// <summary>
/// Stores a report and opens its case, in one transaction. The same report again changes nothing; its patrol and its
/// photos may come before or after. Most reports are stored in groups (<see cref="ReportCommitter"/>); here is each by
/// itself: what a group does not take, and every refusal.
/// </summary>
public static class ReceiveReport
{
    /// <param name="Receipt">Where it is known already; otherwise it is to be read.</param>
    public sealed record Received(Report Report, bool IsNew, ReportReceipt? Receipt = null);

    /// <summary>In a group with others that come at the same time, or else by itself.</summary>
    public static async Task<Result<Received>> RunAsync(
        CityOpsDb db,
        ReportCommitter committer,
        SentReport sent,
        FlagOptions flags,
        CancellationToken ct
    ) => await committer.TryStoreAsync(sent, ct) is { } received ? received : await AloneAsync(db, sent, flags, ct);

    /// <summary>By itself.</summary>
    internal static Task<Result<Received>> AloneAsync(
        CityOpsDb db,
        SentReport sent,
        FlagOptions flags,
        CancellationToken ct
    ) => Repeat.OnConflictAsync(db, () => StoreAsync(db, sent, flags, ct));

    private static async Task<Result<Received>> StoreAsync(
        CityOpsDb db,
        SentReport sent,
        FlagOptions flags,
        CancellationToken ct
    )
    {
        var (id, content, reporter, now) = (sent.Id, sent.Content, sent.Reporter, sent.ReceivedAt);
        if (await db.Reports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is { } known)
        {
            return AnswerRepeat(known, sent);
        }

        var (town, refusal) = await CityTown.FindAsync(db, content.Position, ct);
        if (town is null)
        {
            return refusal!;
        }

        if (await db.Categories.FindAsync([content.Category], ct) is not { } category)
        {
            return Problems.CategoryUnknown.Refuse($"There is no category {content.Category}.");
        }

        FoundCheck? check = null;
        if (content.Check is { } sentCheck)
        {
            (check, refusal) = await TakeCheck.FindAsync(
                db,
                sentCheck,
                content.Category,
                content.Position.Wgs84,
                sent.Time(flags).At,
                ct
            );
            if (check is null)
            {
                return refusal!;
            }
        }

        var isProblem = content.IsProblem(category.Kind, category.FormCode);
        DateTimeOffset? leftAt = null;
        if (isProblem)
        {
            (var fit, refusal) = await CategoryUse.ForProblemAsync(db, category, sent.Time(flags).At, ct);
            if (fit is null)
            {
                return refusal!;
            }

            leftAt = fit.LeftAt;
        }

        var answers = JsonColumn.Of(content.Answers);
        (var form, refusal) = await CheckReportAnswers.RunAsync(
            db,
            category,
            FormUse.Report,
            content.Form,
            content.FormVersion,
            answers.RootElement,
            content.Photos,
            ct
        );
        if (form is null)
        {
            return refusal!;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var report = sent.Compose(
            town,
            reporter.OrganisationCode ?? category.OrganisationCode ?? await Offices.BureauAsync(db, ct),
            answers,
            form,
            flags,
            leftAt
        );
        if (content.Facility is { } found)
        {
            (var facility, refusal) = await CollectFacility.RunAsync(
                db,
                found,
                new(id, reporter.OfficerId, reporter.OrganisationCode, content.Position, town.Code, report.ObservedAt),
                await Offices.BureauAsync(db, ct),
                now,
                ct
            );
            if (facility is null)
            {
                return refusal!;
            }

            report.FacilityId = facility.Id;
        }

        if (check is not null)
        {
            CheckOf(report, check);
        }

        db.Reports.Add(report);
        db.ReportMeasures.AddRange(ReportMeasure.Of(id, form));
        db.Attachments.AddRange(PhotoDeclaration.Attach(id, content.Photos));
        await FlagReports.AfterReportAsync(db, id, ct);
        if (isProblem)
        {
            await OpenReportCase.RunAsync(db, report, now, ct);
        }

        await db.SaveChangesAsync(ct);
        if (check is not null)
        {
            await StoreCheckAsync(db, report, check, form, now, ct);
        }

        if (report.PatrolId is { } patrol)
        {
            await FlagReports.OfPatrolAsync(db, patrol, ct);
            await db.Entry(report).ReloadAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return new Received(report, IsNew: true);
    }

    private static void CheckOf(Report report, FoundCheck check)
    {
        (report.RoutineCode, report.FacilityId) = (check.Routine, check.FacilityId);
        if (check.Metres - (report.AccuracyMetres ?? 0) > check.MostMetres)
        {
            report.Flag([.. FlagReason.Known(report), FlagReason.Far(check.Metres, check.MostMetres)]);
        }
    }

    /// <summary>
    /// Stores the check and opens the case of its problem, unless another check of the same days did.
    /// </summary>
    private static async Task StoreCheckAsync(
        CityOpsDb db,
        Report report,
        FoundCheck check,
        FormAnswers form,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var problem = check.ProblemCategory(report.Answers.RootElement, form.Leftovers);
        var isNews = await TakeCheck.StoreAsync(db, report.Id, check, problem, report.ObservedAt, ct);
        if (problem is null || !isNews)
        {
            return;
        }

        await OpenReportCase.OfCheckAsync(db, report, problem, now, ct);
        await db.SaveChangesAsync(ct);
    }

    private static Result<Received> AnswerRepeat(Report known, SentReport sent)
    {
        if (!sent.Reporter.Sent(known))
        {
            return Problems.ReportOfAnotherOfficer.Refuse(
                $"Report {known.Id} was sent by another reporter; use a fresh UUID."
            );
        }

        return
            known.ContentSha256.AsSpan().SequenceEqual(sent.ContentSha256)
            || known.ContentSha256.AsSpan().SequenceEqual(sent.WithNullsSha256)
            ? new Received(known, IsNew: false)
            : Problems.ReportConflict.Refuse(
                $"Report {known.Id} is stored with other content; correct it by POST /api/v1/reports/{known.Id}/corrections."
            );
    }
}
