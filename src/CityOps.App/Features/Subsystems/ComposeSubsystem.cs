using CityOps.App.Database;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Routines;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Subsystems;

/// <summary>A subsystem of what the city has already.</summary>
/// <param name="Type">Everything that goes with this type of facility belongs to it.</param>
/// <param name="InMenu">The console has an entry for it; true when left out.</param>
public sealed record SubsystemParts(string? Name, string? Type, string? NameEn = null, bool InMenu = true);

/// <summary>
/// Makes a set of what goes with a type of facility: the routines that go on over it, the categories of what is said
/// behind its codes and of its checks and their problems, and the forms of all of these. Put again, it takes what goes
/// with the type by then.
/// </summary>
internal static class ComposeSubsystem
{
    /// <summary>Within the caller's transaction.</summary>
    public static async Task<Result<Subsystem>> RunAsync(
        CityOpsDb db,
        string code,
        SubsystemParts parts,
        CancellationToken ct
    )
    {
        if (InputText.Clean(parts.Name) is not { } name)
        {
            return Problems.FieldMissing.Refuse("name is missing.", ("field", "name"));
        }

        if (ImportSubsystem.RefuseName(code, name, parts.NameEn) is { } unfit)
        {
            return unfit;
        }

        if (InputText.Clean(parts.Type) is not { } type)
        {
            return Problems.FieldMissing.Refuse("type is missing.", ("field", "type"));
        }

        if (await db.FacilityKinds.AsNoTracking().SingleOrDefaultAsync(k => k.Code == type, ct) is not { } kind)
        {
            return Problems.FacilityTypeUnknown.Refuse($"There is no type of facility {type}.", ("field", "type"));
        }

        var routines = await RoutinesAsync(db, type, ct);
        var categories = await CategoriesAsync(db, type, routines, ct);
        var forms = categories
            .SelectMany(c => new[] { c.FormCode, c.HandlingFormCode })
            .Prepend(kind.FormCode)
            .OfType<string>()
            .Distinct()
            .ToArray();
        return await ImportSubsystem.StoreAsync(
            db,
            new()
            {
                Code = code,
                Name = name,
                NameEn = InputText.Clean(parts.NameEn) ?? name,
                FacilityType = type,
                Forms = forms,
                Categories = [.. categories.Select(c => c.Code)],
                Routines = [.. routines.Select(v => v.RoutineCode)],
                InMenu = parts.InMenu,
            },
            ct
        );
    }

    /// <summary>The latest versions of those that go on.</summary>
    private static async Task<List<RoutineVersion>> RoutinesAsync(CityOpsDb db, string type, CancellationToken ct)
    {
        var goOn = await db.Routines.Where(r => r.EndedOn == null).Select(r => r.Code).ToListAsync(ct);
        var versions = await db.RoutineVersions.AsNoTracking().Where(v => goOn.Contains(v.RoutineCode)).ToListAsync(ct);
        return
        [
            .. versions
                .GroupBy(v => v.RoutineCode)
                .Select(of => of.MaxBy(v => v.ValidFrom)!)
                .Where(latest => latest.FacilityType == type)
                .OrderBy(latest => latest.RoutineCode, StringComparer.Ordinal),
        ];
    }

    /// <summary>What is above first.</summary>
    private static async Task<List<Category>> CategoriesAsync(
        CityOpsDb db,
        string type,
        IReadOnlyList<RoutineVersion> routines,
        CancellationToken ct
    )
    {
        var said = await db
            .FeedbackKinds.Where(k => k.FacilityType == type && k.Ordinal != null && k.CategoryCode != null)
            .Select(k => k.CategoryCode!)
            .ToListAsync(ct);
        string[] wanted =
        [
            .. said,
            .. routines.Select(v => v.CategoryCode),
            .. routines.SelectMany(v => v.Problems.Select(p => p.Category)),
            .. routines.Select(v => v.EscalationCategoryCode).OfType<string>(),
        ];
        var categories = await db.Categories.AsNoTracking().Where(c => wanted.Contains(c.Code)).ToListAsync(ct);
        return
        [
            .. categories
                .OrderBy(c => c.ParentCode is { } parent && categories.Exists(other => other.Code == parent))
                .ThenBy(c => c.Code, StringComparer.Ordinal),
        ];
    }
}
