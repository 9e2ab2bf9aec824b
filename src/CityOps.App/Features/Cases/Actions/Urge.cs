namespace CityOps.App.Features.Cases.Actions;

/// <summary>
/// 催办: whoever has the case is asked to get on with it; it shows until the case moves on, and the log keeps how often.
/// </summary>
internal sealed class Urge : CaseAction
{
    public override string Code => "urge";
    public override Words Button => new("催办", "Urge");
    public override Words Logged => new("催办", "Urged");
    public override bool Stays => true;
    public override bool IsRemark => true;

    public override void Follow(Case changed, CaseEvent entry)
    {
        changed.Urges++;
        changed.UrgedAt = entry.CountsAt;
    }

    public override IReadOnlyList<CaseStep> Ships =>
        [
            .. CaseStatus
                .All.Except([.. CaseStatus.Ended, CaseStatus.Suspended])
                .Select(status => Step(status, status, ["dispatcher", "supervisor"])),
        ];
}
