namespace CityOps.App.Features.Cases.Actions;

/// <summary>申诉: those who were late say why that is not their fault.</summary>
internal sealed class Appeal : CaseAction
{
    public override string Code => "appeal";
    public override Words Button => new("申诉", "Appeal");
    public override Words Logged => new("申诉", "Appealed");
    public override string Clock => "appeal";
    public override bool Stays => true;

    internal static readonly string[] From =
    [
        CaseStatus.PendingHandle,
        CaseStatus.Handling,
        CaseStatus.PendingCheck,
        CaseStatus.PendingClose,
        CaseStatus.Closed,
    ];

    public override IReadOnlyList<CaseStep> Ships =>
        [.. From.Select(at => Step(at, at, ["handler", "contractor"], needsNote: true))];
}
