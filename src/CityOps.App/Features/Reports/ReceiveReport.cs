using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports;

/// <summary>Who reports.</summary>
/// <param name="Source">patrol or camera.</param>
/// <param name="OrganisationCode">The officer's; null for a camera, whose reports count for the category's.</param>
public sealed record Reporter(string Source, Guid? OfficerId, string? GatewayId, string? OrganisationCode)
{
    public static Reporter Of(Caller caller) => new("patrol", caller.AccountId, null, caller.OrganisationCode);

    public static Reporter OfGateway(string gatewayId) => new("camera", null, gatewayId, null);

    public bool Sent(Report report) => report.OfficerId == OfficerId && report.GatewayId == GatewayId;
}

/// <summary>
/// Stores a report and opens its case, in one transaction. The same report again changes nothing; its patrol and its
/// photos
/// may come before or after.
/// </summary>
public static class ReceiveReport
{
    public sealed record Received(Report Report, bool IsNew);

    public static async Task<Result<Received>> RunAsync(
        CityOpsDb db,
        Guid id,
        ReportBody body,
        Reporter reporter,
        FlagOptions flags,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        now = InputTime.Stored(now);
        if (body.Id is { } inBody && inBody != id)
        {
            return Problems.FieldInvalid.Refuse($"The body says id {inBody}, the address {id}.", ("field", "id"));
        }

        var (content, refusal) = body.Check();
        return content is null
            ? refusal!
            : await Repeat.OnConflictAsync(db, () =>
                StoreAsync(db, id, content, body.SentAt, reporter, flags, now, ct)
            );
    }

    private static async Task<Result<Received>> StoreAsync(
        CityOpsDb db,
        Guid id,
        ReportContent content,
        DateTimeOffset? sentAt,
        Reporter reporter,
        FlagOptions flags,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var hash = ContentHash.Of(content);
        if (await db.Reports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is { } known)
        {
            return Meet(known, hash, reporter);
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

        // What was counted on an inspection (its form) and what is collected of a facility are no problems, and open no
        // case.
        var isProblem =
            content.Facility is null && !(category.Kind == CategoryKinds.Inspection && category.FormCode is not null);
        if (isProblem && await CategoryUse.RefuseForProblemAsync(db, category, ct) is { } unfit)
        {
            return unfit;
        }

        var answers = JsonSerializer.SerializeToDocument(content.Answers);
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

        var time = DeviceTime.Judge(content.ObservedAt, sentAt, content.FixedAt, now, flags.OldestSeen);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var report = new Report
        {
            Id = id,
            Source = reporter.Source,
            PatrolId = content.PatrolId,
            CategoryCode = content.Category,
            OrganisationCode = reporter.OrganisationCode
                ?? category.OrganisationCode
                ?? await Offices.BureauAsync(db, ct),
            OfficerId = reporter.OfficerId,
            GatewayId = reporter.GatewayId,
            RawLon = content.Lon,
            RawLat = content.Lat,
            CoordSystem = content.CoordSystem,
            AccuracyMetres = content.AccuracyMetres,
            Position = content.Position.Wgs84.ToPoint(),
            TownCode = town.Code,
            ObservedAt = InputTime.Stored(time.At),
            DeviceObservedAt = time.Said,
            FixedAt = content.FixedAt,
            SentAt = sentAt is { } sent ? InputTime.Stored(sent) : null,
            IsMocked = content.IsMock is true,
            ReceivedAt = now,
            Description = content.Description,
            Answers = answers,
            FormCode = form.Form,
            FormVersion = form.Version,
            Outcome = content.Outcome,
            ContentSha256 = hash,
        };
        report.Flag(FlagReason.Of(content, time, town));
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

        db.Reports.Add(report);
        db.ReportMeasures.AddRange(ReportMeasure.Of(id, form.Measures));
        db.Attachments.AddRange(PhotoDeclaration.Attach(id, content.Photos));
        await FlagReports.AfterReportAsync(db, id, ct);
        if (isProblem)
        {
            await OpenReportCase.RunAsync(db, report, now, ct);
        }

        await db.SaveChangesAsync(ct);
        if (report.PatrolId is { } patrol)
        {
            await FlagReports.OfPatrolAsync(db, patrol, ct);
            await db.Entry(report).ReloadAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return new Received(report, IsNew: true);
    }

    private static Result<Received> Meet(Report known, byte[] hash, Reporter reporter)
    {
        if (!reporter.Sent(known))
        {
            return Problems.ReportOfAnotherOfficer.Refuse(
                $"Report {known.Id} was sent by another reporter; use a fresh UUID."
            );
        }

        return known.ContentSha256.AsSpan().SequenceEqual(hash)
            ? new Received(known, IsNew: false)
            : Problems.ReportConflict.Refuse(
                $"Report {known.Id} is stored with other content; a correction needs a fresh UUID."
            );
    }
}
