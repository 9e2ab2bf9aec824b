using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Toilets;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QRCoder;

namespace CityOps.App.Features.Facilities;

/// <summary>The register of facilities, ordered by code, and the codes on their plates.</summary>
public static class FacilitiesApi
{
    public static void MapFacilities(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/facilities").WithTags("facilities");
        api.MapGet("", ListAsync).AllowLoggedIn().Produces<Page<FacilityItem>>().WithSummary("Facilities; ?type=toilet");
        api.MapGet("/{code}", GetAsync).AllowLoggedIn().Produces<FacilityItem>().WithSummary("A facility");
        api.MapPost("/{code}/qr-code", ReplaceCodeAsync).AllowRoles(Roles.Admin)
            .Produces<FacilityItem>(StatusCodes.Status201Created)
            .WithSummary("Issue a new code for the plate; the one before it ends");
        api.MapGet("/{code}/qr.svg", GetSvgAsync).AllowLoggedIn().WithSummary("The plate's code as a picture");
        api.MapGet("/{code}/qr.png", GetPngAsync).AllowLoggedIn().WithSummary("The plate's code as a picture");
    }

    /// <param name="Position">WGS84.</param>
    /// <param name="QrUrl">What the plate's code leads to; null without a code.</param>
    public sealed record FacilityItem(
        string Code, string Name, string Type, string? Town, string? Organisation, LonLat Position, string? QrUrl, string Status,
        string? GridCode, string? ComponentCode, JsonDocument Attributes);

    private static async Task<IResult> ListAsync(
        CityOpsDb db, HttpRequest request, IOptions<ToiletOptions> options, CancellationToken ct,
        string? type = null, string? town = null, string? cursor = null, int? limit = null)
    {
        if (!CodeCursor.TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        var site = Site(request, options);
        var rows = await Items(db, db.Facilities
            .Where(f => string.Compare(f.Code, after) > 0 && (type == null || f.Type == type) && (town == null || f.TownCode == town))
            .OrderBy(f => f.Code).Take(size + 1), site).ToListAsync(ct);
        return TypedResults.Ok(Page.Of(rows, size, f => [f.Code]));
    }

    private static async Task<IResult> GetAsync(
        string code, CityOpsDb db, HttpRequest request, IOptions<ToiletOptions> options, CancellationToken ct) =>
        await Items(db, db.Facilities.Where(f => f.Code == code), Site(request, options)).SingleOrDefaultAsync(ct) is { } item
            ? TypedResults.Ok(item)
            : Problems.FacilityNotFound.With($"There is no facility {code}.");

    private static async Task<IResult> ReplaceCodeAsync(
        string code, CityOpsDb db, HttpRequest request, IOptions<ToiletOptions> options, TimeProvider time, CancellationToken ct)
    {
        var facility = await db.Facilities.SingleOrDefaultAsync(f => f.Code == code, ct);
        if (facility is null)
        {
            return Problems.FacilityNotFound.With($"There is no facility {code}.");
        }

        await Repeat.OnConflictAsync(db, async () =>
        {
            var issued = await QrCodes.IssueAsync(db, facility, time.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
            return issued;
        });
        var item = await Items(db, db.Facilities.Where(f => f.Code == code), Site(request, options)).SingleAsync(ct);
        return TypedResults.Created($"/api/v1/facilities/{Uri.EscapeDataString(code)}", item);
    }

    private static async Task<IResult> GetSvgAsync(
        string code, CityOpsDb db, HttpRequest request, IOptions<ToiletOptions> options, CancellationToken ct)
    {
        var (modules, refusal) = await DrawAsync(code, db, request, options, ct);
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
        string code, CityOpsDb db, HttpRequest request, IOptions<ToiletOptions> options, CancellationToken ct)
    {
        var (modules, refusal) = await DrawAsync(code, db, request, options, ct);
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
        string code, CityOpsDb db, HttpRequest request, IOptions<ToiletOptions> options, CancellationToken ct)
    {
        var item = await Items(db, db.Facilities.Where(f => f.Code == code), Site(request, options)).SingleOrDefaultAsync(ct);
        if (item is null)
        {
            return Problems.FacilityNotFound.Refuse($"There is no facility {code}.");
        }

        // Level Q still reads with a quarter of the plate scratched or soiled.
        return item.QrUrl is { } url
            ? QRCodeGenerator.GenerateQrCode(url, QRCodeGenerator.ECCLevel.Q)
            : Problems.FacilityHasNoCode.Refuse($"Facility {code} has no code; issue one first.");
    }

    private static IQueryable<FacilityItem> Items(CityOpsDb db, IQueryable<Facility> facilities, string site) =>
        from facility in facilities
        let qr = db.QrCodes.Where(q => q.FacilityId == facility.Id && q.ReplacedAt == null).Select(q => q.Code).FirstOrDefault()
        select new FacilityItem(
            facility.Code, facility.Name, facility.Type, facility.TownCode, facility.OrganisationCode,
            new LonLat(facility.Position.X, facility.Position.Y), qr == null ? null : site + "/q/" + qr, facility.Status,
            facility.GridCode, facility.ComponentCode, facility.Attributes);

    private static string Site(HttpRequest request, IOptions<ToiletOptions> options) =>
        options.Value.PublicUrl?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}";
}
