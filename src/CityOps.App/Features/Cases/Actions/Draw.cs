using CityOps.App.Http;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>
/// 抽定核查人: who checks it is drawn, when it comes to be checked and whenever somebody has it drawn anew.
/// </summary>
internal sealed class Draw : CaseAction
{
    public override string Code => "draw";
    public override Words Button => new("重新抽定核查人", "Draw another checker");
    public override Words Logged => new("抽定核查人", "Checker drawn");
    public override bool Stays => true;

    public override IReadOnlyList<CaseStep> Ships =>
        [
            Step(CaseStatus.PendingVerify, CaseStatus.PendingVerify, ["dispatcher", "supervisor"], needsNote: true),
            Step(CaseStatus.PendingCheck, CaseStatus.PendingCheck, ["dispatcher", "supervisor"], needsNote: true),
        ];

    public override async Task<Refusal?> PrepareAsync(StepInHand step, CancellationToken ct)
    {
        await DrawChecker.RunAsync(step.Db, step.Case, step.Detail, ct);
        return null;
    }

    public override void Follow(Case changed, CaseEvent entry) => changed.CheckerId = entry.DetailId("checker", "id");
}
