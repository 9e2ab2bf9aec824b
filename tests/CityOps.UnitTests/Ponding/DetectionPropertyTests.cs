using CityOps.App.Features.Ponding.Detection;
using CsCheck;

namespace CityOps.UnitTests.Ponding;

/// <summary>Random storms, delivered badly, against the simple reference that sees the sorted truth.</summary>
public class DetectionPropertyTests
{
    private static readonly PondingRule Rule = PondingRule.Default;
    private static readonly RuleTimeline Rules = new([Rule]);

    [Fact]
    public void Events_of_a_sorted_series_are_those_of_the_reference() =>
        Gen.Select(Gen.UInt, Gen.Int[1, 250])
            .Sample(
                (seed, count) =>
                {
                    var samples = Storm.Samples(seed, count);
                    var asOf = samples[^1].At + TimeSpan.FromMinutes(seed % 60);

                    Assert.Equal(Told(SimpleReference.Events(samples, Rule, asOf)), Told(Derive(samples, asOf)));
                },
                iter: 4000
            );

    [Fact]
    public void However_they_are_delivered_and_nodes_die_the_events_are_the_same_and_each_level_is_alerted_once() =>
        Gen.Select(Gen.UInt, Gen.UInt, Gen.Int[1, 120])
            .Sample(
                (seed, delivery, count) =>
                {
                    var samples = Storm.Samples(seed, count);
                    var asOf = samples[^1].At;
                    var city = new City();

                    var random = new Random((int)delivery);
                    foreach (var sample in Storm.AsDelivered(samples, delivery))
                    {
                        city.Deliver(sample, node: random.Next(2), slow: random.Next(3) == 0);
                        if (random.Next(20) == 0)
                        {
                            city.Restart(node: random.Next(2));
                        }
                    }

                    city.Tick();
                    var truth = SimpleReference.Events(samples, Rule, asOf);
                    Assert.Equal(Told(truth), city.Events.Select(e => Told(e.Event)));
                    Assert.All(city.Events, e => Assert.Equal(e.Event.Rises.Keys, e.Alerts.Keys.Order()));
                },
                iter: 1500
            );

    [Fact]
    public void Delivered_in_time_every_level_is_announced() =>
        Gen.Select(Gen.UInt, Gen.Int[1, 150])
            .Sample(
                (seed, count) =>
                {
                    var samples = Storm.Samples(seed, count);
                    var city = new City();
                    foreach (var sample in samples)
                    {
                        city.Deliver(sample, node: 0, slow: false);
                    }

                    city.Tick();
                    Assert.All(city.Events, e => Assert.Equal(e.Event.Rises.Keys, e.Announced.Order()));
                    Assert.Equal(city.Events.Sum(e => e.Announced.Count), city.Announcements);
                },
                iter: 1500
            );

    private static List<DerivedEvent> Derive(IReadOnlyList<Sample> samples, DateTimeOffset asOf) =>
        DeriveEvents.Run([new SensorSeries(1, SampleJudge.Judge(samples, -50, 5000))], Rules, asOf);

    private static IEnumerable<string> Told(List<DerivedEvent> events) => events.Select(Told);

    private static string Told(DerivedEvent e) =>
        $"{e.OpenedAt:T} {e.ClosedAt:T} {e.Peak.DepthMm} {string.Join(' ', e.Rises.Select(rise => $"{rise.Key}@{rise.Value.At:T}"))}";

    private static IEnumerable<string> Told(List<SimpleReference.Event> events) =>
        events.Select(e =>
            $"{e.OpenedAt:T} {e.ClosedAt:T} {e.PeakMm} {string.Join(' ', e.Reached.OrderBy(r => r.Key).Select(r => $"{r.Key}@{r.Value:T}"))}"
        );

    /// <summary>Two nodes with a sieve each over one store, as the detector runs them; the store is lists.</summary>
    private sealed class City
    {
        private readonly SortedDictionary<DateTimeOffset, Sample> _readings = [];
        private readonly SectionWatch.WatchedSection[] _sections = [NewSection(), NewSection()];
        private readonly SectionWatch[] _watches;
        private readonly bool[] _dirty = new bool[2];

        public City() => _watches = [NewWatch(0), NewWatch(1)];

        public List<Row> Events { get; private set; } = [];

        public int Announcements { get; private set; }

        public sealed record Row(
            Guid Id,
            DerivedEvent Event,
            Dictionary<PondingLevel, DateTimeOffset> Alerts,
            HashSet<PondingLevel> Announced
        );

        public void Deliver(Sample sample, int node, bool slow)
        {
            _readings.TryAdd(sample.At, sample);
            switch (_watches[node].Look(1, sample.At.UtcTicks, sample.DepthMm, out _))
            {
                case Urgency.Now:
                    Look();
                    break;
                case Urgency.Soon when slow:
                    _dirty[node] = true;
                    break;
                case Urgency.Soon:
                    Look();
                    break;
            }
        }

        /// <summary>Its memory is gone; what it had not looked at is looked at by the one that comes up.</summary>
        public void Restart(int node)
        {
            _sections[node] = NewSection();
            _watches[node] = NewWatch(node);
            Look();
        }

        public void Tick()
        {
            if (_dirty[0] || _dirty[1] || Events.Exists(e => e.Event.IsOpen))
            {
                Look();
            }
        }

        private void Look()
        {
            var samples = _readings.Values.ToList();
            var asOf = samples.Count == 0 ? Storm.Start : samples[^1].At;
            var stored = Events
                .Select(e => new StoredEvent(
                    e.Id,
                    e.Event.OpenedAt,
                    e.Event.ClosedAt,
                    e.Alerts.Keys.ToHashSet(),
                    e.Alerts.Where(alert => e.Announced.Contains(alert.Key)).ToDictionary()
                ))
                .ToList();
            var changes = ReconcileEvents.Run(stored, Derive(samples, asOf), asOf, Guid.NewGuid);
            Events = [.. changes.Events.Select(change => Store(change, Events.Find(e => e.Id == change.Id)))];
            Array.Clear(_dirty);
            foreach (var section in _sections)
            {
                var open = Events.Find(e => e.Event.IsOpen);
                section.OpenWith = open?.Event.Rises.Keys.ToHashSet();
                section.HasFallen = open?.Event.EndedAt is not null;
                section.PeakMm = open?.Event.Peak.DepthMm ?? 0;
                section.EventsUntil(
                    Events.Where(e => !e.Event.IsOpen).Select(e => e.Event.ClosedAt!.Value).LastOrDefault()
                );
            }
        }

        private Row Store(EventChange change, Row? before)
        {
            var announced = change.Alerts.Where(alert => alert.Announce).Select(alert => alert.Level).ToList();
            Announcements += announced.Count;
            return new(
                change.Id,
                change.Event,
                change.Event.Rises.ToDictionary(rise => rise.Key, rise => rise.Value.At),
                [.. before?.Announced ?? [], .. announced]
            );
        }

        private SectionWatch NewWatch(int node)
        {
            var watch = new SectionWatch();
            watch.Place(1, _sections[node]);
            return watch;
        }

        private static SectionWatch.WatchedSection NewSection() =>
            new("S-01")
            {
                LowestMm = [.. PondingLevels.Alerting.Select(Rule.ThresholdMm)],
                DryBelowMm = Rule.DryBelowMm,
            };
    }
}
