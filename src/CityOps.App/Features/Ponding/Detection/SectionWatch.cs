using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CityOps.App.Features.Ponding.Detection;

/// <summary>How soon a section has to be evaluated.</summary>
public enum Urgency
{
    /// <summary>Nothing can have changed.</summary>
    None,

    /// <summary>An event's course may have changed, no alert.</summary>
    Soon,

    /// <summary>A level may have been reached.</summary>
    Now,
}

/// <summary>
/// The sieve in the path of every committed reading: finds the section that a reading can have changed, in tens of
/// nanoseconds and without a query. It errs on the side of an evaluation; what an event is, <see cref="DeriveEvents"/>
/// decides. Not thread-safe.
/// </summary>
public sealed class SectionWatch
{
    private readonly Dictionary<int, Gauge> _gauges = [];

    /// <summary>A section's state as last read from the database.</summary>
    public sealed class WatchedSection(string code)
    {
        public string Code { get; } = code;

        /// <summary>The lowest of its rules' thresholds through time, by <see
        /// cref="PondingLevels.Alerting"/>.</summary>
        public int[] LowestMm { get; set; } = [];

        /// <summary>The lowest depth that keeps an event open.</summary>
        public int DryBelowMm { get; set; }

        /// <summary>Levels that the open event has reached; null when no event is open.</summary>
        public IReadOnlySet<PondingLevel>? OpenWith { get; set; }

        /// <summary>A sample of the open event was dry: the next wet one may belong to a new event.</summary>
        public bool HasFallen { get; set; }

        /// <summary>Since the open event's water was at the lamps, a sample was off them: the next one at them is an
        /// alarm again.</summary>
        public bool IsOffLamps { get; set; }

        /// <summary>Below this the water is off the lamps.</summary>
        public int OffLampsBelowMm { get; set; }

        /// <summary>Its state is being reloaded: a wet sample is evaluated in any case.</summary>
        public bool IsBeingLookedAt { get; set; }

        /// <summary>It was evaluated a moment ago: what arrives until then waits for one evaluation together.</summary>
        public DateTimeOffset RestsUntil { get; set; }

        /// <summary>The deepest water of the open event.</summary>
        public int PeakMm { get; set; }

        /// <summary>An hour past its last closed event, UTC ticks; a reading older than this may belong to
        /// one.</summary>
        public long EventsUntilTicks { get; private set; }

        /// <summary>When its last closed event was closed.</summary>
        public void EventsUntil(DateTimeOffset closedAt) =>
            EventsUntilTicks = closedAt.UtcTicks + TimeSpan.TicksPerHour;

        /// <summary>Takes over the state read from the database.</summary>
        public void Adopt(WatchedSection told)
        {
            LowestMm = told.LowestMm;
            DryBelowMm = told.DryBelowMm;
            OpenWith = told.OpenWith;
            HasFallen = told.HasFallen;
            IsOffLamps = told.IsOffLamps;
            OffLampsBelowMm = told.OffLampsBelowMm;
            PeakMm = told.PeakMm;
            EventsUntilTicks = told.EventsUntilTicks;
        }
    }

    private struct Gauge
    {
        public WatchedSection? Section;
        public long LatestTicks;
        public bool Wet;

        /// <summary>
        /// Its last sample was at a level that the open event has not reached: if that was a jump, the next sample
        /// decides whether it is believed, however deep it is itself.
        /// </summary>
        public bool IsDecidedNext;
    }

    /// <summary>Sets where a sensor measures; null when it belongs to no section.</summary>
    /// <returns>Whether it measured elsewhere before: what it said meanwhile was sieved for the other
    /// section.</returns>
    public bool Place(int sensorId, WatchedSection? section)
    {
        ref var gauge = ref CollectionsMarshal.GetValueRefOrAddDefault(_gauges, sensorId, out var isKnown);
        var hasMoved = isKnown && gauge.Section != section;
        gauge.Section = section;
        return hasMoved;
    }

    /// <summary>Sieves a committed reading.</summary>
    /// <param name="section">Its section; null for a sensor that is on none, or that was never placed here (then the
    /// urgency is now).</param>
    public Urgency Look(int sensorId, long observedTicks, int depthMm, out WatchedSection? section)
    {
        ref var gauge = ref CollectionsMarshal.GetValueRefOrNullRef(_gauges, sensorId);
        if (Unsafe.IsNullRef(ref gauge))
        {
            section = null;
            return Urgency.Now;
        }

        section = gauge.Section;
        if (section is null)
        {
            return Urgency.None;
        }

        if (depthMm < -PondingLimits.NegativeNoiseMm)
        {
            return Urgency.Soon; // a fault to be flagged; it says nothing about the water, so the last sample stands
        }

        var wet = depthMm >= section.LowestMm[0];
        var late = observedTicks <= gauge.LatestTicks;
        var wasWet = gauge.Wet;
        if (!late)
        {
            gauge.LatestTicks = observedTicks;
            gauge.Wet = wet;
        }

        var decides = gauge.IsDecidedNext;
        gauge.IsDecidedNext = wet && section.OpenWith is not null && NewLevel(section, depthMm);
        var urgency = Judge(section, depthMm, wet, wasWet, late, observedTicks);
        return decides ? Urgency.Now : urgency;
    }

    private static Urgency Judge(
        WatchedSection section,
        int depthMm,
        bool wet,
        bool wasWet,
        bool late,
        long observedTicks
    )
    {
        if (
            wet
            && (
                section.HasFallen
                || NewLevel(section, depthMm)
                || (section.IsOffLamps && depthMm >= section.LowestMm[^1])
            )
        )
        {
            return Urgency.Now;
        }

        if (wet && section.IsBeingLookedAt)
        {
            return Urgency.Soon;
        }

        section.HasFallen |= depthMm < section.DryBelowMm && section.OpenWith is not null;
        var leavesLamps =
            depthMm < section.OffLampsBelowMm
            && !section.IsOffLamps
            && section.OpenWith?.Contains(PondingLevel.PowerRisk) is true;
        section.IsOffLamps |= leavesLamps;

        // Asked of every reading: one that is late may be the first that this node sees of its sensor.
        if (observedTicks <= section.EventsUntilTicks || (late && (wet || wasWet || section.OpenWith is not null)))
        {
            return Urgency.Soon;
        }

        return section.OpenWith is not null && (depthMm < section.DryBelowMm || depthMm > section.PeakMm || leavesLamps)
                ? Urgency.Soon
            : wasWet && !wet ? Urgency.Soon
            : Urgency.None;
    }

    private static bool NewLevel(WatchedSection section, int depthMm)
    {
        if (section.OpenWith is not { } reached)
        {
            return true;
        }

        for (var i = 0; i < section.LowestMm.Length; i++)
        {
            if (depthMm >= section.LowestMm[i] && !reached.Contains(PondingLevels.Alerting[i]))
            {
                return true;
            }
        }

        return false;
    }
}
