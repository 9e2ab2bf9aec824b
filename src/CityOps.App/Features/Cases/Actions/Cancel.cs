namespace CityOps.App.Features.Cases.Actions;

/// <summary>作废: it should not have been a case; figures do not count it.</summary>
internal sealed class Cancel : CaseAction
{
    public override string Code => "cancel";
    public override Words Button => new("作废", "Cancel");
    public override Words Logged => new("作废", "Cancelled");
    public override int ButtonOrder => Ending + 25;
    public override string OnlyTo => CaseStatus.Cancelled;

    public override IReadOnlyList<CaseStep> Ships =>
        [
            Step(CaseStatus.PendingVerify, CaseStatus.Cancelled, ["supervisor"]),
            Step(CaseStatus.PendingRegister, CaseStatus.Cancelled, ["supervisor"]),
            Step(CaseStatus.PendingDispatch, CaseStatus.Cancelled, ["supervisor"]),
        ];
}
