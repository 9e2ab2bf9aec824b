using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities.Import;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Facilities;

/// <summary>A facility as an office writes it: what it leaves out is cleared, but for its photos.</summary>
/// <param name="Code">Stays what it is once it is given; so does the type.</param>
/// <param name="Town">Where it belongs; by its position when left out.</param>
/// <param name="Organisation">Who looks after it; the caller's own when left out by whoever may name no other.</param>
/// <param name="GridCode">By its position when left out.</param>
/// <param name="Status">in_use (when left out), damaged, out_of_use or removed; a facility is never deleted.</param>
/// <param name="Attributes">By the latest version of the type's form.</param>
/// <param name="Photos">Declared as a report's, their bytes by tus; left out, they stay as they are.</param>
/// <param name="Shape">Of a type that is a line or an area: GeoJSON (Multi)LineString or (Multi)Polygon in the
/// position's system, WGS84 without one. The position may be left out then; it is a place on the shape.</param>
public sealed record FacilityBody(
    string? Code,
    string? Type,
    string? Name,
    SentPosition? Position,
    string? Town,
    string? Organisation,
    string? GridCode,
    string? ComponentCode,
    string? Status,
    JsonObject? Attributes,
    IReadOnlyList<PhotoBody>? Photos,
    [property: GeoJson] JsonElement? Shape = null
)
{
    /// <summary>As the one row of a list.</summary>
    internal Result<ListedFacility> Check(Guid id)
    {
        KnownPosition? position = null;
        if (Position is not null)
        {
            (position, var refusal) = Position.Check();
            if (position is null)
            {
                return refusal!;
            }
        }

        Geometry? shape = null;
        if (Shape is { ValueKind: not JsonValueKind.Null } sent)
        {
            (shape, var refusal) = FacilityShape.Read(sent, position?.CoordSystem ?? CoordSystems.Wgs84);
            if (shape is null)
            {
                return refusal!;
            }
        }

        if (
            ContentHash.Normalise(
                JsonSerializer.SerializeToElement(Attributes ?? []),
                out var storable,
                keepsNulls: true
            )
                is not JsonObject attributes
            || !storable
        )
        {
            return Problems.AnswersInvalid.Refuse("attributes holds what cannot be stored.", ("field", "attributes"));
        }

        var listed = new ListedFacility(
            1,
            InputText.Clean(Code) ?? "",
            InputText.Clean(Type) ?? "",
            InputText.Clean(Name),
            position,
            InputText.Clean(Town),
            InputText.Clean(Organisation),
            InputText.Clean(GridCode),
            InputText.Clean(ComponentCode),
            InputText.Clean(Status) ?? Facility.InUse,
            attributes
        )
        {
            Id = id,
            Shape = shape,
        };
        var fault = FacilityFaults.Of(listed)
            ?? (
                listed.Name is null ? FacilityFaults.Missing(1, "name")
                : position is null && shape is null ? FacilityFaults.Missing(1, "position")
                : null
            );
        return fault is null ? listed : fault.Refuse();
    }
}

/// <summary>What If-Match said.</summary>
/// <param name="Version">Null for <c>*</c>.</param>
public sealed record SeenVersion(int? Version);

/// <summary>
/// Enters a facility or changes one, by the rules of the import. Administrators do, and those whose organisation looks
/// after it, who can neither give it to another nor take it out of their town.
/// </summary>
public static class PutFacility
{
    public sealed record Done(Facility Facility, bool IsNew);

    public static bool MayChange(Caller caller, Facility facility) =>
        caller.MayForAll("facilities.change")
        || (
            caller.MayFor("facilities.change", facility.OrganisationCode)
            && (caller.VisibleTown is null || facility.TownCode == caller.VisibleTown)
        );

    /// <param name="seen">Null without If-Match, which only a new facility and the same again can do without.</param>
    public static async Task<Result<Done>> RunAsync(
        CityOpsDb db,
        Guid id,
        FacilityBody body,
        SeenVersion? seen,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (listed, refusal) = body.Check(id);
        if (listed is null)
        {
            return refusal!;
        }

        (var photos, refusal) = PhotoDeclaration.CheckAll(body.Photos);
        if (photos is null)
        {
            return refusal!;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Whoever changes the same facility waits here, so that the version that is compared is the one that is
        // changed.
        var known = (
            await db
                .Facilities.FromSql($"select * from facility where id = {id} for update")
                .AsNoTracking()
                .ToListAsync(ct)
        ).SingleOrDefault();
        if (await RefusalAsync(db, known, listed, caller, ct) is { } forbidden)
        {
            return forbidden;
        }

        if (listed.Organisation is null && !caller.MayForAll("facilities.change"))
        {
            listed = listed with { Organisation = caller.OrganisationCode };
        }

        await db.Database.ExecuteSqlAsync(
            $"select set_config('cityops.source', 'api', true), set_config('cityops.account', {caller.AccountId.ToString()}, true)",
            ct
        );
        if (await StageFacilities.JudgeAsync(db, [listed], replaces: true, ct) is [var bad, ..])
        {
            return bad.Refuse();
        }

        var version = await ReadFacility.VersionAsync(db, id, ct);
        var (added, changed) = await StageFacilities.TakeAsync(db, now, replaces: true, ct);
        if (await db.Facilities.SingleOrDefaultAsync(f => f.Id == id, ct) is not { } stored)
        {
            return Problems.FacilityCodeTaken.Refuse(
                $"Code {listed.Code} is that of another facility.",
                ("field", "code")
            );
        }

        if (!MayChange(caller, stored))
        {
            return Problems.OutsideYourArea.Refuse(
                $"Facility {stored.Code} would lie in {stored.TownCode}, outside your area."
            );
        }

        var hasNewPhotos = body.Photos is not null && await SetPhotosAsync(db, stored, photos, ct);
        if (known is not null && (changed > 0 || hasNewPhotos) && Stale(known, version, seen) is { } stale)
        {
            return stale;
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new Done(stored, IsNew: added > 0);
    }

    private static async Task<Refusal?> RefusalAsync(
        CityOpsDb db,
        Facility? known,
        ListedFacility listed,
        Caller caller,
        CancellationToken ct
    )
    {
        if (known is not null && !MayChange(caller, known))
        {
            return Problems.OutsideYourArea.Refuse(
                $"Facility {known.Code} is looked after by {known.OrganisationCode ?? "nobody yet"}; its organisation or an administrator changes it."
            );
        }

        if (listed.Organisation is { } organisation && !caller.MayFor("facilities.change", organisation))
        {
            return Problems.OrganisationNotYours.Refuse(
                $"The facility may be given to {organisation} by an administrator only.",
                ("field", "organisation")
            );
        }

        if (known is not null && known.Code != listed.Code)
        {
            return Problems.FieldInvalid.Refuse(
                $"The facility's code is {known.Code} and stays so.",
                ("field", "code")
            );
        }

        return known is null && await db.Facilities.AnyAsync(f => f.Code == listed.Code, ct)
            ? Problems.FacilityCodeTaken.Refuse($"Code {listed.Code} is that of another facility.", ("field", "code"))
            : null;
    }

    private static Refusal? Stale(Facility known, int version, SeenVersion? seen) =>
        seen switch
        {
            null => Problems.IfMatchMissing.Refuse(
                $"Facility {known.Code} is at version {version}; say which one you have seen.",
                ("version", version)
            ),
            { Version: { } said } when said != version => Problems.FacilityStale.Refuse(
                $"Facility {known.Code} is at version {version}.",
                ("version", version)
            ),
            _ => null,
        };

    /// <summary>False when they are those that it has.</summary>
    private static async Task<bool> SetPhotosAsync(
        CityOpsDb db,
        Facility facility,
        IReadOnlyList<PhotoDeclaration> photos,
        CancellationToken ct
    )
    {
        if (facility.Photos.SequenceEqual(photos.Select(p => p.Sha256)))
        {
            return false;
        }

        facility.Photos = [.. photos.Select(p => p.Sha256)];
        await db.Attachments.Where(a => a.SubjectId == facility.Id).ExecuteDeleteAsync(ct);
        db.Attachments.AddRange(PhotoDeclaration.Attach(facility.Id, photos));
        return true;
    }
}
