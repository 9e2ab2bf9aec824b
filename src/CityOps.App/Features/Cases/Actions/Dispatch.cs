using CityOps.App.Http;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>派遣: hands the case to who is to put it right; the clock starts.</summary>
internal sealed class Dispatch : CaseAction
{
    public override string Code => "dispatch";
    public override Words Button => new("派遣", "Dispatch");
    public override Words Logged => new("派遣", "Dispatched");
    public override int ButtonOrder => 15;
    public override IReadOnlyList<StepInput> Takes => [StepInput.Organisation, StepInput.Condition];
    public override string Clock => "start";

    public override IReadOnlyList<CaseStep> Ships =>
        [Step(CaseStatus.PendingDispatch, CaseStatus.PendingHandle, ["dispatcher", "supervisor"])];

    /// <summary>To the organisation that has it, where none is named.</summary>
    public override Task<Refusal?> PrepareAsync(StepInHand step, CancellationToken ct) =>
        HandOver.PrepareAsync(step, step.Content.Organisation ?? step.Case.OrganisationCode, townsOnly: false, ct);

    public override void Follow(Case changed, CaseEvent entry)
    {
        HandOver.Follow(changed, entry);
        (changed.DispatchedAt, changed.TransferredAt) = (entry.CountsAt, null);
    }
}
