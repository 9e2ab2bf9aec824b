using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports;

/// <summary>A report's receipt: what has arrived and what became of it.</summary>
/// <param name="Position">WGS84.</param>
/// <param name="RawPosition">As it was sent.</param>
/// <param name="ObservedAt">The time that the report counts by.</param>
/// <param name="DeviceObservedAt">What the device said instead, where that cannot be right.</param>
/// <param name="PatrolArrived">Whether the patrol that it names is here; null when it names none.</param>
/// <param name="FlagReasons">By flag, an object that says what was seen.</param>
/// <param name="Facility">The code of the facility that was collected or corrected by it.</param>
/// <param name="WithdrawnAt">It counts for nothing since then.</param>
/// <param name="Changes">Its corrections and its withdrawal, the first one first; told by GET and with each
/// change.</param>
/// <param name="Case">Null for a facility's, and for a report whose case was not opened here.</param>
public sealed record ReportReceipt(
    Guid Id,
    string Source,
    string Category,
    string Organisation,
    string Town,
    LonLat Position,
    SentPosition RawPosition,
    DateTimeOffset ObservedAt,
    DateTimeOffset? DeviceObservedAt,
    DateTimeOffset? SentAt,
    DateTimeOffset ReceivedAt,
    Guid? PatrolId,
    bool? PatrolArrived,
    string? Description,
    [property: JsonObject] JsonElement Answers,
    string? Form,
    int? FormVersion,
    string? Outcome,
    IReadOnlyList<string> Flags,
    [property: JsonObject] JsonElement FlagReasons,
    IReadOnlyList<PhotoReceipt> Photos,
    CaseReceipt? Case,
    string? Facility,
    DateTimeOffset? WithdrawnAt,
    IReadOnlyList<ChangeEntry> Changes
);

/// <summary>A report as a page shows it.</summary>
/// <param name="Source">Who sent it, and what was filled in, in the form's words.</param>
public sealed record ReportRecord(ReportReceipt Report, CaseSource Source);

/// <param name="MergedInto">The case that is worked in its place, at the end of however many merges; null unless it was
/// merged.</param>
public sealed record CaseReceipt(Guid Id, string Number, string Status, CaseReceipt? MergedInto = null);

/// <summary>Reads a report's receipt: for its reporter, and for those who see its organisation and town.</summary>
public static class ReadReport
{
    public static async Task<Result<ReportReceipt>> RunAsync(
        CityOpsDb db,
        UploadFiles uploads,
        Guid id,
        Caller caller,
        CancellationToken ct
    )
    {
        if (await VisibleReports.To(db, caller).AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is { } report)
        {
            return await WithChangesAsync(db, uploads, report, ct);
        }

        return await db.Reports.AnyAsync(r => r.Id == id, ct)
            ? Problems.OutsideYourArea.Refuse($"Report {id} belongs to another organisation or town.")
            : Problems.ReportNotFound.Refuse($"Report {id} has not arrived.");
    }

    public static async Task<Result<ReportRecord>> RecordAsync(
        CityOpsDb db,
        UploadFiles uploads,
        Guid id,
        Caller caller,
        CancellationToken ct
    )
    {
        var (report, refusal) = await RunAsync(db, uploads, id, caller, ct);
        return report is null
            ? refusal!
            : new ReportRecord(report, (await ReadSources.RunAsync(db, uploads, [id], ct))[0]);
    }

    /// <summary>The receipt with what was corrected.</summary>
    public static async Task<ReportReceipt> WithChangesAsync(
        CityOpsDb db,
        UploadFiles uploads,
        Report report,
        CancellationToken ct
    ) =>
        await ReceiptAsync(db, uploads, report, ct) with
        {
            Changes = await ChangeRecord.ListAsync(db, "report", report.Id, ct),
        };

    public static async Task<ReportReceipt> ReceiptAsync(
        CityOpsDb db,
        UploadFiles uploads,
        Report report,
        CancellationToken ct
    )
    {
        var opened = await db
            .Cases.Where(c => c.Id == report.CaseId)
            .Select(c => new CaseReceipt(c.Id, c.Number, c.Status, null))
            .Prepared()
            .SingleOrDefaultAsync(ct);
        if (opened?.Status == CaseStatus.Merged && await MergeCases.EndOfAsync(db, opened.Id, ct) is { } end)
        {
            opened = opened with { MergedInto = new(end.Id, end.Number, end.Status) };
        }

        bool? arrived = report.PatrolId is { } patrol ? await HasArrivedAsync(db, patrol, ct) : null;
        return Receipt(
            report,
            arrived,
            await ReadPhotos.OwnOfAsync(db, uploads, report.Id, owners: null, ct),
            opened,
            report.FacilityId is { } facility
                ? await db.Facilities.Where(f => f.Id == facility).Select(f => f.Code).SingleAsync(ct)
                : null
        );
    }

    internal static ReportReceipt Receipt(
        Report report,
        bool? patrolArrived,
        IReadOnlyList<PhotoReceipt> photos,
        CaseReceipt? opened,
        string? facility
    ) =>
        new(
            report.Id,
            report.Source,
            report.CategoryCode,
            report.OrganisationCode,
            report.TownCode,
            LonLat.Of(report.Position),
            new(
                report.RawLon,
                report.RawLat,
                report.CoordSystem,
                report.AccuracyMetres,
                Local(report.FixedAt),
                report.IsMocked
            ),
            CityTime.Local(report.ObservedAt),
            Local(report.DeviceObservedAt),
            Local(report.SentAt),
            CityTime.Local(report.ReceivedAt),
            report.PatrolId,
            patrolArrived,
            report.Description,
            report.Answers.RootElement,
            report.FormCode,
            report.FormVersion,
            report.Outcome,
            report.Flags,
            report.FlagReasons.RootElement,
            photos,
            opened,
            facility,
            Local(report.WithdrawnAt),
            []
        );

    private static Task<bool> HasArrivedAsync(CityOpsDb db, Guid patrol, CancellationToken ct) =>
        db
            .Database.SqlQuery<bool>($"select exists (select from patrol where id = {patrol}) as \"Value\"")
            .SingleAsync(ct);

    private static DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? CityTime.Local(at) : null;
}
