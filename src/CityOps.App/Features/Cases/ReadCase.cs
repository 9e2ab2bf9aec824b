using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases.Clocks;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Photos;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <param name="Position">WGS84.</param>
/// <param name="Photos">Those of the record behind the case, of those that joined it, and of its steps.</param>
/// <param name="MergedInto">The case that is worked in its place; null unless it is merged.</param>
/// <param name="Merged">The cases that it is worked in place of, and those that were merged into these.</param>
/// <param name="HandlingForm">The published form that whoever handles it fills in; null when its category asks
/// nothing.</param>
/// <param name="Allowed">The steps that the caller may take now.</param>
/// <param name="Version">Also the ETag.</param>
/// <param name="Urges">How often it was urged (催办), in all.</param>
/// <param name="UrgedAt">The last time; null once it moved on from where it stood then.</param>
/// <param name="Checker">Who was drawn to check it; null lets everybody check who has the right.</param>
/// <param name="Flags">What looks implausible about the report behind it.</param>
/// <param name="FlagReasons">By flag, an object that says what was seen.</param>
/// <param name="Sources">The reports behind it and behind those that were merged into it; none for a feedback or a
/// ponding event.</param>
/// <param name="Feedback">What citizens said that opened or joined it, or what was merged into it.</param>
/// <param name="Clock">Its time limit; null until it is handed to somebody.</param>
public sealed record CaseAnswer(
    Guid Id,
    string Number,
    string Source,
    Guid SourceId,
    string Category,
    string CategoryName,
    string Organisation,
    string OrganisationName,
    string Town,
    string TownName,
    string? Facility,
    string? FacilityName,
    LonLat Position,
    string? Description,
    [property: ValuesOf(typeof(CaseStatus))] string Status,
    string StatusName,
    DateTimeOffset ReportedAt,
    DateTimeOffset? FiledAt,
    DateTimeOffset? DispatchedAt,
    DateTimeOffset? HandledAt,
    DateTimeOffset? ClosedAt,
    bool RectifiedOnSite,
    DateTimeOffset? TransferredAt,
    int Urges,
    DateTimeOffset? UrgedAt,
    int Version,
    CaseReference? MergedInto,
    IReadOnlyList<CaseReference> Merged,
    ClockAnswer? Clock,
    CheckerAnswer? Checker,
    IReadOnlyList<string> Flags,
    [property: JsonObject] JsonElement FlagReasons,
    IReadOnlyList<CaseSource> Sources,
    IReadOnlyList<CaseFeedback> Feedback,
    IReadOnlyList<CaseLogEntry> Log,
    IReadOnlyList<PhotoReceipt> Photos,
    string? HandlingForm,
    IReadOnlyList<string> Allowed
);

public sealed record CaseReference(Guid Id, string Number);

/// <summary>What a citizen said; the phone number stays on the receipt.</summary>
/// <param name="Stars">1 to 5.</param>
public sealed record CaseFeedback(
    Guid Id,
    string KindName,
    string KindNameEn,
    int Stars,
    string? Words,
    DateTimeOffset ReceivedAt
);

/// <param name="Actor">The account's name; null when a citizen or the system acted.</param>
/// <param name="Hash">Chains the entry to the one before, in hexadecimal.</param>
public sealed record CaseLogEntry(
    int Seq,
    string Action,
    string? FromStatus,
    string ToStatus,
    string? Actor,
    DateTimeOffset At,
    DateTimeOffset? DeviceAt,
    string? Note,
    [property: JsonObject] JsonElement Detail,
    string Hash
);

/// <summary>Reads a case with its log, its photos and what the caller may do next.</summary>
public static class ReadCase
{
    /// <summary>The case, tracked, if the caller may see it.</summary>
    public static async Task<Result<Case>> FindAsync(CityOpsDb db, Guid id, Caller caller, CancellationToken ct)
    {
        if (await VisibleCases.To(db, caller).Where(c => c.Id == id).Prepared().SingleOrDefaultAsync(ct) is { } found)
        {
            return found;
        }

        return await db.Cases.AnyAsync(c => c.Id == id, ct)
            ? Problems.OutsideYourArea.Refuse($"Case {id} belongs to another organisation or town.")
            : Problems.CaseNotFound.Refuse($"There is no case {id}.");
    }

    /// <summary>The same, and the steps that start from where it stands or bear a name, in one look at the
    /// database.</summary>
    public static async Task<(Case? Case, IReadOnlyList<CaseStep> Steps, Refusal? Refusal)> FindWithStepsAsync(
        CityOpsDb db,
        Guid id,
        string action,
        Caller caller,
        CancellationToken ct
    )
    {
        var found = await VisibleCases
            .To(db, caller)
            .Where(c => c.Id == id)
            .Select(c => new
            {
                Case = c,
                Steps = db.Set<CaseStep>().Where(s => s.Action == action || s.FromStatus == c.Status).ToList(),
            })
            .Prepared()
            .SingleOrDefaultAsync(ct);
        return found is not null
            ? (found.Case, found.Steps, null)
            : (null, [], (await FindAsync(db, id, caller, ct)).Refusal);
    }

    public static async Task<CaseAnswer> AnswerAsync(
        CityOpsDb db,
        UploadFiles uploads,
        Case found,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var names = await (
            from category in db.Categories
            from organisation in db.Set<Organisation>()
            from town in db.Set<Town>()
            where
                category.Code == found.CategoryCode
                && organisation.Code == found.OrganisationCode
                && town.Code == found.TownCode
            select new
            {
                Category = category.Name,
                Organisation = organisation.Name,
                Town = town.Name,
                HandlingForm = db.Set<FormVersion>()
                    .Any(v => v.FormCode == category.HandlingFormCode && v.PublishedAt != null)
                    ? category.HandlingFormCode
                    : null,
            }
        )
            .Prepared()
            .SingleAsync(ct);
        var facility = await db
            .Facilities.Where(f => f.Id == found.FacilityId)
            .Select(f => new { f.Code, f.Name })
            .Prepared()
            .SingleOrDefaultAsync(ct);
        var log = await (
            from entry in db.CaseEvents
            where entry.CaseId == found.Id
            orderby entry.Seq
            select new
            {
                Entry = entry,
                Actor = db.Set<Account>().Where(a => a.Id == entry.ActorId).Select(a => a.Name).SingleOrDefault(),
                Hash = EF.Property<byte[]>(entry, "Hash"),
            }
        )
            .AsNoTracking()
            .Prepared()
            .ToListAsync(ct);
        var behind = await MergeCases.BehindAsync(db, found.Id, ct);
        var voices = behind.Select(c => (Guid?)c.Id).Append(found.Id).ToList();
        var joined = await (
            from f in db.Set<FeedbackView>()
            join kind in db.Set<FeedbackKindView>()
                on new { f.FacilityType, f.Kind } equals new { kind.FacilityType, Kind = kind.Code }
            where voices.Contains(f.CaseId)
            orderby f.ReceivedAt, f.Id
            select new CaseFeedback(f.Id, kind.Name, kind.NameEn, f.Stars, f.Words, f.ReceivedAt)
        )
            .Prepared()
            .ToListAsync(ct);
        var mergedInto = await db
            .Cases.Where(c => c.Id == found.MergedInto)
            .Select(c => new CaseReference(c.Id, c.Number))
            .Prepared()
            .SingleOrDefaultAsync(ct);
        IReadOnlyList<Guid> records = [.. behind.Select(c => c.SourceId), found.SourceId];
        var photos = await ReadPhotos.OfAsync(
            db,
            uploads,
            [.. log.Select(e => e.Entry.Id), .. joined.Select(f => f.Id), .. records],
            ct
        );
        var sources = await ReadSources.RunAsync(db, uploads, records, ct);
        var report = sources.SingleOrDefault(source => source.Report == found.SourceId);
        return new(
            found.Id,
            found.Number,
            found.Source,
            found.SourceId,
            found.CategoryCode,
            names.Category,
            found.OrganisationCode,
            names.Organisation,
            found.TownCode,
            names.Town,
            facility?.Code,
            facility?.Name,
            LonLat.Of(found.Position),
            found.Description,
            found.Status,
            CaseStatus.Name(found.Status),
            CityTime.Local(found.ReportedAt),
            Local(found.FiledAt),
            Local(found.DispatchedAt),
            Local(found.HandledAt),
            Local(found.ClosedAt),
            found.RectifiedOnSite,
            Local(found.TransferredAt),
            found.Urges,
            Local(found.UrgedAt),
            found.Version,
            mergedInto,
            [.. behind.Select(c => new CaseReference(c.Id, c.Number))],
            await ReadClock.RunAsync(db, found.Id, now, ct),
            found.CheckerId is { } checker
                ? await db
                    .Accounts.Where(a => a.Id == checker)
                    .Select(a => new CheckerAnswer(a.Id, a.Name))
                    .SingleAsync(ct)
                : null,
            report?.Flags ?? [],
            report?.FlagReasons ?? NoReasons,
            sources,
            [.. joined.Select(f => f with { ReceivedAt = CityTime.Local(f.ReceivedAt) })],
            [
                .. log.Select(e => new CaseLogEntry(
                    e.Entry.Seq,
                    e.Entry.Action,
                    e.Entry.FromStatus,
                    e.Entry.ToStatus,
                    e.Actor,
                    CityTime.Local(e.Entry.At),
                    Local(e.Entry.DeviceAt),
                    e.Entry.Note,
                    e.Entry.Detail.RootElement,
                    Convert.ToHexStringLower(e.Hash)
                )),
            ],
            photos,
            names.HandlingForm,
            await CaseRights.AllowedAsync(db, found, caller, now, ct)
        );
    }

    private static JsonElement NoReasons { get; } = JsonSerializer.SerializeToElement(new { });

    private static DateTimeOffset? Local(DateTimeOffset? instant) => instant is { } at ? CityTime.Local(at) : null;
}
