namespace CityOps.App.Features.Cases.Actions;

/// <summary>申诉成立: the lateness stays on record, figures exempt it.</summary>
internal sealed class Grant : CaseAction
{
    public override string Code => "grant";
    public override Words Button => new("申诉成立", "Grant the appeal");
    public override Words Logged => new("申诉成立", "Appeal granted");
    public override int ButtonOrder => 44;
    public override string Clock => "grant";
    public override bool Stays => true;

    public override IReadOnlyList<CaseStep> Ships =>
        [.. Appeal.From.Select(at => Step(at, at, ["supervisor"], notBy: ["appeal"]))];
}
