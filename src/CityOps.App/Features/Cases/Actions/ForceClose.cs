namespace CityOps.App.Features.Cases.Actions;

/// <summary>强制结案.</summary>
internal sealed class ForceClose : CaseAction
{
    public override string Code => "force-close";
    public override Words Button => new("强制结案", "Force close");
    public override Words Logged => new("强制结案", "Closed by force");
    public override int ButtonOrder => Ending + 30;
    public override string OnlyTo => CaseStatus.ForcedClose;

    public override IReadOnlyList<CaseStep> Ships =>
        [
            Step(CaseStatus.PendingDispatch, CaseStatus.ForcedClose, ["supervisor"]),
            Step(CaseStatus.PendingHandle, CaseStatus.ForcedClose, ["supervisor"]),
            Step(CaseStatus.Handling, CaseStatus.ForcedClose, ["supervisor"]),
            Step(CaseStatus.Suspended, CaseStatus.ForcedClose, ["supervisor"]),
            Step(CaseStatus.PendingCheck, CaseStatus.ForcedClose, ["supervisor"]),
            Step(CaseStatus.PendingClose, CaseStatus.ForcedClose, ["supervisor"]),
        ];

    public override void Follow(Case changed, CaseEvent entry) => changed.ClosedAt = entry.CountsAt;
}
