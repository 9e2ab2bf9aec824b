namespace CityOps.App.Features.Cases.Actions;

/// <summary>延期: one more limit.</summary>
internal sealed class Extend : CaseAction
{
    public override string Code => "extend";
    public override Words Button => new("延期", "Extend");
    public override Words Logged => new("延期", "Extended");
    public override string Clock => "extend";
    public override bool Stays => true;

    public override IReadOnlyList<CaseStep> Ships =>
        [
            Step(CaseStatus.PendingHandle, CaseStatus.PendingHandle, ["dispatcher", "supervisor"], needsNote: true),
            Step(CaseStatus.Handling, CaseStatus.Handling, ["dispatcher", "supervisor"], needsNote: true),
        ];
}
