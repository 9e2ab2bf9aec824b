namespace CityOps.App.Features.Cases.Actions;

/// <summary>结案.</summary>
internal sealed class Close : CaseAction
{
    public override string Code => "close";
    public override Words Button => new("结案", "Close");
    public override Words Logged => new("结案", "Closed");
    public override int ButtonOrder => 35;
    public override string OnlyTo => CaseStatus.Closed;

    public override IReadOnlyList<CaseStep> Ships =>
        [Step(CaseStatus.PendingClose, CaseStatus.Closed, ["dispatcher", "supervisor"])];

    public override void Follow(Case changed, CaseEvent entry) => changed.ClosedAt = entry.CountsAt;
}
