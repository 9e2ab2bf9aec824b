using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities.Types.Import;

/// <summary>
/// Brings a list of types in, each as <see cref="PutFacilityType"/> takes it. What is said and asked behind a code is
/// no matter of a table and stays as it is.
/// </summary>
internal static class ImportFacilityTypes
{
    public static async Task<ImportOutcome> RunAsync(
        CityOpsDb db,
        RowList<ListedFacilityType> list,
        ImportChoice choice,
        CancellationToken ct
    )
    {
        return await list.TakeAsync(db, choice, TakeAsync, ct);

        async Task<Result<RowEffect>> TakeAsync(ListedFacilityType listed)
        {
            var known = await db.FacilityKinds.AsNoTracking().SingleOrDefaultAsync(t => t.Code == listed.Code, ct);
            return await PutFacilityType.RunAsync(
                db,
                listed.Code,
                new(
                    listed.Name ?? known?.Name,
                    listed.NameEn ?? known?.NameEn,
                    listed.Icon ?? known?.Icon,
                    listed.Unit ?? known?.Unit,
                    listed.Geometry ?? known?.Geometry,
                    listed.Form ?? known?.FormCode,
                    listed.CodePattern ?? known?.CodePattern,
                    listed.OrganisationKind ?? known?.OrganisationKind,
                    listed.HasCode ?? known?.HasCode ?? true,
                    listed.HasPage ?? known?.HasPage ?? false
                ),
                ct
            );
        }
    }
}
