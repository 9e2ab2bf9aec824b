namespace CityOps.App.Features.Cases.Actions;

/// <summary>核查: somebody who did not handle it has seen that it is put right.</summary>
internal sealed class Verify : CaseAction
{
    public override string Code => "verify";
    public override Words Button => new("核查通过", "Pass the check");
    public override Words Logged => new("核查通过", "Checked");
    public override int ButtonOrder => 30;

    public override IReadOnlyList<CaseStep> Ships =>
        [Step(CaseStatus.PendingCheck, CaseStatus.PendingClose, ["verifier"], notBy: ["handle"], isCheck: true)];
}
