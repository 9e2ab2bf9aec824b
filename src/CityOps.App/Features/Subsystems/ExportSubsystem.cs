using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Facilities.Types;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Routines;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Subsystems;

/// <summary>Writes a subsystem as it stands now into one file.</summary>
internal static class ExportSubsystem
{
    /// <summary>Null where there is none of that code.</summary>
    public static async Task<SubsystemFile?> RunAsync(CityOpsDb db, string code, CancellationToken ct)
    {
        if (await db.Subsystems.AsNoTracking().SingleOrDefaultAsync(s => s.Code == code, ct) is not { } subsystem)
        {
            return null;
        }

        var type = (await ReadFacilityTypes.FindAsync(db, subsystem.FacilityType, ct))!;
        var forms = new List<SubsystemForm>();
        foreach (var form in subsystem.Forms)
        {
            if (await ReadForm.PublishedAsync(db, form, null, ct) is { } published)
            {
                forms.Add(
                    new(
                        form,
                        published.Name,
                        published.NameEn,
                        JsonSerializer.SerializeToElement(published.Fields, FieldJson)
                    )
                );
            }
        }

        var categories = new List<SubsystemCategory>();
        foreach (var named in subsystem.Categories)
        {
            if (await CategoryAnswer.OfAsync(db, named, ct) is { } category)
            {
                categories.Add(Of(category));
            }
        }

        var routines = new List<SubsystemRoutine>();
        foreach (var named in subsystem.Routines)
        {
            if (await ReadRoutine.ContentAsync(db, named, ct) is { } content)
            {
                routines.Add(new(named, content));
            }
        }

        return new(
            subsystem.Name,
            subsystem.NameEn,
            new(
                type.Code,
                new(
                    type.Name,
                    type.NameEn,
                    type.Icon,
                    type.Unit,
                    type.Geometry,
                    type.Form,
                    type.CodePattern,
                    type.OrganisationKind,
                    type.HasCode,
                    type.HasPage,
                    type.Page,
                    [.. type.Kinds.Select(k => new FeedbackKindBody(k.Code, k.Name, k.NameEn, k.Icon, k.Category))]
                )
            ),
            forms,
            categories,
            subsystem.InMenu,
            [
                $"facilities.{type.Code}",
                .. type.HasPage ? [$"feedback.{type.Code}"] : Array.Empty<string>(),
                .. routines.Count > 0 ? CheckMetrics : [],
            ],
            routines
        );
    }

    private static readonly string[] CheckMetrics = ["checks_due", "checks_done", "checks_missed", "check_problems"];

    private static JsonSerializerOptions FieldJson => FormMapping.Json;

    private static SubsystemCategory Of(CategoryAnswer category) =>
        new(
            category.Code,
            category.Name,
            category.NameEn,
            category.Kind,
            category.Parent,
            category.Form,
            category.HandlingForm,
            [.. category.Conditions.Select(c => new ConditionBody(c.Condition, c.Limit, c.ClosingCondition))]
        );
}
