using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Database;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Submissions;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities;

/// <summary>A facility as it was found in the field; a member that is left out stays as it is.</summary>
/// <param name="Code">Of one that is on the register; left out, or unknown, it is a new one.</param>
/// <param name="Type">Needed for a new one.</param>
/// <param name="Status">in_use, damaged, out_of_use or removed.</param>
/// <param name="Attributes">By the type's form.</param>
/// <param name="IsHere">True when its position on the register is to be that of the report; always so for a new
/// one.</param>
public sealed record FoundFacility(
    string? Code,
    string? Type,
    string? Name,
    string? Status,
    JsonObject? Attributes,
    bool? IsHere
)
{
    /// <summary>The checked body.</summary>
    public Result<FoundFacility> Check()
    {
        var (code, name) = (InputText.Clean(Code), InputText.Clean(Name));
        if (
            (InputText.TooLong(code, 64, "facility.code") ?? InputText.TooLong(name, 200, "facility.name")) is
            { } tooLong
        )
        {
            return tooLong;
        }

        if (Status is not null && !Facility.Statuses.Contains(Status))
        {
            return Problems.FieldInvalid.Refuse(
                "facility.status is not known.",
                ("field", "facility.status"),
                ("allowed", Facility.Statuses)
            );
        }

        var attributes =
            Attributes is null ? null
            : ContentHash.Normalise(JsonSerializer.SerializeToElement(Attributes), out var storable, keepsNulls: true)
                is JsonObject sorted
            && storable
                ? sorted
            : null;
        return Attributes is not null && attributes is null
            ? Problems.AnswersInvalid.Refuse("facility.attributes holds what cannot be stored.")
            : new FoundFacility(code, InputText.Clean(Type), name, Status, attributes, IsHere);
    }
}

/// <summary>Where and by whom a facility was found.</summary>
public sealed record Finding(
    Guid ReportId,
    Guid? OfficerId,
    string? OrganisationCode,
    KnownPosition Position,
    string TownCode,
    DateTimeOffset ObservedAt
);

/// <summary>
/// Takes what an officer found into the register, in the report's transaction and with the report in the facility's
/// history. A report that arrives after one that was made later changes nothing any more.
/// </summary>
public static class CollectFacility
{
    public static async Task<Result<Facility>> RunAsync(
        CityOpsDb db,
        FoundFacility found,
        Finding finding,
        string bureau,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var facility = found.Code is null
            ? null
            : await db.Facilities.SingleOrDefaultAsync(f => f.Code == found.Code, ct);
        var type = facility?.Type ?? found.Type;
        if (
            await db.FacilityKinds.AsNoTracking().SingleOrDefaultAsync(k => k.Code == type, ct) is not { } kind
            || (found.Type is not null && found.Type != type)
        )
        {
            return Problems.FacilityTypeUnknown.Refuse(
                facility is null
                    ? $"There is no type {found.Type}."
                    : $"Facility {facility.Code} is of type {facility.Type}.",
                ("field", "facility.type")
            );
        }

        if (
            facility?.OrganisationCode is { } owner
            && finding.OrganisationCode is { } mine
            && owner != mine
            && mine != bureau
        )
        {
            return Problems.OutsideYourArea.Refuse($"Facility {facility.Code} is kept by {owner}.");
        }

        if (facility is null && await UnfitAsync(db, found, kind, finding, ct) is { } unfit)
        {
            return unfit;
        }

        var attributes = Merged(facility, found.Attributes);
        if (
            kind.FormCode is { } form
            && found.Attributes is not null
            && await ReadForm.PublishedAsync(db, form, null, ct) is { } asked
            && CheckAnswers.Run(asked.Fields, attributes).Errors is [var first, ..]
        )
        {
            return first.Problem.Refuse(first.Reason, ("field", $"facility.attributes.{first.Field}"), ("form", form));
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            select set_config('cityops.source', 'report', true), set_config('cityops.account', {finding.OfficerId?.ToString()
                ?? ""}, true),
              set_config('cityops.report', {finding.ReportId.ToString()}, true)
            """,
            ct
        );
        if (facility is null)
        {
            facility = new Facility
            {
                Code = found.Code ?? $"{kind.Code}-{finding.ReportId.ToString("n")[..12]}",
                Type = kind.Code,
                Name = found.Name!,
                Position = finding.Position.Wgs84.ToPoint(),
                TownCode = finding.TownCode,
                OrganisationCode = finding.OrganisationCode,
                CreatedAt = now,
                Status = found.Status ?? "in_use",
                Attributes = JsonDocument.Parse(attributes.GetRawText()),
                RawLon = finding.Position.Raw.Lon,
                RawLat = finding.Position.Raw.Lat,
                CoordSystem = finding.Position.CoordSystem,
            };
            db.Facilities.Add(facility);
        }
        else if (!await WasFoundLaterAsync(db, facility.Id, finding.ObservedAt, ct))
        {
            Correct(facility, found, finding, attributes);
        }

        await db.SaveChangesAsync(ct); // before the report that names it
        return facility;
    }

    /// <summary>Why what was found is no new facility of the type.</summary>
    private static async Task<Refusal?> UnfitAsync(
        CityOpsDb db,
        FoundFacility found,
        FacilityKind type,
        Finding finding,
        CancellationToken ct
    ) =>
        found.Name is null ? Problems.FieldMissing.Refuse("A new facility needs a name.", ("field", "facility.name"))
        : type.Geometry != FacilityGeometries.Point
            ? Problems.FacilityShapeUnfit.Refuse(
                $"A facility of type {type.Code} is a {type.Geometry}, which the office enters; it is corrected in the field.",
                ("field", "facility.type")
            )
        : found.Code is { } code && type.CodePattern is { } pattern && !CodePattern.Of(pattern).IsMatch(code)
            ? Problems.FacilityCodeUnfit.Refuse(
                $"Code {code} does not match {pattern}, the pattern of type {type.Code}; leave it out where there is none yet.",
                ("field", "facility.code")
            )
        : type.OrganisationKind is { } needed
        && finding.OrganisationCode is { } mine
        && !await db.Organisations.AnyAsync(o => o.Code == mine && o.Kind == needed, ct)
            ? Problems.FacilityOrganisationUnfit.Refuse(
                $"Facilities of type {type.Code} are looked after by a {needed}, which {mine} is not.",
                ("field", "facility.type")
            )
        : null;

    private static Task<bool> WasFoundLaterAsync(
        CityOpsDb db,
        Guid facility,
        DateTimeOffset observedAt,
        CancellationToken ct
    ) =>
        db
            .Database.SqlQuery<bool>(
                $"select exists (select from report where facility_id = {facility} and observed_at > {observedAt.ToUniversalTime()}) as \"Value\""
            )
            .SingleAsync(ct);

    private static void Correct(Facility facility, FoundFacility found, Finding finding, JsonElement attributes)
    {
        facility.Name = found.Name ?? facility.Name;
        facility.Status = found.Status ?? facility.Status;
        if (found.Attributes is not null)
        {
            facility.Attributes = JsonDocument.Parse(attributes.GetRawText());
        }

        if (found.IsHere is true && facility.Shape is null) // a line or an area is where its shape is
        {
            (facility.Position, facility.TownCode) = (finding.Position.Wgs84.ToPoint(), finding.TownCode);
            (facility.RawLon, facility.RawLat, facility.CoordSystem) = (
                finding.Position.Raw.Lon,
                finding.Position.Raw.Lat,
                finding.Position.CoordSystem
            );
        }
    }

    private static JsonElement Merged(Facility? facility, JsonObject? found)
    {
        var merged = facility is null
            ? []
            : JsonSerializer.SerializeToNode(facility.Attributes.RootElement)!.AsObject();
        foreach (var (name, value) in found ?? [])
        {
            merged[name] = value?.DeepClone();
        }

        return JsonSerializer.SerializeToElement(merged);
    }
}
