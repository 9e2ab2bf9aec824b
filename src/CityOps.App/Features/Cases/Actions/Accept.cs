namespace CityOps.App.Features.Cases.Actions;

/// <summary>接收: those who have it begin to put it right.</summary>
internal sealed class Accept : CaseAction
{
    public override string Code => "accept";
    public override Words Button => new("接收", "Accept");
    public override Words Logged => new("接收", "Accepted");
    public override int ButtonOrder => 20;
    public override bool IsWork => true;

    public override IReadOnlyList<CaseStep> Ships =>
        [Step(CaseStatus.PendingHandle, CaseStatus.Handling, ["handler", "contractor"])];
}
