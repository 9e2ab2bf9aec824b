using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Routines;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Subsystems;

/// <summary>
/// Brings a subsystem in whole, by the rules of the calls that change its parts: forms are published, categories and
/// the type are put. The same file again changes nothing; a category that is there keeps who is responsible.
/// </summary>
internal static class ImportSubsystem
{
    private const int MaxNameLength = 60;
    private const int MaxParts = 50;

    /// <summary>Of the address of those that come with the product.</summary>
    private const string Reserved = "ready";

    /// <summary>Within the caller's transaction.</summary>
    public static async Task<Result<Subsystem>> RunAsync(
        CityOpsDb db,
        string code,
        SubsystemFile file,
        Guid? by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (forms, categories, routines) = (file.Forms ?? [], file.Categories ?? [], file.Routines ?? []);
        if (Refusal(code, file, forms, categories, routines) is { } unfit)
        {
            return unfit;
        }

        // A category names its form, and a form of attributes goes before the type.
        foreach (var form in forms)
        {
            if (await TakeFormAsync(db, form, by, now, ct) is { } refusal)
            {
                return Within($"forms.{form.Code}", refusal);
            }
        }

        foreach (var category in categories)
        {
            if (await TakeCategoryAsync(db, category, now, ct) is { } refusal)
            {
                return Within($"categories.{category.Code}", refusal);
            }
        }

        var (type, content) = (file.Type!.Code!, file.Type.Content!);
        if ((await PutFacilityType.RunAsync(db, type, content, ct)).Refusal is { } wrong)
        {
            return Within("type", wrong);
        }

        foreach (var routine in routines)
        {
            if (await TakeRoutineAsync(db, routine, type, by, now, ct) is { } refusal)
            {
                return Within($"routines.{routine.Code}", refusal);
            }
        }

        var name = InputText.Clean(file.Name)!;
        return await StoreAsync(
            db,
            new()
            {
                Code = code,
                Name = name,
                NameEn = InputText.Clean(file.NameEn) ?? name,
                FacilityType = type,
                Forms = [.. forms.Select(f => f.Code!)],
                Categories = [.. categories.Select(c => c.Code!)],
                Routines = [.. routines.Select(r => r.Code!)],
                InMenu = file.InMenu,
            },
            ct
        );
    }

    /// <summary>A new set, or in the place of the one that has its code.</summary>
    internal static async Task<Subsystem> StoreAsync(CityOpsDb db, Subsystem wanted, CancellationToken ct)
    {
        if (await db.Subsystems.FindAsync([wanted.Code], ct) is { } known)
        {
            db.Entry(known).CurrentValues.SetValues(wanted);
        }
        else
        {
            db.Subsystems.Add(wanted);
        }

        await db.SaveChangesAsync(ct);
        return wanted;
    }

    /// <summary>Null for a code and names that a subsystem can have.</summary>
    internal static Refusal? RefuseName(string code, string? name, string? nameEn) =>
        !PutFacilityType.IsName().IsMatch(code) || code == Reserved
            ? Problems.FieldInvalid.Refuse(
                $"A subsystem's code is lower-case letters, digits and underscores, begins with a letter, and is not {Reserved}.",
                ("field", "code")
            )
            : InputText.TooLong(name, MaxNameLength, "name") ?? InputText.TooLong(nameEn, MaxNameLength, "nameEn");

    private static Refusal? Refusal(
        string code,
        SubsystemFile file,
        IReadOnlyList<SubsystemForm> forms,
        IReadOnlyList<SubsystemCategory> categories,
        IReadOnlyList<SubsystemRoutine> routines
    )
    {
        if (RefuseName(code, file.Name, file.NameEn) is { } unfit)
        {
            return unfit;
        }

        var missing =
            InputText.Clean(file.Name) is null ? "name"
            : file.Type?.Code is null ? "type.code"
            : file.Type.Content is null ? "type.content"
            : forms.Any(f => f?.Code is null) ? "forms.code"
            : categories.Any(c => c?.Code is null) ? "categories.code"
            : routines.Any(r => r?.Code is null || r.Content is null) ? "routines.content"
            : null;
        if (missing is not null)
        {
            return Problems.FieldMissing.Refuse($"{missing} is missing.", ("field", missing));
        }

        var tooMany =
            forms.Count > MaxParts ? "forms"
            : categories.Count > MaxParts ? "categories"
            : routines.Count > MaxParts ? "routines"
            : null;
        return tooMany is not null
            ? Problems.FieldInvalid.Refuse($"A subsystem has at most {MaxParts} {tooMany}.", ("field", tooMany))
            : null;
    }

    private static async Task<Refusal?> TakeFormAsync(
        CityOpsDb db,
        SubsystemForm form,
        Guid? by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await ReadForm.DraftAsync(db, form.Code!, ct) is not null)
        {
            return Problems.Conflict.Refuse(
                $"Form {form.Code} has a draft under way; publish it or throw it away first.",
                ("field", "forms")
            );
        }

        var known = await ReadForm.PublishedAsync(db, form.Code!, null, ct);
        var (saved, refusal) = await SaveDraft.RunAsync(
            db,
            form.Code!,
            new(form.Name, form.NameEn, form.Fields),
            by,
            now,
            ct
        );
        if (saved is null)
        {
            return refusal;
        }

        if (known is not null && IsTheSame(known, saved.Draft))
        {
            await SaveDraft.DiscardAsync(db, form.Code!, ct);
            return null;
        }

        return (await PublishForm.RunAsync(db, form.Code!, by, now, ct)).Refusal;
    }

    private static bool IsTheSame(FormVersion known, FormVersion draft) =>
        (known.Name, known.NameEn) == (draft.Name, draft.NameEn)
        && JsonSerializer.Serialize(known.Fields, FormMapping.Json)
            == JsonSerializer.Serialize(draft.Fields, FormMapping.Json);

    private static async Task<Refusal?> TakeCategoryAsync(
        CityOpsDb db,
        SubsystemCategory category,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var known = await db.Categories.AsNoTracking().SingleOrDefaultAsync(c => c.Code == category.Code, ct);
        // A class that another city has not is no reason to do without the category.
        var parent =
            category.Parent is { } above && await db.Categories.AnyAsync(c => c.Code == above, ct) ? above : null;
        var saved = await SaveCategory.RunAsync(
            db,
            category.Code!,
            new(
                known?.Standard,
                category.Name,
                category.NameEn,
                category.Kind,
                parent ?? known?.ParentCode,
                known?.OrganisationCode,
                category.Form,
                category.Conditions,
                known?.VerifyBeforeFiling ?? false,
                category.HandlingForm,
                known?.DrawsChecker ?? false,
                known?.RetiredAt is not null
            ),
            now,
            ct
        );
        return saved.Refusal;
    }

    // Whose checks they are, of which facilities of the type, and since when, is the city's own.
    private static async Task<Refusal?> TakeRoutineAsync(
        CityOpsDb db,
        SubsystemRoutine routine,
        string type,
        Guid? by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var known = await db
            .RoutineVersions.AsNoTracking()
            .Where(v => v.RoutineCode == routine.Code)
            .OrderByDescending(v => v.ValidFrom)
            .FirstOrDefaultAsync(ct);
        if (known is not null && known.FacilityType != type)
        {
            return Problems.Conflict.Refuse(
                $"Routine {routine.Code} is there and about {known.FacilityType ?? known.PlaceName}; give the file's another code.",
                ("field", "routines")
            );
        }

        var body = routine.Content! with
        {
            From = null,
            StartsOn = null,
            Place = null,
            Facilities = new(type, known?.Towns, known?.Organisations, known?.Facilities),
            Organisation = known?.OrganisationCode,
        };
        return (await SaveRoutine.RunAsync(db, routine.Code!, body, by, now, ct, mayBeEmpty: true)).Refusal;
    }

    private static Refusal Within(string part, Refusal refusal) =>
        refusal with
        {
            Detail = $"{part}: {refusal.Detail ?? refusal.Problem.Title}",
        };
}
