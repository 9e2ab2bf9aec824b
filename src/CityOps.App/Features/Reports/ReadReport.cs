using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Geo;
using CityOps.App.Http;
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
    JsonElement Answers,
    string? Form,
    int? FormVersion,
    string? Outcome,
    IReadOnlyList<string> Flags,
    JsonElement FlagReasons,
    IReadOnlyList<PhotoReceipt> Photos,
    CaseReceipt? Case,
    string? Facility
);

/// <param name="State">declared: nothing has come; receiving: a part has; verified: all of it, and its hash is
/// right.</param>
/// <param name="Bytes">As declared.</param>
/// <param name="ReceivedBytes">How much has come.</param>
public sealed record PhotoReceipt(string Sha256, long Bytes, string Type, string State, long ReceivedBytes)
{
    /// <summary>The photo has another size than was declared: the declaration was of another file, or wrong.</summary>
    public bool SizeDiffers => State == "verified" && ReceivedBytes != Bytes;
}

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
        var report = await db.Reports.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct);
        if (report is null)
        {
            return Problems.ReportNotFound.Refuse($"Report {id} has not arrived.");
        }

        return report.OfficerId == caller.AccountId || caller.MaySee(report.OrganisationCode, report.TownCode)
            ? await ReceiptAsync(db, uploads, report, ct)
            : Problems.OutsideYourArea.Refuse(
                $"Report {id} belongs to {report.OrganisationCode} in {report.TownCode}."
            );
    }

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

        bool? arrived = report.PatrolId is { } patrol ? await db.Patrols.AnyAsync(p => p.Id == patrol, ct) : null;
        return new(
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
            arrived,
            report.Description,
            report.Answers.RootElement,
            report.FormCode,
            report.FormVersion,
            report.Outcome,
            report.Flags,
            report.FlagReasons.RootElement,
            await PhotosAsync(db, uploads, [report.Id], ct),
            opened,
            report.FacilityId is { } facility
                ? await db.Facilities.Where(f => f.Id == facility).Select(f => f.Code).SingleAsync(ct)
                : null
        );
    }

    private static DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? CityTime.Local(at) : null;

    /// <summary>What has arrived of the photos that these records declare.</summary>
    public static async Task<IReadOnlyList<PhotoReceipt>> PhotosAsync(
        CityOpsDb db,
        UploadFiles uploads,
        IReadOnlyList<Guid> subjects,
        CancellationToken ct
    )
    {
        // A join: EF Core numbers the rows of the whole photo table for a photo that is asked for as one.
        var rows = await (
            from a in db.Attachments
            where subjects.Contains(a.SubjectId)
            join photo in db.Photos on a.Sha256 equals photo.Sha256 into photos
            from photo in photos.DefaultIfEmpty()
            orderby a.SubjectId, a.Ordinal
            select new
            {
                a.Sha256,
                a.Bytes,
                a.MediaType,
                Photo = photo,
                Uploads = db
                    .Uploads.Where(u => u.Sha256 == a.Sha256 && u.CompletedAt == null)
                    .Select(u => u.Id)
                    .ToList(),
            }
        )
            .Prepared()
            .ToListAsync(ct);
        return
        [
            .. rows.Select(row =>
            {
                var sha256 = Convert.ToHexStringLower(row.Sha256);
                if (row.Photo is { } photo)
                {
                    return new PhotoReceipt(sha256, row.Bytes, photo.MediaType, "verified", photo.Bytes);
                }

                var received = row.Uploads.Select(uploads.Offset).DefaultIfEmpty().Max();
                return new PhotoReceipt(
                    sha256,
                    row.Bytes,
                    row.MediaType,
                    received > 0 ? "receiving" : "declared",
                    received
                );
            }),
        ];
    }
}
