using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Features.Facilities.Types;

/// <summary>The types of facilities, ordered by code: everybody reads them, administrators change them.</summary>
public static class FacilityTypesApi
{
    public static void MapFacilityTypes(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/facility-types").WithTags("facility types");
        api.MapGet("", ListAsync)
            .Allow("facility_types.read")
            .Produces<Page<FacilityTypeItem>>()
            .WithSummary("The types of facilities; If-None-Match with the list's ETag answers 304");
        api.MapGet("/{code}", GetAsync)
            .Refuses(Problems.FacilityTypeNotFound)
            .Allow("facility_types.read")
            .Produces<FacilityTypeItem>()
            .WithSummary("A type of facility");
        api.MapPut("/{code}", PutAsync)
            .Refuses(
                Problems.FieldMissing,
                Problems.FieldInvalid,
                Problems.FormNotFound,
                Problems.CategoryUnknown,
                Problems.CategoryUnfit,
                Problems.FacilityTypeInUse,
                Problems.FormFieldInUse
            )
            .Allow("facility_types.change")
            .Produces<FacilityTypeItem>(StatusCodes.Status201Created)
            .Produces<FacilityTypeItem>()
            .WithSummary("Make a type or change it, whole; page and kinds that are left out stay");
        api.MapDelete("/{code}", DeleteAsync)
            .Refuses(Problems.FacilityTypeNotFound, Problems.FacilityTypeInUse)
            .Allow("facility_types.change")
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Take away a type that nothing is of");
    }

    private static async Task<IResult> ListAsync(
        HttpContext http,
        CityOpsDb db,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        if (!CodeCursor.TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        var page = Page.Of(await ReadFacilityTypes.ListAsync(db, after, size + 1, ct), size, t => [t.Code]);
        var tag = new EntityTagHeaderValue($"\"{ReadFacilityTypes.Hash(page)}\"");
        http.Response.GetTypedHeaders().ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        return http
            .Request.GetTypedHeaders()
            .IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known.Tag == "*")
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(page);
    }

    private static async Task<IResult> GetAsync(string code, CityOpsDb db, CancellationToken ct) =>
        await ReadFacilityTypes.FindAsync(db, code, ct) is { } found
            ? TypedResults.Ok(found)
            : Problems.FacilityTypeNotFound.With($"There is no type {code}.");

    private static async Task<IResult> PutAsync(string code, FacilityTypeBody body, CityOpsDb db, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (effect, refusal) = await PutFacilityType.RunAsync(db, code, body, ct);
        if (refusal is not null)
        {
            return refusal.Answer();
        }

        await transaction.CommitAsync(ct);
        var item = await ReadFacilityTypes.FindAsync(db, code, ct);
        return effect == RowEffect.New
            ? TypedResults.Created($"/api/v1/facility-types/{code}", item)
            : TypedResults.Ok(item);
    }

    private static async Task<IResult> DeleteAsync(string code, CityOpsDb db, CancellationToken ct) =>
        await DeleteFacilityType.RunAsync(db, code, ct) is { } refusal ? refusal.Answer() : TypedResults.NoContent();
}

/// <summary>A type of facility.</summary>
/// <param name="Icon">One character or two, on maps and legends.</param>
/// <param name="Unit">What they are counted in.</param>
/// <param name="Form">Of the attributes; null takes any.</param>
/// <param name="CodePattern">A regular expression that codes of new ones match as a whole; null takes any.</param>
/// <param name="OrganisationKind">Of who may be responsible; null: any.</param>
/// <param name="HasCode">Codes may be issued.</param>
/// <param name="HasPage">The code leads to a page for everybody.</param>
/// <param name="Page">What that page says.</param>
/// <param name="Kinds">What can be said there, in the order of the buttons.</param>
public sealed record FacilityTypeItem(
    string Code,
    string Name,
    string NameEn,
    string Icon,
    string Unit,
    [property: ValuesOf(typeof(FacilityGeometries))] string Geometry,
    string? Form,
    string? CodePattern,
    [property: ValuesOf(typeof(OrganisationKinds))] string? OrganisationKind,
    bool HasCode,
    bool HasPage,
    PageWords Page,
    IReadOnlyList<FeedbackKindItem> Kinds
);

/// <param name="Icon">The page's picture; null: that of its code.</param>
/// <param name="Category">Of the case that it opens; null opens none (praise).</param>
public sealed record FeedbackKindItem(string Code, string Name, string NameEn, string? Icon, string? Category);

/// <summary>A type as an administrator writes it.</summary>
/// <param name="NameEn">The Chinese name when left out.</param>
/// <param name="Icon">The name's first character when left out.</param>
/// <param name="Unit">个 when left out.</param>
/// <param name="Geometry">point (when left out), line or area.</param>
/// <param name="HasCode">True when left out.</param>
/// <param name="Page">Stays as it is when left out.</param>
/// <param name="Kinds">All of them, in the order of the buttons; they stay as they are when left out. One that is not
/// named any more is not offered any more.</param>
public sealed record FacilityTypeBody(
    string? Name,
    string? NameEn = null,
    string? Icon = null,
    string? Unit = null,
    string? Geometry = null,
    string? Form = null,
    string? CodePattern = null,
    string? OrganisationKind = null,
    bool HasCode = true,
    bool HasPage = false,
    PageWords? Page = null,
    IReadOnlyList<FeedbackKindBody>? Kinds = null
);

/// <param name="NameEn">The Chinese name when left out.</param>
public sealed record FeedbackKindBody(
    string? Code,
    string? Name,
    string? NameEn = null,
    string? Icon = null,
    string? Category = null
);
