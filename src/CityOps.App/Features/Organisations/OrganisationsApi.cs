using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Organisations.Import;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Organisations;

/// <summary>Reference lists of towns and organisations, ordered by code.</summary>
public static class OrganisationsApi
{
    public static void MapOrganisations(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("reference");
        api.MapGet("/towns", ListTownsAsync)
            .Allow("organisations.read")
            .Produces<Page<TownItem>>()
            .TaggedByContent()
            .WithSummary(
                "The towns of the city; ?shape=true with their boundaries, as coarse as a small picture of the city takes; ?changedSince="
            );
        api.MapGet("/organisations", ListOrganisationsAsync)
            .Allow("organisations.read")
            .Produces<Page<OrganisationItem>>()
            .TaggedByContent()
            .WithSummary("Centres, brigade, town offices, contractors; ?changedSince=");
        api.MapPut("/organisations/{code}", PutOrganisation.RunAsync)
            .Refuses(Problems.FieldMissing, Problems.FieldInvalid, Problems.OrganisationUnknown, Problems.TownUnknown)
            .Allow("organisations.change")
            .Produces<OrganisationItem>()
            .Produces<OrganisationItem>(201)
            .WithSummary("Make an organisation or change it");
        api.MapDelete("/organisations/{code}", DeleteOrganisation.RunAsync)
            .Refuses(Problems.OrganisationNotFound, Problems.OrganisationInUse)
            .Allow("organisations.change")
            .Produces(204)
            .WithSummary("Take away an organisation that nothing refers to");
        routes
            .MapListImport("organisations", "organisations", OrganisationList.Read, (http, list, choice, ct) =>
                ImportOrganisations.RunAsync(
                    http.RequestServices.GetRequiredService<CityOpsDb>(),
                    list,
                    choice with
                    {
                        Account = Caller.From(http)?.AccountId,
                    },
                    ct
                )
            )
            .Allow("organisations.change");
        routes
            .MapListImport("towns", "the towns' official boundaries", AreaFile.Read, (http, file, choice, ct) =>
                ImportTowns.RunAsync(http.RequestServices.GetRequiredService<CityOpsDb>(), file, choice, ct)
            )
            .Allow("towns.import");
    }

    /// <param name="Lon">Of the town's centre, degrees WGS84.</param>
    /// <param name="Lat">Of the town's centre, degrees WGS84.</param>
    /// <param name="Shape">GeoJSON MultiPolygon; null unless asked for.</param>
    public sealed record TownItem(
        string Code,
        string Name,
        string? NameEn,
        double Lon,
        double Lat,
        bool BoundaryIsApproximate,
        Shape? Shape
    );

    public sealed record OrganisationItem(
        string Code,
        string Name,
        string? NameEn,
        string Kind,
        string? Parent,
        string? Town
    )
    {
        public static OrganisationItem Of(Organisation organisation) =>
            new(
                organisation.Code,
                organisation.Name,
                organisation.NameEn,
                organisation.Kind,
                organisation.ParentCode,
                organisation.TownCode
            );
    }

    private static async Task<IResult> ListTownsAsync(
        CityOpsDb db,
        CancellationToken ct,
        DateTimeOffset? changedSince = null,
        bool shape = false,
        string? cursor = null,
        int? limit = null
    )
    {
        if (!CodeCursor.TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        var towns = db
            .Towns.ChangedSince(changedSince)
            .Where(t => string.Compare(t.Code, after) > 0)
            .OrderBy(t => t.Code)
            .Take(size + 1);
        var rows = await towns
            .Select(t => new TownItem(t.Code, t.Name, t.NameEn, t.Centre.X, t.Centre.Y, t.BoundaryIsApproximate, null))
            .ToListAsync(ct);
        if (shape)
        {
            var shapes = await towns.ToDictionaryAsync(t => t.Code, t => Shape.Coarse(t.Boundary), ct);
            rows = [.. rows.Select(row => row with { Shape = shapes.GetValueOrDefault(row.Code) })];
        }

        return TypedResults.Ok(Page.Of(rows, size, t => [t.Code]));
    }

    private static async Task<IResult> ListOrganisationsAsync(
        CityOpsDb db,
        CancellationToken ct,
        DateTimeOffset? changedSince = null,
        string? cursor = null,
        int? limit = null
    )
    {
        if (!CodeCursor.TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.With();
        }

        var size = Cursor.Size(limit);
        var rows = await db
            .Organisations.ChangedSince(changedSince)
            .Where(o => string.Compare(o.Code, after) > 0)
            .OrderBy(o => o.Code)
            .Take(size + 1)
            .Select(o => OrganisationItem.Of(o))
            .ToListAsync(ct);
        return TypedResults.Ok(Page.Of(rows, size, o => [o.Code]));
    }
}
