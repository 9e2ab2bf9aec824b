namespace CityOps.App.Features.Ponding.Detection;

/// <summary>One sensor's part in a section's water.</summary>
/// <param name="Samples">By time.</param>
/// <param name="LeavesAt">When it was moved to another section or taken out of service; null while it measures here.</param>
public sealed record SensorSeries(int SensorId, IReadOnlyList<JudgedSample> Samples, DateTimeOffset? LeavesAt = null);

/// <summary>A level's first confirmed sample in an event.</summary>
public readonly record struct Rise(DateTimeOffset At, int DepthMm, int SensorId);

/// <summary>A ponding event (积水事件) as the samples tell it.</summary>
public sealed class DerivedEvent
{
    private readonly double[] _minutes = new double[5];

    /// <summary>The sample that confirmed it.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Since when the water has been below the lowest threshold; null while it is not.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When it had stayed there long enough; null while the event is open.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>The colour now, or when it closed: confirmed, and left only below its threshold less the hysteresis.</summary>
    public PondingLevel Level { get; set; }

    /// <summary>Whether the water is at the lamps now.</summary>
    public bool AtPowerRisk { get; set; }

    /// <summary>Since when the water has been off the lamps; null when it never was there or still is.</summary>
    public DateTimeOffset? PowerRiskEndedAt { get; set; }

    /// <summary>Each level that was reached, once.</summary>
    public SortedDictionary<PondingLevel, Rise> Rises { get; } = [];

    public Rise Peak { get; set; }

    /// <summary>The newest sample of the event.</summary>
    public Rise Last { get; set; }

    /// <summary>Minutes at a colour, and not at the next.</summary>
    public double MinutesAt(PondingLevel colour) => _minutes[(int)colour];

    /// <summary>Minutes with water at the lamps.</summary>
    public double PowerRiskMinutes { get; private set; }

    public bool IsOpen => ClosedAt is null;

    /// <summary>Whether a level still stands.</summary>
    public bool IsHeld(PondingLevel level) => level is PondingLevel.PowerRisk ? AtPowerRisk : Level >= level;

    internal void Spend(TimeSpan time, int depthMm, PondingRule rule)
    {
        _minutes[(int)rule.Colour(depthMm)] += time.TotalMinutes;
        if (depthMm >= rule.PowerRiskMm)
        {
            PowerRiskMinutes += time.TotalMinutes;
        }
    }
}
