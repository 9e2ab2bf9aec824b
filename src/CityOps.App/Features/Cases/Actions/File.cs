namespace CityOps.App.Features.Cases.Actions;

/// <summary>立案: it is a case, and whose limit holds is named.</summary>
internal sealed class File : CaseAction
{
    public override string Code => "file";
    public override Words Button => new("立案", "File");
    public override Words Logged => new("立案", "Filed");
    public override int ButtonOrder => 5;
    public override IReadOnlyList<StepInput> Takes => [StepInput.Condition];

    public override IReadOnlyList<CaseStep> Ships =>
        [Step(CaseStatus.PendingRegister, CaseStatus.PendingDispatch, ["dispatcher", "supervisor"])];

    public override void Follow(Case changed, CaseEvent entry) => changed.FiledAt = entry.CountsAt;
}
