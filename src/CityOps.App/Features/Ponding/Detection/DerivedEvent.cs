using CityOps.App.Database;

namespace CityOps.App.Features.Ponding.Detection;

/// <summary>One sensor's part in a section's water.</summary>
/// <param name="Samples">By time.</param>
/// <param name="LeavesAt">When it was moved to another section or taken out of service; null while it measures
/// here.</param>
public sealed record SensorSeries(int SensorId, IReadOnlyList<JudgedSample> Samples, DateTimeOffset? LeavesAt = null);

/// <summary>A level's first confirmed sample in an event.</summary>
public readonly record struct Rise(DateTimeOffset At, int DepthMm, int SensorId);

/// <summary>A ponding event (积水事件), derived from the samples.</summary>
public sealed class DerivedEvent
{
    private DateTimeOffset _dayEnds = DateTimeOffset.MinValue;

    /// <summary>The sample that confirmed it.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Since when the water has been below the lowest threshold; null while it is not.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>When it had stayed there long enough; null while the event is open.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>The colour now, or when it closed: confirmed, and left only below its threshold less the
    /// hysteresis.</summary>
    public PondingLevel Level { get; set; }

    /// <summary>Whether the water is at the lamps now, or nobody knows since a sensor was taken away from it.</summary>
    public bool AtPowerRisk { get; set; }

    /// <summary>Since when the water has been off the lamps; null when it never was there or still is.</summary>
    public DateTimeOffset? PowerRiskEndedAt { get; set; }

    /// <summary>The sensors that water at the lamps was measured by.</summary>
    public SortedSet<int> Witnesses { get; } = [];

    /// <summary>The newest sample at the lamps; null when there is none.</summary>
    public DateTimeOffset? AtLampsLast { get; private set; }

    /// <summary>Each level that was reached, once.</summary>
    public SortedDictionary<PondingLevel, Rise> Rises { get; } = [];

    public Rise Peak { get; set; }

    /// <summary>The water now: the deepest of its sensors' newest samples, as far as they are still current.</summary>
    public Rise Last { get; set; }

    /// <summary>Its minutes by the city day on which they passed, by time.</summary>
    public List<PondingDay> Days { get; } = [];

    /// <summary>Minutes at a colour, and not at the next.</summary>
    public double MinutesAt(PondingLevel colour) => Days.Sum(day => day.MinutesAt(colour));

    /// <summary>Minutes with water at the lamps.</summary>
    public double PowerRiskMinutes => Days.Sum(day => day.PowerRiskMinutes);

    public bool IsOpen => ClosedAt is null;

    /// <summary>Whether a level still holds.</summary>
    public bool IsHeld(PondingLevel level) => level is PondingLevel.PowerRisk ? AtPowerRisk : Level >= level;

    internal void TouchLamps(Rise sample)
    {
        Witnesses.Add(sample.SensorId);
        AtLampsLast = sample.At;
    }

    /// <summary>Counts the time from <paramref name="since"/> to <paramref name="until"/>; after what was counted
    /// before.</summary>
    internal void Spend(DateTimeOffset since, DateTimeOffset until, int depthMm, PondingRule rule)
    {
        while (since < until)
        {
            if (since >= _dayEnds)
            {
                var day = CityTime.Day(since);
                _dayEnds = CityTime.Start(day.AddDays(1));
                Days.Add(new(day));
            }

            var end = until < _dayEnds ? until : _dayEnds;
            Days[^1].Spend(end - since, depthMm, rule);
            since = end;
        }
    }
}

/// <summary>What of an event's minutes passed on a city day.</summary>
public sealed class PondingDay(DateOnly day)
{
    private readonly double[] _minutes = new double[5];

    public DateOnly Day { get; } = day;

    /// <inheritdoc cref="DerivedEvent.PowerRiskMinutes"/>
    public double PowerRiskMinutes { get; private set; }

    /// <inheritdoc cref="DerivedEvent.MinutesAt"/>
    public double MinutesAt(PondingLevel colour) => _minutes[(int)colour];

    internal void Spend(TimeSpan time, int depthMm, PondingRule rule)
    {
        _minutes[(int)rule.Colour(depthMm)] += time.TotalMinutes;
        if (depthMm >= rule.PowerRiskMm)
        {
            PowerRiskMinutes += time.TotalMinutes;
        }
    }
}
