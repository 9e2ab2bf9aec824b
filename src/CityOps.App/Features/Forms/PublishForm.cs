using CityOps.App.Database;
using CityOps.App.Http;

namespace CityOps.App.Features.Forms;

/// <summary>Publishes a form's draft and makes its measures known.</summary>
public static class PublishForm
{
    public static async Task<Result<FormVersion>> RunAsync(
        CityOpsDb db,
        string code,
        Guid? by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await ReadForm.DraftAsync(db, code, ct) is not { } draft)
        {
            return Problems.FormHasNoDraft.Refuse($"Form {code} has no draft; PUT one first.");
        }

        // A draft may be older than a rule.
        IReadOnlyList<FieldError> errors = [.. CheckFields.Run(draft.Fields), .. await AddMeasuresAsync(db, draft, ct)];
        if (errors.Count > 0)
        {
            return Problems.FormInvalid.Refuse(errors[0].Reason, ("errors", errors));
        }

        if (
            (await FormFieldsInUse.RefuseAsync(db, draft, ct) ?? await RoutineAnswers.RefuseAsync(db, draft, ct)) is
            { } inUse
        )
        {
            return inUse;
        }

        draft.PublishedAt = draft.ChangedAt = now;
        draft.ChangedBy = by;
        await db.SaveChangesAsync(ct);
        return draft;
    }

    // Figures add quantities up over all forms, so a measure that is known in ㎡ must not come in m as well.
    private static async Task<List<FieldError>> AddMeasuresAsync(CityOpsDb db, FormVersion draft, CancellationToken ct)
    {
        var errors = new List<FieldError>();
        foreach (var field in draft.Fields.Where(f => f.Measure is not null).DistinctBy(f => f.Measure!.Code))
        {
            var known = await db.Measures.FindAsync([field.Measure!.Code], ct);
            if (known is null)
            {
                db.Measures.Add(field.Measure);
            }
            else if (known.Unit != field.Measure.Unit)
            {
                errors.Add(
                    new(
                        field.Code,
                        $"Measure {known.Code} is counted in {known.Unit}, not in {field.Measure.Unit}; use another code."
                    )
                );
            }
        }

        return errors;
    }
}
