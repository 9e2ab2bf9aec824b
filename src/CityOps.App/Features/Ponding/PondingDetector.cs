using CityOps.App.Features.Ponding.Detection;
using CityOps.Ingest;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>
/// Follows the committed readings: sieves them in memory, and evaluates the sections that one of them can have changed.
/// What waits for evaluation is a set of sections, so it is bounded by their number however much comes in. A reading
/// whose node died before its evaluation is found from the table (<see cref="CatchUp"/>).
/// </summary>
internal sealed class PondingDetector(
    NpgsqlDataSource database,
    CatchUp catchUp,
    OpenPondingCases cases,
    IOptions<ReadingOptions> readings,
    TimeProvider time,
    ILogger<PondingDetector> logger
) : BackgroundService, ICommittedReadings
{
    private const int SectionsAtOnce = 64;

    /// <summary>Non-urgent evaluations may use at most this share of the time: one part of five.</summary>
    private const int RestPerWork = 4;

    private static readonly TimeSpan MinRest = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Minimum time between two evaluations of a section; none before the first, because an alert may depend on it.
    /// Without it a storm sent as fast as possible would evaluate a section without end, each time over all of the
    /// event.
    /// </summary>
    private static readonly TimeSpan MaxRest = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Changes are notified; everything is reloaded this often all the same.</summary>
    private static readonly TimeSpan LearnAll = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly SectionWatch _watch = new();
    private readonly Dictionary<string, SectionWatch.WatchedSection> _sections = [];
    private readonly Dictionary<string, Waiting> _waiting = [];
    private readonly Wake _signal = new();
    private readonly Dictionary<int, Waiting> _unknownSensors = [];
    private readonly HashSet<string> _toldOf = [];
    private bool _mustLearnAll = true;
    private DateTimeOffset _learnAllAt;
    private DateTimeOffset? _evaluatingSince;
    private DateTimeOffset _wellAt = time.GetUtcNow();

    /// <summary>A section that waits for evaluation.</summary>
    private sealed record Waiting(DateTimeOffset ObservedFrom, DateTimeOffset ReceivedFrom, bool IsUrgent)
    {
        public Waiting With(Waiting other) =>
            new(
                ObservedFrom < other.ObservedFrom ? ObservedFrom : other.ObservedFrom,
                ReceivedFrom < other.ReceivedFrom ? ReceivedFrom : other.ReceivedFrom,
                IsUrgent || other.IsUrgent
            );
    }

    /// <inheritdoc />
    public void Committed(IReadOnlyList<CommittedReading> readings)
    {
        var urgent = false;
        lock (_lock)
        {
            for (var i = 0; i < readings.Count; i++)
            {
                var reading = readings[i];
                var urgency = _watch.Look(reading.SensorId, reading.ObservedTicks, reading.DepthMm, out var section);
                if (urgency is Urgency.None)
                {
                    continue;
                }

                var waiting = new Waiting(
                    new(reading.ObservedTicks, TimeSpan.Zero),
                    reading.ReceivedAt,
                    urgency is Urgency.Now
                );
                if (section is null)
                {
                    AddTo(_unknownSensors, reading.SensorId, waiting); // new: its place is read first
                    _mustLearnAll = true;
                }
                else
                {
                    AddTo(_waiting, section.Code, waiting);
                }

                urgent |= urgency is Urgency.Now;
            }
        }

        if (urgent)
        {
            _signal.Call();
        }
    }

    /// <summary>A section changed elsewhere; null: any sections and sensors.</summary>
    public void NotifyChanged(string? section)
    {
        lock (_lock)
        {
            if (section is null)
            {
                _mustLearnAll = true;
            }
            else
            {
                _toldOf.Add(section);
            }
        }

        _signal.Call();
    }

    /// <summary>Everything received before this was evaluated here.</summary>
    internal DateTimeOffset BehindSince()
    {
        lock (_lock)
        {
            return _waiting
                .Values.Concat(_unknownSensors.Values)
                .Select(waiting => waiting.ReceivedFrom)
                .Append(_evaluatingSince ?? time.GetUtcNow())
                .Append(time.GetUtcNow())
                .Min();
        }
    }

    /// <summary>
    /// How long the oldest of what was received has waited for evaluation, or how long ago this last came round without
    /// a failure, whichever is longer.
    /// </summary>
    internal TimeSpan Behind()
    {
        var now = time.GetUtcNow();
        var (waiting, round) = (now - BehindSince(), now - _wellAt);
        return waiting > round ? waiting : round;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var restUntil = DateTimeOffset.MinValue;
        var nextTick = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var isTick = time.GetUtcNow() >= nextTick;
                await LearnAsync(isTick, stoppingToken);
                _wellAt = isTick ? time.GetUtcNow() : _wellAt;
                nextTick = isTick ? time.GetUtcNow() + Tick : nextTick;
                var batch = Take(urgentOnly: time.GetUtcNow() < restUntil);
                if (batch.Count == 0)
                {
                    await _signal.WaitAsync(MinRest, stoppingToken);
                    continue;
                }

                var started = time.GetTimestamp();
                await EvaluateAsync(batch, stoppingToken);
                var work = time.GetElapsedTime(started) * RestPerWork;
                var rest = work > MinRest ? work : MinRest;
                Rest(batch.Keys, rest < MaxRest ? rest : MaxRest);
                if (!batch.Values.Any(waiting => waiting.IsUrgent))
                {
                    restUntil = time.GetUtcNow() + rest;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem)
            {
                logger.LogWarning(problem, "Sections can't be evaluated now; {Sections} wait", _waiting.Count);
                await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task EvaluateAsync(Dictionary<string, Waiting> batch, CancellationToken ct)
    {
        try
        {
            var from = batch.ToDictionary(waiting => waiting.Key, waiting => waiting.Value.ObservedFrom);
            var standings = await EvaluateSections.RunAsync(
                database,
                from,
                readings.Value.BackfillAfter,
                time.GetUtcNow(),
                ct
            );
            lock (_lock)
            {
                _evaluatingSince = null;
                foreach (var standing in standings)
                {
                    Update(standing);
                }
            }

            if (standings.Any(standing => standing.Open is not null))
            {
                await cases.RunAsync(ct);
            }
        }
        catch
        {
            lock (_lock)
            {
                _evaluatingSince = null;
                foreach (var (code, waiting) in batch)
                {
                    AddTo(_waiting, code, waiting);
                }
            }

            throw;
        }
    }

    /// <summary>Takes what is to be evaluated next off the set; from here on the sieve lets every wet reading of it
    /// through.</summary>
    private Dictionary<string, Waiting> Take(bool urgentOnly)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var due = _waiting.Where(waiting => !(_sections.GetValueOrDefault(waiting.Key)?.RestsUntil > now)).ToList();
            var hasUrgent = due.Exists(waiting => waiting.Value.IsUrgent);
            // Who has waited longest comes first: with more open events than a tick has time for, some would wait for
            // ever.
            var batch = due.Where(waiting => waiting.Value.IsUrgent || !(urgentOnly || hasUrgent))
                .OrderBy(waiting => waiting.Value.ReceivedFrom)
                .Take(SectionsAtOnce)
                .ToDictionary();
            foreach (var code in batch.Keys)
            {
                _waiting.Remove(code);
                if (_sections.TryGetValue(code, out var section))
                {
                    section.IsBeingLookedAt = true;
                }
            }

            _evaluatingSince = batch.Count == 0 ? null : batch.Values.Min(waiting => waiting.ReceivedFrom);
            return batch;
        }
    }

    private void Rest(IEnumerable<string> sections, TimeSpan rest)
    {
        lock (_lock)
        {
            var until = time.GetUtcNow() + rest;
            foreach (var code in sections)
            {
                _sections.GetValueOrDefault(code)?.RestsUntil = until;
            }
        }
    }

    private void Update(SectionStanding standing)
    {
        if (!_sections.TryGetValue(standing.Code, out var section))
        {
            return;
        }

        section.IsBeingLookedAt = false;
        section.OpenWith =
            standing.Open is null ? null
            : standing.IsPast ? new HashSet<PondingLevel>()
            : standing.Open.Rises.Keys.ToHashSet();
        section.HasFallen = standing.Open?.EndedAt is not null;
        section.IsOffLamps = standing.Open?.PowerRiskEndedAt is not null;
        section.PeakMm = standing.Open?.Peak.DepthMm ?? 0;
        if (standing.ClosedUntil is { } closed)
        {
            section.EventsUntil(closed);
        }
    }

    /// <summary>Reloads the sieve from the database, and adds to the set what other nodes left behind and what
    /// time may close.</summary>
    private async Task LearnAsync(bool isTick, CancellationToken ct)
    {
        string[]? codes;
        lock (_lock)
        {
            codes = _mustLearnAll || (isTick && time.GetUtcNow() >= _learnAllAt) ? null : [.. _toldOf];
            _mustLearnAll = false;
            _toldOf.Clear();
        }

        if (codes is { Length: 0 } && !isTick)
        {
            return;
        }

        try
        {
            var learned = codes is { Length: 0 } ? new([], []) : await WatchedSections.ReadAsync(database, codes, ct);
            var missed = isTick ? await catchUp.FindAsync(BehindSince(), time.GetUtcNow(), ct) : [];
            lock (_lock)
            {
                _learnAllAt = codes is null ? time.GetUtcNow() + LearnAll : _learnAllAt;
                Adopt(learned);
                if (isTick)
                {
                    LetTimePass();
                }

                foreach (var found in missed)
                {
                    AddTo(_waiting, found.Section, new(found.ObservedFrom, found.ReceivedFrom, true));
                }
            }
        }
        catch
        {
            NotifyChanged(null);
            throw;
        }
    }

    /// <summary>An open event's minutes go on, and it closes, without any reading.</summary>
    private void LetTimePass()
    {
        var now = time.GetUtcNow();
        foreach (var section in _sections.Values)
        {
            if (section.OpenWith is not null)
            {
                AddTo(_waiting, section.Code, new(now, now, false));
            }
        }
    }

    private void Adopt(WatchedSections learned)
    {
        var now = time.GetUtcNow();
        foreach (var section in learned.Sections)
        {
            var known = _sections.GetValueOrDefault(section.Code);
            var wasLeftBehind =
                known?.OpenWith is not null && (section.OpenWith is null || (section.HasFallen && !known.HasFallen));
            if (known is null)
            {
                _sections.Add(section.Code, section);
            }
            else
            {
                known.Adopt(section);
            }

            // Where another node has been at work, the sieve went by old knowledge meanwhile.
            if (wasLeftBehind)
            {
                AddTo(_waiting, section.Code, new(now, now, false));
            }
        }

        foreach (var (sensorId, code, since) in learned.Places)
        {
            var hasMoved = _watch.Place(sensorId, code is null ? null : _sections.GetValueOrDefault(code));
            if (code is not null && hasMoved)
            {
                AddTo(_waiting, code, new(since ?? now, now, true)); // what it said before this node knew of the move
            }

            if (_unknownSensors.Remove(sensorId, out var waiting) && code is not null)
            {
                AddTo(_waiting, code, waiting);
            }
        }
    }

    private static void AddTo<TKey>(Dictionary<TKey, Waiting> set, TKey key, Waiting waiting)
        where TKey : notnull => set[key] = set.TryGetValue(key, out var before) ? before.With(waiting) : waiting;
}
