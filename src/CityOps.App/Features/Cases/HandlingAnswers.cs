using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>Checks what was filled in with a handling, and replaces what an earlier one came to.</summary>
internal static class HandlingAnswers
{
    /// <summary>Adds form, answers and measures to the log's detail. A category with a handling form wants it filled
    /// in.</summary>
    public static async Task<Refusal?> ApplyAsync(
        CityOpsDb db,
        Case handled,
        StepContent content,
        Dictionary<string, object> detail,
        CancellationToken ct
    )
    {
        var category = await db.Categories.AsNoTracking().SingleAsync(c => c.Code == handled.CategoryCode, ct);
        var form = content.Form ?? category.HandlingFormCode;
        if (form is null)
        {
            return content.Answers is null
                ? null
                : Problems.FormNotFound.Refuse(
                    $"Category {category.Code} has no handling form; leave answers out.",
                    ("field", "answers")
                );
        }

        var (given, refusal) = ContentHash.ReadAnswers(content.Answers);
        if (given is null)
        {
            return refusal!;
        }

        var answers = JsonSerializer.SerializeToElement(given);
        (var filled, refusal) = await CheckReportAnswers.RunAsync(
            db,
            category,
            FormUse.Handling,
            form,
            content.FormVersion,
            answers,
            content.Photos,
            ct
        );
        if (filled is null)
        {
            return refusal!;
        }

        detail["form"] = new { code = filled.Form, version = filled.Version };
        detail["answers"] = answers;
        detail["measures"] = filled.Measures;
        await SetAsync(db, handled.Id, filled, ct);
        return null;
    }

    private static async Task SetAsync(CityOpsDb db, Guid caseId, FormAnswers filled, CancellationToken ct)
    {
        var known = await db.Set<CaseMeasure>().Where(m => m.CaseId == caseId).ToDictionaryAsync(m => m.Measure, ct);
        db.RemoveRange(known.Values.Where(m => !filled.Measures.ContainsKey(m.Measure)));
        foreach (var (measure, quantity) in filled.Measures)
        {
            if (known.TryGetValue(measure, out var earlier))
            {
                (earlier.Quantity, earlier.FacilityId) = (quantity, filled.FacilityId);
            }
            else
            {
                db.Add(
                    new CaseMeasure
                    {
                        CaseId = caseId,
                        Measure = measure,
                        Quantity = quantity,
                        FacilityId = filled.FacilityId,
                    }
                );
            }
        }
    }
}
