namespace CityOps.App.Features.Cases.Actions;

/// <summary>核实: somebody who did not report it has looked at it on site before it is filed.</summary>
internal sealed class Confirm : CaseAction
{
    public override string Code => "confirm";
    public override Words Button => new("核实", "Confirm");
    public override Words Logged => new("核实", "Confirmed");
    public override int ButtonOrder => 10;

    public override IReadOnlyList<CaseStep> Ships =>
        [
            Step(
                CaseStatus.PendingVerify,
                CaseStatus.PendingRegister,
                ["officer", "verifier"],
                notBy: ["report"],
                isCheck: true
            ),
        ];
}
