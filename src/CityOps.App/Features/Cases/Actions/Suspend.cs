using CityOps.App.Http;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>挂账: it rests until a day, a year at most; the clock stands still.</summary>
internal sealed class Suspend : CaseAction
{
    public override string Code => "suspend";
    public override Words Button => new("挂账", "Suspend");
    public override Words Logged => new("挂账", "Suspended");
    public override int ButtonOrder => Ending + 20;
    public override IReadOnlyList<StepInput> Takes => [StepInput.Until];
    public override string Clock => "suspend";
    public override string OnlyTo => CaseStatus.Suspended;

    public override IReadOnlyList<CaseStep> Ships =>
        [
            Step(CaseStatus.PendingHandle, CaseStatus.Suspended, ["dispatcher", "supervisor"]),
            Step(CaseStatus.Handling, CaseStatus.Suspended, ["dispatcher", "supervisor"]),
        ];

    public override Task<Refusal?> PrepareAsync(StepInHand step, CancellationToken ct)
    {
        step.Detail["until"] = step.Content.Until ?? step.Now.AddYears(1);
        return base.PrepareAsync(step, ct);
    }
}
