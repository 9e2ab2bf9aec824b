using CityOps.App.Geo;
using CityOps.App.Http;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>
/// 改位置: it lies elsewhere than was reported, and counts for the town there; who is to put it right stays.
/// </summary>
internal sealed class Move : CaseAction
{
    private const string Where = "position";

    public override string Code => "move";
    public override Words Button => new("改位置", "Move");
    public override Words Logged => new("改位置", "Moved");
    public override IReadOnlyList<StepInput> Takes => [StepInput.Position];
    public override bool Stays => true;

    public override IReadOnlyList<CaseStep> Ships =>
        [.. Amend.From.Select(at => Step(at, at, Amend.RolesAt(at), needsNote: true))];

    public override async Task<Refusal?> PrepareAsync(StepInHand step, CancellationToken ct)
    {
        if (step.Content.Position is not { } position)
        {
            return Problems.FieldMissing.Refuse("position is where the case lies.", ("field", Where));
        }

        var (town, refusal) = await CityTown.FindAsync(step.Db, position, ct);
        if (town is null)
        {
            return refusal;
        }

        step.Detail[Where] = new
        {
            from = LonLat.Of(step.Case.Position),
            to = position.Wgs84,
            sent = new
            {
                position.Raw.Lon,
                position.Raw.Lat,
                position.CoordSystem,
            },
        };
        step.Detail["town"] = new { from = step.Case.TownCode, to = town.Code };
        return null;
    }

    public override void Follow(Case changed, CaseEvent entry)
    {
        if (entry.DetailText("town", "to") is { } town && entry.DetailPlace(Where, "to") is { } to)
        {
            (changed.Position, changed.TownCode, changed.MovedTownCode) = (to.ToPoint(), town, town);
        }
    }
}
