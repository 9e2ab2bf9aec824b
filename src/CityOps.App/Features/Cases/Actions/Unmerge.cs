using CityOps.App.Http;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>撤销并案: it was another problem after all.</summary>
internal sealed class Unmerge : CaseAction
{
    public override string Code => "unmerge";
    public override Words Button => new("撤销并案", "Undo the merge");
    public override Words Logged => new("撤销并案", "Merge undone");
    public override int ButtonOrder => Ending + 40;
    public override string Clock => "run_after_merge";
    public override string Undoes => "merge";

    public override IReadOnlyList<CaseStep> Ships =>
        [.. Merge.From.Select(at => Step(CaseStatus.Merged, at, ["dispatcher", "supervisor"]))];

    public override async Task<Refusal?> PrepareAsync(StepInHand step, CancellationToken ct)
    {
        await MergeCases.UndoAsync(step.Db, step.Case, step.Now, ct);
        return null;
    }

    public override void Follow(Case changed, CaseEvent entry) => changed.MergedInto = null;
}
