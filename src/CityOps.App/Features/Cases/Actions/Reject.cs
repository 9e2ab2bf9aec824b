namespace CityOps.App.Features.Cases.Actions;

/// <summary>不予受理.</summary>
internal sealed class Reject : CaseAction
{
    public override string Code => "reject";
    public override Words Button => new("不予受理", "Do not accept");
    public override Words Logged => new("不予受理", "Not accepted");
    public override int ButtonOrder => Ending;
    public override string OnlyTo => CaseStatus.NotAccepted;

    public override IReadOnlyList<CaseStep> Ships =>
        [
            Step(CaseStatus.PendingVerify, CaseStatus.NotAccepted, ["verifier", "dispatcher", "supervisor"]),
            Step(CaseStatus.PendingRegister, CaseStatus.NotAccepted, ["dispatcher", "supervisor"]),
        ];
}
