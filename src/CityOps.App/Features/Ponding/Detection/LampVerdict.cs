namespace CityOps.App.Features.Ponding.Detection;

/// <summary>A sensor whose readings decide whether the water is off the lamps.</summary>
/// <param name="WasAtLamps">It measured water at the lamps since the alarm.</param>
/// <param name="IsHere">In service at the section; one that was taken away sends no more evidence.</param>
/// <param name="Samples">Its newest ones by time.</param>
public sealed record LampWitness(string Sensor, bool WasAtLamps, bool IsHere, IReadOnlyList<JudgedSample> Samples);

/// <summary>
/// Whether power may be restored, by the sensors' readings: each sensor that measured water at the lamps has to measure
/// that it is off them when the set time is over. Silence, faults and a jump that its next sample has not repeated yet
/// are no evidence; where a sensor stays silent, a person has to look on site.
/// </summary>
/// <param name="MayRestore">Power may be switched on by a person.</param>
/// <param name="MayConfirmOnSite">A person may confirm in place of the silent sensors; all others have measured that
/// the water is off.</param>
/// <param name="SilentSince">When the sensor that has been silent for longest last sent; null when none is silent, or
/// one never sent.</param>
/// <param name="Silent">Codes of the sensors whose evidence is missing and that are silent.</param>
public sealed record LampVerdict(
    bool MayRestore,
    bool MayConfirmOnSite,
    DateTimeOffset? SilentSince,
    IReadOnlyList<string> Silent
)
{
    public static LampVerdict None { get; } = new(false, false, null, []);

    /// <param name="lineMm">From here on the water is at the lamps.</param>
    /// <param name="mayRestoreAt">When the set time is over; null while the event's water is at the lamps.</param>
    /// <param name="seenUntil">The newest sample that a person on site has confirmed; null when nobody has.</param>
    public static LampVerdict Of(
        IEnumerable<LampWitness> witnesses,
        int lineMm,
        DateTimeOffset? mayRestoreAt,
        DateTimeOffset? seenUntil,
        DateTimeOffset now
    )
    {
        var words = witnesses
            .Select(witness => Evidence.Of(witness, lineMm))
            .Where(word => word.WasAtLamps || word.IsAbove)
            .ToList();
        if (seenUntil is { } seen)
        {
            return None with { MayRestore = !words.Exists(word => word.IsAbove && word.At > seen) };
        }

        var missing = words.Where(word => mayRestoreAt is null || !word.IsBelowAt(mayRestoreAt.Value)).ToList();
        var silent = missing.Where(word => !word.Speaks(now)).ToList();
        return new(
            mayRestoreAt is not null && words.Count > 0 && missing.Count == 0,
            (words.Count == 0 || silent.Count > 0)
                && words.Except(silent).All(word => word.IsBelowAt(mayRestoreAt ?? DateTimeOffset.MinValue)),
            silent.Exists(word => word.At is null) ? null : silent.Min(word => word.At),
            [.. silent.Select(word => word.Sensor)]
        );
    }

    /// <summary>A sensor's last evidence.</summary>
    /// <param name="At">Of the newest sample that is no fault; null when there is none.</param>
    /// <param name="BelievedAt">Of the newest one that is believed.</param>
    private sealed record Evidence(
        string Sensor,
        bool WasAtLamps,
        bool IsHere,
        DateTimeOffset? At,
        DateTimeOffset? BelievedAt,
        bool IsAbove
    )
    {
        public static Evidence Of(LampWitness witness, int lineMm)
        {
            var believed = Last(witness.Samples, sample => sample.Believed);
            var jump = Last(witness.Samples, sample =>
                sample is { Believed: false } && (sample.Doubts & Disproved) == 0
            );
            return new(
                witness.Sensor,
                witness.WasAtLamps,
                witness.IsHere,
                jump?.At ?? believed?.At,
                believed?.At,
                believed?.DepthMm >= lineMm || jump?.DepthMm >= lineMm
            );
        }

        public bool IsBelowAt(DateTimeOffset at) => IsHere && !IsAbove && BelievedAt >= at;

        public bool Speaks(DateTimeOffset now) => IsHere && At > now - PondingLimits.HoldAtMost;

        /// <summary>Of an unbelieved sample without any of these it is not decided yet whether it was a
        /// spike.</summary>
        private const SampleDoubts Disproved = SampleDoubts.Spike | SampleDoubts.OutOfRange | SampleDoubts.Negative;

        private static JudgedSample? Last(IReadOnlyList<JudgedSample> samples, Func<JudgedSample, bool> which) =>
            samples.Where(which).Select(sample => (JudgedSample?)sample).LastOrDefault();
    }
}
