using CityOps.App.Http;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>处置: it is put right; the handling form of its category says what that came to.</summary>
internal sealed class Handle : CaseAction
{
    public override string Code => "handle";
    public override Words Button => new("处置反馈", "Report as handled");
    public override Words Logged => new("处置反馈", "Handled");
    public override int ButtonOrder => 25;
    public override IReadOnlyList<StepInput> Takes => [StepInput.Answers];
    public override bool IsWork => true;

    public override IReadOnlyList<CaseStep> Ships =>
        [
            Step(CaseStatus.PendingHandle, CaseStatus.PendingCheck, ["handler", "contractor"]),
            Step(CaseStatus.Handling, CaseStatus.PendingCheck, ["handler", "contractor"]),
        ];

    public override Task<Refusal?> PrepareAsync(StepInHand step, CancellationToken ct) =>
        HandlingAnswers.ApplyAsync(step.Db, step.Case, step.Content, step.Detail, ct);

    public override void Follow(Case changed, CaseEvent entry) => changed.HandledAt = entry.CountsAt;
}
