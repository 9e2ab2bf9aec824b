namespace CityOps.App.Features.Cases.Actions;

/// <summary>返工: the check has found that it is not put right; the clock runs on.</summary>
internal sealed class Rework : CaseAction
{
    public override string Code => "rework";
    public override Words Button => new("返工", "Send back for rework");
    public override Words Logged => new("返工", "Sent back for rework");
    public override int ButtonOrder => Ending + 10;

    public override IReadOnlyList<CaseStep> Ships =>
        [Step(CaseStatus.PendingCheck, CaseStatus.PendingHandle, ["verifier"], notBy: ["handle"], isCheck: true)];

    public override void Follow(Case changed, CaseEvent entry) => changed.HandledAt = null;
}
