using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Patrols;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Routines;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Field;

/// <summary>What a phone needs to work without a signal. A part that was not asked for is null.</summary>
/// <param name="ServerTime">By which a wrong clock shows.</param>
/// <param name="For">The towns whose grids and facilities are in it.</param>
/// <param name="Me">Who is logged in.</param>
/// <param name="Forms">The latest published version of each form that a category or a facility type names.</param>
/// <param name="Limits">Filing conditions with their time limits.</param>
/// <param name="Facilities">Those in use, damaged or out of use.</param>
/// <param name="Checks">Routine checks that are due or overdue.</param>
/// <param name="People">Whom a patrol can name among its officers: the colleagues of the caller's organisation and
/// town.</param>
public sealed record FieldBundle(
    DateTimeOffset ServerTime,
    IReadOnlyList<string> For,
    BundlePart<FieldMe>? Me,
    BundlePart<IReadOnlyList<FieldCategory>>? Categories,
    BundlePart<IReadOnlyList<FormAnswer>>? Forms,
    BundlePart<IReadOnlyList<FieldLimit>>? Limits,
    BundlePart<IReadOnlyList<FieldTown>>? Towns,
    BundlePart<IReadOnlyList<FieldGrid>>? Grids,
    BundlePart<IReadOnlyList<FieldFacilityType>>? FacilityTypes,
    BundlePart<IReadOnlyList<FieldFacility>>? Facilities,
    BundlePart<IReadOnlyList<FieldTask>>? Tasks,
    BundlePart<IReadOnlyList<FieldPerson>>? People,
    BundlePart<IReadOnlyList<FieldCheck>>? Checks
);

/// <param name="Etag">Send it in have the next time.</param>
/// <param name="Content">Null when it is what the phone has.</param>
public sealed record BundlePart<T>(string Etag, T? Content)
    where T : class;

/// <param name="Largest">What the server takes at most.</param>
public sealed record FieldMe(
    Guid Account,
    string Login,
    string Name,
    string Role,
    string Organisation,
    string OrganisationName,
    string? Town,
    IReadOnlyList<string> Operations,
    FieldLargest Largest
);

/// <param name="Photos">Of a record.</param>
/// <param name="TrackPositions">In one request.</param>
public sealed record FieldLargest(long PhotoBytes, int Photos, int TrackPositions, int DescriptionLength);

/// <param name="Kind">component, event, or inspection (what a patrol looks at).</param>
/// <param name="IsClass">There are categories under it: a problem names one of those.</param>
public sealed record FieldCategory(
    string Code,
    string Name,
    string? NameEn,
    string Kind,
    string? Parent,
    string? Form,
    string? HandlingForm,
    bool VerifyBeforeFiling,
    bool IsClass
);

/// <param name="Limit">As it is written: 4工作时.</param>
public sealed record FieldLimit(Guid Id, string Category, string Condition, string Limit, string? ClosingCondition);

/// <param name="Lon">Of its centre, degrees WGS84.</param>
/// <param name="Lat">Of its centre, degrees WGS84.</param>
/// <param name="Boundary">GeoJSON, WGS84, to 10 m; null for towns that the bundle is not for.</param>
public sealed record FieldTown(
    string Code,
    string Name,
    string? NameEn,
    double Lon,
    double Lat,
    [property: JsonObject] JsonElement? Boundary
);

/// <param name="Boundary">GeoJSON, WGS84, to 1 m.</param>
public sealed record FieldGrid(string Code, string? Name, string Town, [property: JsonObject] JsonElement Boundary);

/// <param name="Form">What its attributes follow.</param>
public sealed record FieldFacilityType(string Code, string Name, string NameEn, string? Form);

/// <param name="Lon">Degrees WGS84, to 10 cm.</param>
/// <param name="Lat">Degrees WGS84, to 10 cm.</param>
/// <param name="Qr">What stands after /q/ in its plate's code.</param>
public sealed record FieldFacility(
    string Code,
    string Type,
    string Name,
    double Lon,
    double Lat,
    string Status,
    string? Organisation,
    string? Qr
);

public sealed record FieldPerson(string Login, string Name, string Organisation);

/// <summary>Reads the bundle. Each part has an ETag of its content, so that a phone which names what it has gets what
/// changed.</summary>
internal static class ReadBundle
{
    private static readonly string[] Parts =
    [
        "me",
        "categories",
        "forms",
        "limits",
        "towns",
        "grids",
        "facilityTypes",
        "facilities",
        "tasks",
        "people",
        "checks",
    ];

    private sealed record Shape(string Code, string? Name, string? TownCode, string? Boundary);

    /// <param name="have">part:etag,part:etag…</param>
    /// <param name="parts">Those that are wanted, separated by commas; all when left out.</param>
    /// <param name="towns">For whose grids and facilities; the account's town when left out, or its organisation's, or
    /// all.</param>
    public static async Task<Result<FieldBundle>> RunAsync(
        CityOpsDb db,
        string? have,
        string? parts,
        string? towns,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var wanted = InputText.List(parts) ?? Parts;
        var known = (InputText.List(have) ?? [])
            .Select(part => part.Split(':', 2))
            .ToLookup(part => part[0], part => part[^1]);
        if (
            (
                KnownValues.Refuse("parts", wanted, Parts)
                ?? KnownValues.Refuse("have", [.. known.Select(part => part.Key)], Parts)
                ?? await KnownTowns.RefuseAsync(db, InputText.List(towns), ct)
            ) is
            { } refusal
        )
        {
            return refusal;
        }

        var home = await db
            .Organisations.Where(o => o.Code == caller.OrganisationCode)
            .Select(o => new { o.Name, o.TownCode })
            .SingleAsync(ct);
        var own = caller.TownCode ?? home.TownCode;
        var around = InputText.List(towns)
            ?? (own is not null ? [own] : await db.Towns.OrderBy(t => t.Code).Select(t => t.Code).ToArrayAsync(ct));

        async Task<BundlePart<T>?> PartAsync<T>(string name, Func<Task<T>> read)
            where T : class
        {
            if (!wanted.Contains(name))
            {
                return null;
            }

            var content = await read();
            var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content, JsonSerializerOptions.Web));
            var etag = Base64Url.EncodeToString(hash.AsSpan(0, 9));
            return new(etag, known[name].Contains(etag) ? null : content);
        }

        var (tasks, notListed) = wanted.Contains("tasks")
            ? await ListTasks.RunAsync(db, null, Cursor.MaxSize, caller, now, ct)
            : new Page<FieldTask>([], null);
        return notListed is not null
            ? notListed
            : new FieldBundle(
                CityTime.Local(now),
                around,
                await PartAsync("me", () => Task.FromResult(Me(caller, home.Name))),
                await PartAsync("categories", () => CategoriesAsync(db, ct)),
                await PartAsync("forms", () => FormsAsync(db, ct)),
                await PartAsync("limits", () => LimitsAsync(db, ct)),
                await PartAsync("towns", () => TownsAsync(db, around, ct)),
                await PartAsync("grids", () => GridsAsync(db, around, ct)),
                await PartAsync("facilityTypes", () => FacilityTypesAsync(db, ct)),
                await PartAsync("facilities", () => FacilitiesAsync(db, around, caller, ct)),
                await PartAsync("tasks", () => Task.FromResult(tasks!.Items)),
                await PartAsync("people", () => PeopleAsync(db, caller, ct)),
                await PartAsync("checks", () => FieldChecks.ListAsync(db, caller, now, ct))
            );
    }

    private static FieldMe Me(Caller caller, string organisation) =>
        new(
            caller.AccountId,
            caller.Login,
            caller.Name,
            caller.Role.Code,
            caller.OrganisationCode,
            organisation,
            caller.TownCode,
            [.. caller.Role.Rights.Select(right => right.Operation).Order(StringComparer.Ordinal)],
            new(
                PhotoType.MaxBytes,
                PhotoDeclaration.MaxPhotos,
                AppendTrack.MaxPositions,
                ReportBody.MaxDescriptionLength
            )
        );

    private static async Task<IReadOnlyList<FieldCategory>> CategoriesAsync(CityOpsDb db, CancellationToken ct) =>
        await db
            .Categories.Where(c => c.RetiredAt == null)
            .OrderBy(c => c.Code)
            .Select(c => new FieldCategory(
                c.Code,
                c.Name,
                c.NameEn,
                c.Kind,
                c.ParentCode,
                c.FormCode,
                c.HandlingFormCode,
                c.VerifyBeforeFiling,
                db.Set<Category>().Any(under => under.ParentCode == c.Code)
            ))
            .ToListAsync(ct);

    private static async Task<IReadOnlyList<FormAnswer>> FormsAsync(CityOpsDb db, CancellationToken ct)
    {
        var versions = await db
            .FormVersions.AsNoTracking()
            .Where(v =>
                v.PublishedAt != null
                && !db.Set<FormVersion>()
                    .Any(later =>
                        later.FormCode == v.FormCode && later.PublishedAt != null && later.Version > v.Version
                    )
                && (
                    db.Set<Category>().Any(c => c.FormCode == v.FormCode || c.HandlingFormCode == v.FormCode)
                    || db.Set<FacilityKind>().Any(k => k.FormCode == v.FormCode)
                )
            )
            .OrderBy(v => v.FormCode)
            .ToListAsync(ct);
        return [.. versions.Select(FormAnswer.Of)];
    }

    private static async Task<IReadOnlyList<FieldLimit>> LimitsAsync(CityOpsDb db, CancellationToken ct)
    {
        var conditions = await db
            .FilingConditions.AsNoTracking()
            .OrderBy(c => c.CategoryCode)
            .ThenBy(c => c.Ordinal)
            .ToListAsync(ct);
        return
        [
            .. conditions.Select(c => new FieldLimit(
                c.Id,
                c.CategoryCode,
                c.Condition,
                new TimeLimit(c.LimitAmount, c.LimitUnit).ToString(),
                c.ClosingCondition
            )),
        ];
    }

    private static async Task<IReadOnlyList<FieldTown>> TownsAsync(CityOpsDb db, string[] around, CancellationToken ct)
    {
        var shapes = (
            await db
                .Database.SqlQuery<Shape>(
                    $"""
                    select code, name, null as town_code,
                      st_asgeojson(st_multi(st_simplifypreservetopology(boundary, 0.0001)), 5) as boundary
                    from town where code = any ({around})
                    """
                )
                .ToListAsync(ct)
        ).ToDictionary(shape => shape.Code, shape => shape.Boundary);
        var towns = await db.Towns.AsNoTracking().OrderBy(t => t.Code).ToListAsync(ct);
        return
        [
            .. towns.Select(t => new FieldTown(
                t.Code,
                t.Name,
                t.NameEn,
                t.Centre.X,
                t.Centre.Y,
                shapes.GetValueOrDefault(t.Code) is { } boundary ? Json(boundary) : null
            )),
        ];
    }

    private static async Task<IReadOnlyList<FieldGrid>> GridsAsync(CityOpsDb db, string[] around, CancellationToken ct)
    {
        var grids = await db
            .Database.SqlQuery<Shape>(
                $"""
                select code, name, town_code, st_asgeojson(st_multi(st_simplifypreservetopology(boundary, 0.00001)), 5) as boundary
                from grid where town_code = any ({around}) order by code
                """
            )
            .ToListAsync(ct);
        return [.. grids.Select(g => new FieldGrid(g.Code, g.Name, g.TownCode!, Json(g.Boundary!)))];
    }

    private static async Task<IReadOnlyList<FieldFacilityType>> FacilityTypesAsync(
        CityOpsDb db,
        CancellationToken ct
    ) =>
        await db.Set<FacilityKind>()
            .OrderBy(k => k.Code)
            .Select(k => new FieldFacilityType(k.Code, k.Name, k.NameEn, k.FormCode))
            .ToListAsync(ct);

    private static async Task<IReadOnlyList<FieldFacility>> FacilitiesAsync(
        CityOpsDb db,
        string[] around,
        Caller caller,
        CancellationToken ct
    ) =>
        await VisibleFacilities
            .To(db, caller)
            .Where(f => around.Contains(f.TownCode) && f.Status != "removed")
            .OrderBy(f => f.Code)
            .Select(f => new FieldFacility(
                f.Code,
                f.Type,
                f.Name,
                Math.Round(f.Position.X, 6),
                Math.Round(f.Position.Y, 6),
                f.Status,
                f.OrganisationCode,
                db.Set<QrCode>()
                    .Where(q => q.FacilityId == f.Id && q.ReplacedAt == null)
                    .Select(q => q.Code)
                    .FirstOrDefault()
            ))
            .ToListAsync(ct);

    private static async Task<IReadOnlyList<FieldPerson>> PeopleAsync(
        CityOpsDb db,
        Caller caller,
        CancellationToken ct
    ) =>
        await db
            .Accounts.Where(a =>
                a.DisabledAt == null
                && (
                    a.OrganisationCode == caller.OrganisationCode
                    || (caller.TownCode != null && a.TownCode == caller.TownCode)
                )
            )
            .OrderBy(a => a.Login)
            .Select(a => new FieldPerson(a.Login, a.Name, a.OrganisationCode))
            .ToListAsync(ct);

    private static JsonElement Json(string geoJson)
    {
        using var document = JsonDocument.Parse(geoJson);
        return document.RootElement.Clone();
    }
}
