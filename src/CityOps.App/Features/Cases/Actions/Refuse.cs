namespace CityOps.App.Features.Cases.Actions;

/// <summary>申诉不成立.</summary>
internal sealed class Refuse : CaseAction
{
    public override string Code => "refuse";
    public override Words Button => new("申诉不成立", "Refuse the appeal");
    public override Words Logged => new("申诉不成立", "Appeal refused");
    public override int ButtonOrder => Ending + 15;
    public override string Clock => "refuse";
    public override bool Stays => true;

    public override IReadOnlyList<CaseStep> Ships =>
        [.. Appeal.From.Select(at => Step(at, at, ["supervisor"], notBy: ["appeal"]))];
}
