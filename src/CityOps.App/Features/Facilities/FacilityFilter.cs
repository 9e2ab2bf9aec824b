using CityOps.App.Database;
using CityOps.App.Features.Organisations;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities;

/// <summary>What a list of facilities is narrowed to. Lists of values are separated by commas.</summary>
public sealed class FacilityFilter
{
    private const string Nobody = "-";

    [FromQuery(Name = "type")]
    public string? Type { get; init; }

    [FromQuery(Name = "town")]
    public string? Town { get; init; }

    /// <summary>A "-" stands for those that nobody looks after.</summary>
    [FromQuery(Name = "organisation")]
    public string? Organisation { get; init; }

    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    /// <summary>A grid code, or how it begins: a community's twelve digits.</summary>
    [FromQuery(Name = "grid")]
    public string? Grid { get; init; }

    /// <summary>Part of the code, the name or the national id.</summary>
    [FromQuery(Name = "text")]
    public string? Text { get; init; }

    /// <summary>west,south,east,north in degrees WGS84.</summary>
    [FromQuery(Name = "box")]
    public string? Box { get; init; }

    /// <summary>Refused where it names what there is not; null when it is sound.</summary>
    public async Task<Refusal?> CheckAsync(CityOpsDb db, CancellationToken ct) =>
        await KnownTowns.RefuseAsync(db, InputText.List(Town), ct)
        ?? await KnownOrganisations.RefuseAsync(db, InputText.List(Organisation)?.Except([Nobody]).ToArray(), ct)
        ?? KnownValues.Refuse("status", InputText.List(Status), Facility.Statuses);

    /// <param name="facilities">Is narrowed.</param>
    /// <returns>Null when it is done.</returns>
    public Refusal? Narrow(ref IQueryable<Facility> facilities)
    {
        if (ListArea.Read(Box, null, out var area) is { } refusal)
        {
            return refusal;
        }

        if (area is not null)
        {
            facilities = ListArea.Within(facilities, f => f.Position, area);
        }

        if (InputText.List(Type) is { } types)
        {
            facilities = facilities.WhereOneOf(f => f.Type, types);
        }

        if (InputText.List(Town) is { } towns)
        {
            facilities = facilities.WhereOneOf(f => f.TownCode, towns);
        }

        if (InputText.List(Organisation) is { } organisations)
        {
            facilities = facilities.Where(f => organisations.Contains(f.OrganisationCode ?? Nobody));
        }

        if (InputText.List(Status) is { } statuses)
        {
            facilities = facilities.WhereOneOf(f => f.Status, statuses);
        }

        if (InputText.Clean(Grid) is { } grid)
        {
            facilities = facilities.Where(f => f.GridCode!.StartsWith(grid));
        }

        if (InputText.Clean(Text) is { } text)
        {
            var pattern =
                $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            facilities = facilities.Where(f =>
                EF.Functions.ILike(f.Name, pattern, "\\")
                || EF.Functions.ILike(f.Code, pattern, "\\")
                || EF.Functions.ILike(f.ComponentCode!, pattern, "\\")
            );
        }

        return null;
    }
}
