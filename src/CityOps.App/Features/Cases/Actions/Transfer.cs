using CityOps.App.Features.Organisations;
using CityOps.App.Http;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>转属地: hands the case to a town's office; the clock starts.</summary>
internal sealed class Transfer : CaseAction
{
    public override string Code => "transfer";
    public override Words Button => new("转属地处理", "Transfer to the town");
    public override Words Logged => new("转属地处理", "Transferred to the town");
    public override int ButtonOrder => 46;
    public override IReadOnlyList<StepInput> Takes => [StepInput.TownOffice, StepInput.Condition];
    public override string Clock => "start";

    public override IReadOnlyList<CaseStep> Ships =>
        [
            Step(CaseStatus.PendingRegister, CaseStatus.PendingHandle, ["dispatcher", "supervisor"]),
            Step(CaseStatus.PendingDispatch, CaseStatus.PendingHandle, ["dispatcher", "supervisor"]),
        ];

    /// <summary>To the office of the case's town, where none is named.</summary>
    public override async Task<Refusal?> PrepareAsync(StepInHand step, CancellationToken ct) =>
        (step.Content.Organisation ?? await Offices.OfTownAsync(step.Db, step.Case.TownCode, ct)) is { } office
            ? await HandOver.PrepareAsync(step, office, townsOnly: true, ct)
            : Problems.TownHasNoOffice.Refuse($"Town {step.Case.TownCode} has no office.");

    public override void Follow(Case changed, CaseEvent entry)
    {
        HandOver.Follow(changed, entry);
        changed.FiledAt ??= entry.CountsAt;
        changed.DispatchedAt = entry.CountsAt;
        changed.TransferredAt = entry.CountsAt;
    }
}
