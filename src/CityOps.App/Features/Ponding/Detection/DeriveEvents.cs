namespace CityOps.App.Features.Ponding.Detection;

/// <summary>
/// Derives a section's events from all its sensors' samples: the one definition of an event. Pure, and independent of
/// when and how often samples arrived, so that late, repeated and reordered ones give the same events as punctual ones.
/// </summary>
/// <remarks>
/// A level is reached by the second of two consecutive believed samples of a sensor at or over it, or by one at red.
/// Where sensors disagree the higher one wins, and the section is dry when all of them are. A sensor that is taken away
/// under water has not measured that it fell: it holds the event open no longer, but its level and the lamps' risk stay
/// as they were until the event is closed.
/// </remarks>
public static class DeriveEvents
{
    /// <param name="asOf">The present of the samples' own time: an event whose water fell long enough before it is
    /// closed.</param>
    /// <returns>By time; at most the last one is open.</returns>
    public static List<DerivedEvent> Run(IReadOnlyList<SensorSeries> sensors, RuleTimeline rules, DateTimeOffset asOf)
    {
        var section = new Section(rules, sensors.Count);
        foreach (var (at, sensor, sample) in InOrder(sensors))
        {
            section.Pass(at);
            if (sample is { } depthMm)
            {
                section.Measure(sensor, sensors[sensor].SensorId, at, depthMm);
            }
            else
            {
                section.Leave(sensor, at);
            }
        }

        section.Pass(asOf);
        return section.Events;
    }

    /// <summary>Believed samples and departures of all sensors by time; a sensor's departure before others'
    /// samples.</summary>
    private static IEnumerable<(DateTimeOffset At, int Sensor, int? DepthMm)> InOrder(
        IReadOnlyList<SensorSeries> sensors
    ) =>
        sensors
            .SelectMany(
                (series, sensor) =>
                    series
                        .Samples.Where(sample => sample.Believed && !(sample.At >= series.LeavesAt))
                        .Select(sample => (sample.At, sensor, DepthMm: (int?)sample.DepthMm))
                        .Concat(series.LeavesAt is { } leaves ? [(leaves, sensor, null)] : [])
            )
            .OrderBy(item => item.At)
            .ThenBy(item => item.DepthMm is not null);

    /// <summary>What is known of a sensor while its samples go by.</summary>
    private struct Gauge
    {
        public int SensorId;
        public DateTimeOffset At;

        /// <summary>Null before its first sample, and when it was taken away.</summary>
        public int? DepthMm;
        public PondingRule? Rule;
        public bool Wet;
        public PondingLevel Level;
        public bool AtPowerRisk;
    }

    private sealed class Section(RuleTimeline rules, int sensors)
    {
        private readonly Gauge[] _gauges = new Gauge[sensors];
        private DerivedEvent? _open;
        private Rise _peakSinceClosed;
        private DateTimeOffset _now = DateTimeOffset.MinValue;

        public List<DerivedEvent> Events { get; } = [];

        /// <summary>Lets time go by up to <paramref name="at"/>: counts the minutes and closes what has been dry for
        /// long enough.</summary>
        public void Pass(DateTimeOffset at)
        {
            if (_open is { EndedAt: { } ended } && ended + rules.At(ended).CloseAfter <= at)
            {
                _open.ClosedAt = ended + rules.At(ended).CloseAfter;
                _open.Level = PondingLevel.None;
                _open.PowerRiskEndedAt = _open.AtPowerRisk ? _open.ClosedAt : _open.PowerRiskEndedAt;
                _open.AtPowerRisk = false;
                _open = null;
                _peakSinceClosed = default;
                ForgetThoseTakenAway(null);
            }

            if (_open is { EndedAt: null })
            {
                Spend(_open, at);
            }

            _now = at > _now ? at : _now;
        }

        public void Measure(int sensor, int sensorId, DateTimeOffset at, int depthMm)
        {
            var rule = rules.At(at);
            ForgetThoseTakenAway(sensorId);
            ref var gauge = ref _gauges[sensor];
            var before = gauge;
            var rise = new Rise(at, depthMm, sensorId);
            if (_open is null && Confirms(PondingLevel.Blue, before, depthMm, rule))
            {
                Open(
                    rise,
                    IsOver(before, PondingLevel.Blue) && before.DepthMm > depthMm
                        ? new Rise(before.At, before.DepthMm.Value, sensorId)
                        : rise
                );
            }

            gauge.SensorId = sensorId;
            gauge.At = at;
            gauge.DepthMm = depthMm;
            gauge.Rule = rule;
            gauge.Wet = depthMm >= rule.DryBelowMm;
            gauge.Level = PondingLevels.Colours.LastOrDefault(level =>
                Stands(level, before.Level >= level, before, depthMm, rule)
            );
            gauge.AtPowerRisk = Stands(PondingLevel.PowerRisk, before.AtPowerRisk, before, depthMm, rule);
            if (_open is null)
            {
                _peakSinceClosed = depthMm > _peakSinceClosed.DepthMm ? rise : _peakSinceClosed;
                return;
            }

            foreach (var level in PondingLevels.Alerting)
            {
                if (Confirms(level, before, depthMm, rule))
                {
                    _open.Rises.TryAdd(level, rise);
                }
            }

            if (depthMm >= rule.PowerRiskMm)
            {
                _open.TouchLamps(rise);
            }

            _open.Peak = depthMm > _open.Peak.DepthMm ? rise : _open.Peak;
            Settle(at);
        }

        public void Leave(int sensor, DateTimeOffset at)
        {
            ref var gauge = ref _gauges[sensor];
            gauge = gauge with { DepthMm = null, Wet = false };
            Settle(at);
        }

        /// <param name="sensorId">Of the one that sends again; null for all.</param>
        private void ForgetThoseTakenAway(int? sensorId)
        {
            foreach (ref var gauge in _gauges.AsSpan())
            {
                if (gauge.DepthMm is null && (sensorId is null || gauge.SensorId == sensorId))
                {
                    gauge = default;
                }
            }
        }

        private void Open(Rise rise, Rise peak)
        {
            if (Events is [.., { ClosedAt: { } closed } last] && rise.At - closed < PondingLimits.MergeGap)
            {
                last.ClosedAt = null;
                last.EndedAt = null;
                last.Peak = _peakSinceClosed.DepthMm > last.Peak.DepthMm ? _peakSinceClosed : last.Peak;
                _open = last;
            }
            else
            {
                Events.Add(
                    _open = new DerivedEvent
                    {
                        OpenedAt = rise.At,
                        Peak = peak,
                        Last = rise,
                    }
                );
            }
        }

        /// <summary>Sets the event's current state from its sensors.</summary>
        private void Settle(DateTimeOffset at)
        {
            if (_open is null)
            {
                return;
            }

            var wasAtPowerRisk = _open.AtPowerRisk;
            _open.EndedAt = Array.Exists(_gauges, gauge => gauge.Wet) ? null : _open.EndedAt ?? at;
            _open.Last = Deepest(at) ?? _open.Last;
            _open.Level = _gauges.Max(gauge => gauge.Level);
            _open.AtPowerRisk = Array.Exists(_gauges, gauge => gauge.AtPowerRisk);
            _open.PowerRiskEndedAt =
                _open.AtPowerRisk ? null
                : wasAtPowerRisk ? at
                : _open.PowerRiskEndedAt;
        }

        /// <summary>The deepest water of the sensors whose last sample is still current.</summary>
        private Rise? Deepest(DateTimeOffset at)
        {
            Rise? deepest = null;
            foreach (var gauge in _gauges)
            {
                if (
                    gauge.DepthMm is { } depthMm
                    && gauge.At + PondingLimits.HoldAtMost > at
                    && !(depthMm <= deepest?.DepthMm)
                )
                {
                    deepest = new(gauge.At, depthMm, gauge.SensorId);
                }
            }

            return deepest;
        }

        private static bool Confirms(PondingLevel level, in Gauge before, int depthMm, PondingRule rule) =>
            depthMm >= rule.ThresholdMm(level) && (IsOver(before, level) || depthMm >= rule.RedMm);

        /// <summary>By the thresholds of its own time.</summary>
        private static bool IsOver(in Gauge gauge, PondingLevel level) =>
            gauge.Rule is { } rule && gauge.DepthMm >= rule.ThresholdMm(level);

        private static bool Stands(PondingLevel level, bool stood, in Gauge before, int depthMm, PondingRule rule) =>
            Confirms(level, before, depthMm, rule) || (stood && depthMm >= rule.ThresholdMm(level) - rule.HysteresisMm);

        /// <summary>The deepest current sample counts for the time since the last step, as long as one
        /// is current.</summary>
        private void Spend(DerivedEvent open, DateTimeOffset until)
        {
            int? depth = null;
            var speaksUntil = _now;
            foreach (var gauge in _gauges)
            {
                var end = gauge.DepthMm is null ? DateTimeOffset.MinValue : gauge.At + PondingLimits.HoldAtMost;
                if (end > _now)
                {
                    depth = Math.Max(depth ?? 0, gauge.DepthMm!.Value);
                    speaksUntil = end > speaksUntil ? end : speaksUntil;
                }
            }

            var stop = until < speaksUntil ? until : speaksUntil;
            if (depth is { } depthMm && stop > _now)
            {
                open.Spend(_now, stop, depthMm, rules.At(_now));
            }
        }
    }
}
