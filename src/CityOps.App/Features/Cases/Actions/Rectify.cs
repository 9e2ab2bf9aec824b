namespace CityOps.App.Features.Cases.Actions;

/// <summary>现场整改: whoever found it has put it right on the spot; filed and closed in one step.</summary>
internal sealed class Rectify : CaseAction
{
    public override string Code => "rectify";
    public override Words Button => new("现场整改", "Put right on the spot");
    public override Words Logged => new("现场整改", "Put right on the spot");
    public override string OnlyTo => CaseStatus.Closed;

    public override IReadOnlyList<CaseStep> Ships =>
        [Step(CaseStatus.PendingRegister, CaseStatus.Closed, ["officer", "dispatcher", "supervisor"], needsNote: true)];

    public override void Follow(Case changed, CaseEvent entry)
    {
        changed.RectifiedOnSite = true;
        changed.FiledAt = changed.DispatchedAt = changed.HandledAt = changed.ClosedAt = entry.CountsAt;
    }
}
