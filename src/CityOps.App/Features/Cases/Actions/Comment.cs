namespace CityOps.App.Features.Cases.Actions;

/// <summary>批注: a remark for all who work on the case; of one that was merged, on the one that goes on.</summary>
internal sealed class Comment : CaseAction
{
    private static readonly string[] Everybody =
    [
        "officer",
        "verifier",
        "dispatcher",
        "supervisor",
        "handler",
        "contractor",
    ];

    public override string Code => "comment";
    public override Words Button => new("批注", "Comment");
    public override Words Logged => new("批注", "Comment");
    public override bool Stays => true;
    public override bool IsRemark => true;

    public override IReadOnlyList<CaseStep> Ships =>
        [
            .. CaseStatus
                .All.Except([CaseStatus.Merged])
                .Select(status => Step(status, status, Everybody, needsNote: true)),
        ];
}
