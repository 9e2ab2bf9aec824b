using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Organisations.Import;

/// <summary>Brings a list of organisations in, each as <see cref="PutOrganisation"/> takes it; those above come
/// first, in whatever order the list has them.</summary>
internal static class ImportOrganisations
{
    public static async Task<ImportOutcome> RunAsync(
        CityOpsDb db,
        RowList<ListedOrganisation> list,
        ImportChoice choice,
        CancellationToken ct
    )
    {
        var towns = await db.Towns.Select(t => new { t.Code, t.Name }).ToListAsync(ct);
        var codes = (await db.Organisations.Select(o => new { o.Code, o.Name }).ToListAsync(ct))
            .Select(o => (o.Code, o.Name))
            .Concat(list.Rows.Where(r => r.Value.Name is not null).Select(r => (r.Value.Code, Name: r.Value.Name!)))
            .DistinctBy(o => o.Name)
            .ToDictionary(o => o.Name, o => o.Code);
        var parents = list.Rows.ToDictionary(r => r.Value.Code, r => CodeOf(r.Value.Parent));
        var ordered = list with { Rows = [.. list.Rows.OrderBy(r => Depth(r.Value.Code))] };
        return await ordered.TakeAsync(db, choice, TakeAsync, ct);

        string? CodeOf(string? named) => named is null ? null : codes.GetValueOrDefault(named, named);

        // A circle ends it too; its members are refused as they name what is not there yet.
        int Depth(string code)
        {
            var depth = 0;
            for (
                var above = parents[code];
                above is not null && parents.TryGetValue(above, out var next) && depth < parents.Count;
                above = next
            )
            {
                depth++;
            }

            return depth;
        }

        async Task<Result<RowEffect>> TakeAsync(ListedOrganisation listed)
        {
            await PutOrganisation.LockAsync(db, ct);
            var known = await db.Organisations.AsNoTracking().SingleOrDefaultAsync(o => o.Code == listed.Code, ct);
            var before = known is null
                ? null
                : new OrganisationBody(known.Name, known.NameEn, known.Kind, known.ParentCode, known.TownCode);
            var town = towns.Find(t => t.Name == listed.Town || TownNames.WithoutKind(t.Name) == listed.Town)?.Code;
            var body = new OrganisationBody(
                listed.Name ?? before?.Name,
                listed.NameEn ?? before?.NameEn,
                listed.Kind ?? before?.Kind,
                CodeOf(listed.Parent) ?? before?.Parent,
                town ?? listed.Town ?? before?.Town
            );
            if (body == before)
            {
                return RowEffect.Unchanged;
            }

            var (_, refusal) = await PutOrganisation.ChangeAsync(listed.Code, body, db, ct);
            return refusal is not null ? refusal
                : before is null ? RowEffect.New
                : RowEffect.Changed;
        }
    }
}
