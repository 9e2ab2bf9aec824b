using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Photos;
using CityOps.App.Geo;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities;

/// <param name="Id">What a PUT addresses it by.</param>
/// <param name="Position">WGS84.</param>
/// <param name="QrUrl">What the plate's code leads to; null without a code.</param>
public sealed record FacilityItem(
    Guid Id,
    string Code,
    string Name,
    string Type,
    string? Town,
    string? Organisation,
    LonLat Position,
    string? QrUrl,
    string Status,
    string? GridCode,
    string? ComponentCode,
    [property: JsonObject] JsonDocument Attributes,
    [property: GeoJson] JsonElement? Shape
);

/// <summary>One facility whole: as the list has it, and what only those see who look after it.</summary>
/// <param name="RawPosition">As it was given; null where nobody said.</param>
/// <param name="Photos">Its own.</param>
/// <param name="FieldPhotos">Those of the reports that it was collected or corrected by, the latest ten's.</param>
/// <param name="History">Who changed what, the latest 20, the latest first; more by /history. Null for whoever sees it
/// as everybody does.</param>
/// <param name="Version">How many times it changed; the ETag.</param>
/// <param name="MayChange">Whether the caller may PUT it.</param>
public sealed record FacilityAnswer(
    Guid Id,
    string Code,
    string Name,
    string Type,
    string? Town,
    string? Organisation,
    LonLat Position,
    string? QrUrl,
    string Status,
    string? GridCode,
    string? ComponentCode,
    [property: JsonObject] JsonDocument Attributes,
    [property: GeoJson] JsonElement? Shape,
    SentPosition? RawPosition,
    DateTimeOffset CreatedAt,
    IReadOnlyList<PhotoReceipt> Photos,
    IReadOnlyList<PhotoReceipt> FieldPhotos,
    IReadOnlyList<FacilityChangeItem>? History,
    int Version,
    bool MayChange
)
{
    [JsonIgnore]
    public string ETag => $"\"{Version.ToString(CultureInfo.InvariantCulture)}\"";
}

/// <param name="By">The account's name; null for the command line and the system.</param>
/// <param name="Source">import, api, report or system.</param>
/// <param name="Before">The members that changed, as they were; null for a new facility.</param>
public sealed record FacilityChangeItem(
    int Seq,
    DateTimeOffset At,
    string? By,
    string Source,
    Guid? ReportId,
    [property: JsonObject] JsonElement? Before,
    [property: JsonObject] JsonElement After
);

/// <summary>Reads facilities: as rows of a list, and one with its history and photos.</summary>
public static class ReadFacility
{
    private const int ShownChanges = 20;
    private const int ShownReports = 10;

    /// <param name="site">What the codes on plates lead to.</param>
    public static IQueryable<FacilityItem> Items(CityOpsDb db, IQueryable<Facility> facilities, string site) =>
        from facility in facilities
        let qr = db.Set<QrCode>()
            .Where(q => q.FacilityId == facility.Id && q.ReplacedAt == null)
            .Select(q => q.Code)
            .FirstOrDefault()
        select new FacilityItem(
            facility.Id,
            facility.Code,
            facility.Name,
            facility.Type,
            facility.TownCode,
            facility.OrganisationCode,
            new LonLat(facility.Position.X, facility.Position.Y),
            qr == null ? null : site + "/q/" + qr,
            facility.Status,
            facility.GridCode,
            facility.ComponentCode,
            facility.Attributes,
            FacilityShape.Sent(facility.Shape)
        );

    public static async Task<FacilityAnswer> AnswerAsync(
        CityOpsDb db,
        UploadFiles uploads,
        Facility found,
        Caller caller,
        string site,
        CancellationToken ct
    )
    {
        var item = await Items(db, db.Facilities.Where(f => f.Id == found.Id), site).SingleAsync(ct);
        var holds = await VisibleFacilities.HeldBy(db, caller).AnyAsync(f => f.Id == found.Id, ct);
        IReadOnlyList<Guid> reports = holds
            ? await db
                .Database.SqlQuery<Guid>(
                    $"select id as \"Value\" from report where facility_id = {found.Id} order by observed_at desc limit {ShownReports}"
                )
                .ToListAsync(ct)
            : [];
        return new(
            item.Id,
            item.Code,
            item.Name,
            item.Type,
            item.Town,
            item.Organisation,
            item.Position,
            item.QrUrl,
            item.Status,
            item.GridCode,
            item.ComponentCode,
            item.Attributes,
            item.Shape,
            found.CoordSystem is { } system ? new(found.RawLon, found.RawLat, system, null) : null,
            CityTime.Local(found.CreatedAt),
            holds ? await ReadPhotos.OfAsync(db, uploads, [found.Id], ct) : [],
            await ReadPhotos.OfAsync(db, uploads, reports, ct),
            holds ? await HistoryAsync(db, found.Id, ShownChanges, ct) : null,
            await VersionAsync(db, found.Id, ct),
            PutFacility.MayChange(caller, found)
        );
    }

    /// <summary>The latest first.</summary>
    public static async Task<IReadOnlyList<FacilityChangeItem>> HistoryAsync(
        CityOpsDb db,
        Guid id,
        int most,
        CancellationToken ct
    )
    {
        var changes = await (
            from change in db.FacilityChanges.AsNoTracking()
            where change.FacilityId == id
            orderby change.Seq descending
            select new
            {
                change,
                By = db.Set<Account>().Where(a => a.Id == change.AccountId).Select(a => a.Name).FirstOrDefault(),
            }
        )
            .Take(most)
            .ToListAsync(ct);
        return
        [
            .. changes.Select(c => new FacilityChangeItem(
                c.change.Seq,
                CityTime.Local(c.change.At),
                c.By,
                c.change.Source,
                c.change.ReportId,
                c.change.Before?.RootElement,
                c.change.After.RootElement
            )),
        ];
    }

    /// <summary>The number of its last change; 0 for one that is older than the history.</summary>
    public static async Task<int> VersionAsync(CityOpsDb db, Guid id, CancellationToken ct) =>
        await db.FacilityChanges.Where(c => c.FacilityId == id).MaxAsync(c => (int?)c.Seq, ct) ?? 0;
}
