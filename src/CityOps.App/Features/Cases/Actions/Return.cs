namespace CityOps.App.Features.Cases.Actions;

/// <summary>退回: those who have it say that it is not theirs.</summary>
internal sealed class Return : CaseAction
{
    public override string Code => "return";
    public override Words Button => new("退回", "Return");
    public override Words Logged => new("退回", "Returned");
    public override int ButtonOrder => Ending + 5;

    public override IReadOnlyList<CaseStep> Ships =>
        [Step(CaseStatus.PendingHandle, CaseStatus.PendingDispatch, ["handler", "contractor"])];
}
