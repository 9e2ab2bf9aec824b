using CityOps.App.Features.Forms;
using CityOps.App.Http;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>
/// 改类别: it is of another category than it was reported under. Until it is filed, that category's organisation is to put
/// it right; while it is worked in time, that category's limit holds, from when the clock started.
/// </summary>
internal sealed class Recategorise : CaseAction
{
    public override string Code => "recategorise";
    public override Words Button => new("改类别", "Change the category");
    public override Words Logged => new("改类别", "Category changed");
    public override IReadOnlyList<StepInput> Takes => [StepInput.Category];
    public override string Clock => "limit";
    public override bool Stays => true;

    public override IReadOnlyList<CaseStep> Ships =>
        [.. Amend.From.Select(at => Step(at, at, Amend.RolesAt(at), needsNote: true))];

    public override async Task<Refusal?> PrepareAsync(StepInHand step, CancellationToken ct)
    {
        var found = step.Case;
        if (step.Content.Category is not { } code)
        {
            return Problems.FieldMissing.Refuse("category is the category that the case is of.", ("field", "category"));
        }

        if (await step.Db.Categories.FindAsync([code], ct) is not { } category)
        {
            return Problems.CategoryUnknown.Refuse($"There is no category {code}.", ("field", "category"));
        }

        if (code == found.CategoryCode)
        {
            return Problems.FieldInvalid.Refuse($"Case {found.Number} is of category {code}.", ("field", "category"));
        }

        var (fit, refusal) = await CategoryUse.ForProblemAsync(step.Db, category, step.Now, ct);
        if (fit is not { LeftAt: null })
        {
            // the time that phones have is not the desk's
            return refusal
                ?? Problems.CategoryUnfit.Refuse(
                    $"{code} is not in use any more; name another.",
                    ("field", "category")
                );
        }

        var before = await step.Db.Categories.FindAsync([found.CategoryCode], ct);
        step.Detail["category"] = new
        {
            from = found.CategoryCode,
            fromName = before!.Name,
            to = code,
            toName = category.Name,
        };
        if (found.FiledAt is null && category.OrganisationCode is { } to && to != found.OrganisationCode)
        {
            step.Detail["organisation"] = new { from = found.OrganisationCode, to };
        }

        return null;
    }

    public override void Follow(Case changed, CaseEvent entry)
    {
        changed.CategoryCode = entry.DetailText("category", "to") ?? changed.CategoryCode;
        changed.OrganisationCode = entry.DetailText("organisation", "to") ?? changed.OrganisationCode;
    }
}
