namespace CityOps.App.Features.Cases.Actions;

/// <summary>重新办理: what was ended goes on, from filing or from dispatching.</summary>
internal sealed class Reopen : CaseAction
{
    public override string Code => "reopen";
    public override Words Button => new("重新办理", "Reopen");
    public override Words Logged => new("重新办理", "Reopened");
    public override int ButtonOrder => Ending + 35;

    public override IReadOnlyList<CaseStep> Ships =>
        [
            Step(CaseStatus.Closed, CaseStatus.PendingDispatch, ["supervisor"]),
            Step(CaseStatus.ForcedClose, CaseStatus.PendingDispatch, ["supervisor"]),
            Step(CaseStatus.NotAccepted, CaseStatus.PendingRegister, ["supervisor"]),
            Step(CaseStatus.Cancelled, CaseStatus.PendingRegister, ["supervisor"]),
        ];

    public override void Follow(Case changed, CaseEvent entry)
    {
        (changed.HandledAt, changed.ClosedAt, changed.RectifiedOnSite) = (null, null, false);
        (changed.DispatchedAt, changed.TransferredAt) = (null, null);
        changed.FiledAt = entry.ToStatus == CaseStatus.PendingRegister ? null : changed.FiledAt;
    }
}
