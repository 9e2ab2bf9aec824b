using CityOps.App.Http;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>并案: the same problem as another case, which goes on in its place.</summary>
internal sealed class Merge : CaseAction
{
    public override string Code => "merge";
    public override Words Button => new("并案", "Merge");
    public override Words Logged => new("并案", "Merged");
    public override IReadOnlyList<StepInput> Takes => [StepInput.Into];
    public override string OnlyTo => CaseStatus.Merged;

    internal static readonly string[] From =
    [
        CaseStatus.PendingVerify,
        CaseStatus.PendingRegister,
        CaseStatus.PendingDispatch,
        CaseStatus.PendingHandle,
        CaseStatus.Handling,
    ];

    public override IReadOnlyList<CaseStep> Ships =>
        [.. From.Select(at => Step(at, CaseStatus.Merged, ["dispatcher", "supervisor"]))];

    public override async Task<Refusal?> PrepareAsync(StepInHand step, CancellationToken ct)
    {
        var (target, refusal) = await MergeCases.IntoAsync(
            step.Db,
            step.Case,
            step.Content.Into,
            step.Caller,
            step.Now,
            ct
        );
        if (target is not null)
        {
            step.Detail["into"] = new { target.Id, target.Number };
        }

        return refusal;
    }

    public override void Follow(Case changed, CaseEvent entry) => changed.MergedInto = entry.DetailId("into", "id");
}
