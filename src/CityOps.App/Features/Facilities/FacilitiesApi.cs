using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Photos;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using QRCoder;

namespace CityOps.App.Features.Facilities;

/// <summary>The register of facilities, ordered by code, and the codes on their plates.</summary>
public static class FacilitiesApi
{
    public static void MapFacilities(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/facilities").WithTags("facilities");
        api.MapGet("", ListAsync)
            .Refuses(Problems.FilterUnknown, Problems.PolygonInvalid, Problems.BoxInvalid)
            .Allow("facilities.read")
            .Produces<Page<FacilityItem>>()
            .WithSummary(
                "Facilities that the caller may see; ?type=toilet, town, organisation, status, grid, text, box"
            );
        api.MapGet("/{code}", GetAsync)
            .Refuses(Problems.OutsideYourArea, Problems.FacilityNotFound)
            .Allow("facilities.read")
            .Produces<FacilityAnswer>()
            .WithSummary("A facility by its code or UUID, with its history and photos; the ETag is its version");
        api.MapPut("/{code:guid}", PutAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.CoordSystemUnknown,
                Problems.PositionInvalid,
                Problems.PositionOutsideCity,
                Problems.OrganisationUnknown,
                Problems.TownUnknown,
                Problems.OrganisationNotYours,
                Problems.OutsideYourArea,
                Problems.PhotoInvalid,
                Problems.FacilityTypeUnknown,
                Problems.FacilityCodeTaken,
                Problems.FacilityStale,
                Problems.IfMatchMissing,
                Problems.GridCodeInvalid,
                Problems.ComponentCodeInvalid,
                Problems.ComponentCodeTaken,
                Problems.PositionOutsideTown,
                Problems.FacilityCodeUnfit,
                Problems.FacilityShapeUnfit,
                Problems.FacilityOrganisationUnfit,
                Problems.IfMatchInvalid
            )
            .Refuses(Problems.OfAnswers)
            .Allow("facilities.change")
            .Produces<FacilityAnswer>(StatusCodes.Status201Created)
            .Produces<FacilityAnswer>()
            .WithSummary("Enter a facility or change one, whole; a change needs If-Match, the same again answers 200");
        api.MapPost("/{code}/qr-code", ReplaceCodeAsync)
            .Refuses(Problems.FacilityNotFound, Problems.FacilityTypeHasNoCodes, Problems.OutsideYourArea)
            .Allow("plates.replace")
            .Produces<FacilityItem>(StatusCodes.Status201Created)
            .WithSummary("Issue a new code for the plate of a facility, by its code or UUID; the one before it ends");
        api.MapGet("/{code}/qr.svg", GetSvgAsync)
            .Refuses(Problems.OutsideYourArea, Problems.FacilityNotFound, Problems.FacilityHasNoCode)
            .Allow("facilities.read")
            .ProducesFile("image/svg+xml")
            .WithSummary("The plate's code as a picture");
        api.MapGet("/{code}/qr.png", GetPngAsync)
            .Refuses(Problems.OutsideYourArea, Problems.FacilityNotFound, Problems.FacilityHasNoCode)
            .Allow("facilities.read")
            .ProducesFile("image/png")
            .WithSummary("The plate's code as a picture");
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] FacilityFilter filter,
        Caller caller,
        CityOpsDb db,
        HttpRequest request,
        IOptions<ToiletOptions> options,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        if (!CodeCursor.TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.With();
        }

        var facilities = VisibleFacilities.To(db, caller);
        if ((await filter.CheckAsync(db, ct) ?? filter.Narrow(ref facilities)) is { } refusal)
        {
            return refusal.Answer();
        }

        var size = Cursor.Size(limit);
        var rows = await ReadFacility
            .Items(
                db,
                facilities.Where(f => string.Compare(f.Code, after) > 0).OrderBy(f => f.Code).Take(size + 1),
                Site(request, options)
            )
            .ToListAsync(ct);
        return TypedResults.Ok(Page.Of(rows, size, f => [f.Code]));
    }

    private static async Task<IResult> GetAsync(
        string code,
        Caller caller,
        CityOpsDb db,
        UploadFiles uploads,
        HttpContext http,
        IOptions<ToiletOptions> options,
        CancellationToken ct
    )
    {
        var (found, refusal) = await VisibleFacilities.FindAsync(db, code, caller, ct);
        if (found is null)
        {
            return refusal!.Answer();
        }

        var answer = await ReadFacility.AnswerAsync(db, uploads, found, caller, Site(http.Request, options), ct);
        http.Response.Headers.ETag = answer.ETag;
        return TypedResults.Ok(answer);
    }

    private static async Task<IResult> PutAsync(
        [FromRoute(Name = "code")] Guid id,
        FacilityBody body,
        Caller caller,
        CityOpsDb db,
        UploadFiles uploads,
        HttpContext http,
        IOptions<ToiletOptions> options,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (seen, unreadable) = IfMatch(http.Request);
        if (unreadable is not null)
        {
            return unreadable.Answer();
        }

        var (done, refusal) = await PutFacility.RunAsync(db, id, body, seen, caller, time.GetUtcNow(), ct);
        if (done is null)
        {
            return refusal!.Answer();
        }

        var answer = await ReadFacility.AnswerAsync(
            db,
            uploads,
            done.Facility,
            caller,
            Site(http.Request, options),
            ct
        );
        http.Response.Headers.ETag = answer.ETag;
        return done.IsNew ? TypedResults.Created($"/api/v1/facilities/{id}", answer) : TypedResults.Ok(answer);
    }

    private static (SeenVersion? Seen, Refusal? Refusal) IfMatch(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        return header switch
        {
            "" => (null, null),
            "*" => (new SeenVersion(null), null),
            _ when EntityTagHeaderValue.TryParse(header, out var tag)
                    && int.TryParse(
                        tag.Tag.AsSpan().Trim('"'),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var version
                    ) => (new SeenVersion(version), null),
            _ => (
                null,
                Problems.IfMatchInvalid.Refuse("If-Match must be one ETag as a facility's answer gave it, e.g. \"3\".")
            ),
        };
    }

    private static async Task<IResult> ReplaceCodeAsync(
        string code,
        Caller caller,
        CityOpsDb db,
        HttpRequest request,
        IOptions<ToiletOptions> options,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var id = Guid.TryParse(code, out var uuid) ? uuid : Guid.Empty; // a code with a slash is no part of an address
        var facility = await db
            .Facilities.OrderBy(f => f.Code != code)
            .FirstOrDefaultAsync(f => f.Code == code || f.Id == id, ct);
        if (facility is null)
        {
            return Problems.FacilityNotFound.With($"There is no facility {code}.");
        }

        if (!await db.FacilityKinds.AnyAsync(t => t.Code == facility.Type && t.HasCode, ct))
        {
            return Problems.FacilityTypeHasNoCodes.With($"Facilities of type {facility.Type} have no codes.");
        }

        // toilets are seen by everybody, but their plates are of those who hold them
        if (!await VisibleFacilities.HeldBy(db, caller).AnyAsync(f => f.Id == facility.Id, ct))
        {
            return Problems.OutsideYourArea.With($"Facility {code} belongs to another organisation or town.");
        }

        await Repeat.OnConflictAsync(db, async () =>
        {
            var issued = await QrCodes.IssueAsync(db, facility.Id, facility.Code, time.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
            return issued;
        });
        var item = await ReadFacility
            .Items(db, db.Facilities.Where(f => f.Id == facility.Id), Site(request, options))
            .SingleAsync(ct);
        return TypedResults.Created($"/api/v1/facilities/{Uri.EscapeDataString(code)}", item);
    }

    private static async Task<IResult> GetSvgAsync(
        string code,
        Caller caller,
        CityOpsDb db,
        HttpRequest request,
        IOptions<ToiletOptions> options,
        CancellationToken ct
    )
    {
        var (modules, refusal) = await DrawAsync(code, caller, db, request, options, ct);
        if (modules is null)
        {
            return refusal!.Answer();
        }

        using (modules)
        {
            using var svg = new SvgQRCode(modules);
            return TypedResults.Content(svg.GetGraphic(10), "image/svg+xml");
        }
    }

    private static async Task<IResult> GetPngAsync(
        string code,
        Caller caller,
        CityOpsDb db,
        HttpRequest request,
        IOptions<ToiletOptions> options,
        CancellationToken ct
    )
    {
        var (modules, refusal) = await DrawAsync(code, caller, db, request, options, ct);
        if (modules is null)
        {
            return refusal!.Answer();
        }

        using (modules)
        {
            using var png = new PngByteQRCode(modules);
            return TypedResults.Bytes(png.GetGraphic(20), "image/png");
        }
    }

    private static async Task<Result<QRCodeData>> DrawAsync(
        string code,
        Caller caller,
        CityOpsDb db,
        HttpRequest request,
        IOptions<ToiletOptions> options,
        CancellationToken ct
    )
    {
        var (found, refusal) = await VisibleFacilities.FindAsync(db, code, caller, ct);
        if (found is null)
        {
            return refusal!;
        }

        var item = await ReadFacility
            .Items(db, db.Facilities.Where(f => f.Id == found.Id), Site(request, options))
            .SingleAsync(ct);

        // Level H still reads with three tenths of the plate scratched or soiled.
        return item.QrUrl is { } url
            ? QRCodeGenerator.GenerateQrCode(url, QRCodeGenerator.ECCLevel.H)
            : Problems.FacilityHasNoCode.Refuse($"Facility {code} has no code; issue one first.");
    }

    private static string Site(HttpRequest request, IOptions<ToiletOptions> options) =>
        options.Value.PublicUrl?.TrimEnd('/') ?? OwnAddress.Of(request.HttpContext);
}
