namespace CityOps.App.Features.Ponding.Detection;

/// <summary>A section's thresholds, in millimetres above the road, as they hold from a time on.</summary>
/// <param name="ValidFrom">The rule holds for samples observed from here on; late ones go by the rule of their own
/// time.</param>
/// <param name="HysteresisMm">How far below a threshold the water must fall before it counts as below.</param>
/// <param name="CloseAfter">How long it must stay there before the event is closed.</param>
public sealed record PondingRule(
    DateTimeOffset ValidFrom,
    int BlueMm,
    int YellowMm,
    int OrangeMm,
    int RedMm,
    int PowerRiskMm,
    int HysteresisMm,
    TimeSpan CloseAfter
)
{
    /// <summary>The defaults of docs/ponding.md.</summary>
    public static PondingRule Default { get; } =
        new(DateTimeOffset.MinValue, 50, 150, 250, 400, 300, 30, TimeSpan.FromMinutes(30));

    /// <summary>Below this a section is dry.</summary>
    public int DryBelowMm => BlueMm - HysteresisMm;

    /// <summary>Where a level begins.</summary>
    public int ThresholdMm(PondingLevel level) =>
        level switch
        {
            PondingLevel.Blue => BlueMm,
            PondingLevel.Yellow => YellowMm,
            PondingLevel.Orange => OrangeMm,
            PondingLevel.Red => RedMm,
            PondingLevel.PowerRisk => PowerRiskMm,
            _ => throw new ArgumentOutOfRangeException(nameof(level), level, "The level has no threshold."),
        };

    /// <summary>
    /// Why the water counts as what it does although it is below that line: hysteresis, or that nobody has measured
    /// that it fell. Whatever shows a level shows this with it.
    /// </summary>
    /// <param name="colour">Of the open event.</param>
    /// <param name="atPowerRisk">Of the open event.</param>
    /// <param name="depthMm">What is shown as the water now; null for none.</param>
    /// <returns>Nothing where the depth says it all.</returns>
    public IReadOnlyList<HeldLevel> Held(PondingLevel colour, bool atPowerRisk, int? depthMm) =>
        depthMm is not { } depth
            ? []
            :
            [
                .. new[] { colour, atPowerRisk ? PondingLevel.PowerRisk : PondingLevel.None }
                    .Where(level => level is not PondingLevel.None && depth < ThresholdMm(level))
                    .Select(level =>
                        (Level: level, LineMm: ThresholdMm(level), UntilMm: ThresholdMm(level) - HysteresisMm)
                    )
                    .Select(held => new HeldLevel(held.Level.Code(), held.LineMm, held.UntilMm, depth >= held.UntilMm)),
            ];

    /// <summary>The colour of a depth, without memory.</summary>
    public PondingLevel Colour(int depthMm) =>
        depthMm >= RedMm ? PondingLevel.Red
        : depthMm >= OrangeMm ? PondingLevel.Orange
        : depthMm >= YellowMm ? PondingLevel.Yellow
        : depthMm >= BlueMm ? PondingLevel.Blue
        : PondingLevel.None;
}

/// <summary>A level that stands although the water is below its line.</summary>
/// <param name="Level">blue, yellow, orange, red or powerRisk.</param>
/// <param name="LineMm">Where it begins.</param>
/// <param name="UntilMm">It stands until the water is measured below this.</param>
/// <param name="Measured">False: the depth is below that as well, of another sensor; the one that was above is silent
/// or gone.</param>
public sealed record HeldLevel(string Level, int LineMm, int UntilMm, bool Measured);

/// <summary>A section's rules through time.</summary>
public sealed class RuleTimeline
{
    private readonly PondingRule[] _rules;

    /// <param name="rules">At least one, in any order.</param>
    public RuleTimeline(IEnumerable<PondingRule> rules)
    {
        _rules = [.. rules.OrderBy(rule => rule.ValidFrom)];
        ArgumentOutOfRangeException.ThrowIfZero(_rules.Length);
    }

    /// <summary>The rule that held then; before the first one, the first one.</summary>
    public PondingRule At(DateTimeOffset instant)
    {
        var i = _rules.Length - 1;
        while (i > 0 && _rules[i].ValidFrom > instant)
        {
            i--;
        }

        return _rules[i];
    }
}

/// <summary>
/// What holds for every section (docs/ponding.md); part of the meaning of stored events, so not a setting.
/// </summary>
public static class PondingLimits
{
    /// <summary>A change faster than this needs the next sample to repeat it.</summary>
    public const int SpikeMmPerMinute = 200;

    /// <summary>Samples closer than this are taken to be a minute apart: the sensor's noise is no speed.</summary>
    public static readonly TimeSpan SpikeShortest = TimeSpan.FromMinutes(1);

    /// <summary>A section that is wet again this soon after its event was closed is in the same event.</summary>
    public static readonly TimeSpan MergeGap = TimeSpan.FromMinutes(15);

    /// <summary>A sample is current until the next, but no longer than this: silence is not water.</summary>
    public static readonly TimeSpan HoldAtMost = TimeSpan.FromMinutes(60);

    /// <summary>A level whose water has fallen again meanwhile is still announced when it was reached this
    /// recently.</summary>
    public static readonly TimeSpan NewsFor = TimeSpan.FromMinutes(15);

    /// <summary>Below minus this, a negative depth is a fault and not the noise of a dry sensor.</summary>
    public const int NegativeNoiseMm = 10;

    /// <summary>So many equal depths above zero in a row, over <see cref="StuckFor"/>, are flagged.</summary>
    public const int StuckSamples = 12;

    /// <inheritdoc cref="StuckSamples"/>
    public static readonly TimeSpan StuckFor = TimeSpan.FromHours(2);
}
