namespace CityOps.App.Features.Cases.Actions;

/// <summary>恢复处置: ends a suspension; job <c>escalate</c> does so when its time is over.</summary>
internal sealed class Resume : CaseAction
{
    public override string Code => "resume";
    public override Words Button => new("恢复处置", "Resume");
    public override Words Logged => new("恢复处置", "Resumed");
    public override int ButtonOrder => 40;

    public override IReadOnlyList<CaseStep> Ships =>
        [Step(CaseStatus.Suspended, CaseStatus.PendingHandle, ["dispatcher", "supervisor"])];
}
