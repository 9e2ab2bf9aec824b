using CityOps.App.Features.Cases;
using CityOps.App.Features.Statistics;
using CityOps.IntegrationTests.Cases;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.IntegrationTests.Statistics;

/// <summary>
/// Random steps on a few cases, then every indicator of cases against a fold over the log, written down here a second
/// time as sets of cases in states, by organisation and day.
/// </summary>
public sealed class CaseFoldTests
{
    private const int Cases = 60;
    private const int Attempts = 900;
    private static readonly Period Summer = new(new(2026, 5, 1), new(2026, 8, 31));
    private static readonly TimeSpan City = TimeSpan.FromHours(8);
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private delegate DateTimeOffset? DayOf(Folded one);

    // The day that a case of the set counts on; null for one outside of it.
    private static readonly Dictionary<string, DayOf> Sets = new()
    {
        ["cases_reported"] = one => one.Reported,
        ["cases_reported_filed"] = one => one.Filed is null ? null : one.Reported,
        ["cases_filed"] = one => one.Filed,
        ["cases_filed_dispatched"] = one => one.Dispatched is null ? null : one.Filed,
        ["cases_dispatched"] = one => one.Dispatched,
        ["cases_dispatched_to_handle"] = one => one.IsOnSpot ? null : one.Dispatched,
        ["cases_transferred"] = one => one.Transferred,
        ["cases_handled"] = one => one.Handled,
        ["cases_closed"] = one => one.Closed,
        ["cases_closed_after_dispatch"] = one => one.IsOnSpot ? null : one.Closed,
        ["cases_closed_on_time"] = one => one.IsInTime || one.HasWonAppeal ? one.Closed : null,
        ["cases_due"] = one => one.Due,
        ["cases_due_closed"] = one => one.Closed is null ? null : one.Due,
        ["cases_due_closed_on_time"] = one =>
            one.Closed is not null && (one.IsInTime || one.HasWonAppeal) ? one.Due : null,
        ["cases_due_handled"] = one => one.Handled is null ? null : one.Due,
        ["cases_overdue"] = one => one.IsInTime || one.HasWonAppeal ? null : one.Due,
    };

    [Theory]
    [InlineData(14)]
    [InlineData(20261128)]
    public async Task Indicators_of_cases_are_those_of_a_fold_over_their_log(int seed)
    {
        await using var world = await CaseWorld.CreateAsync(Ct);
        await using var database = NpgsqlDataSource.Create(world.ConnectionString);
        await AdoptMetrics.RunAsync(database, Ct);
        await WalkAsync(world, new Random(seed));
        var log = await world.AskAsync(db => db.CaseEvents.AsNoTracking().OrderBy(e => e.Seq).ToListAsync(Ct));
        var folded = log.GroupBy(entry => entry.CaseId)
            .Select(Folded.Of)
            .Where(one => one.Status is not ("cancelled" or "merged"))
            .ToList();

        await using var snapshot = await FigureSnapshot.OpenAsync(database, Ct);
        var metrics = await snapshot.MetricsAsync(Ct);
        foreach (var (metric, dayOf) in Sets)
        {
            var facts = await snapshot.FactsAsync(metrics[metric], Summer, FigureFilter.None, null, int.MaxValue, Ct);
            var counted = facts
                .GroupBy(fact => (fact.Day, fact.Organisation))
                .Select(group =>
                    $"{metric} {group.Key.Day:yyyy-MM-dd} {group.Key.Organisation} {group.Sum(f => f.Quantity):0}"
                );
            var expected = folded
                .Select(one => (Day: dayOf(one), one.Organisation))
                .Where(one => one.Day is not null)
                .GroupBy(one => (Day: DateOnly.FromDateTime(one.Day!.Value.ToOffset(City).DateTime), one.Organisation))
                .Select(group => $"{metric} {group.Key.Day:yyyy-MM-dd} {group.Key.Organisation} {group.Count()}");
            Assert.Equal(expected.Order(StringComparer.Ordinal), counted.Order(StringComparer.Ordinal));
        }

        foreach (var rate in metrics.All.Where(m => m.Unit == "%" && m.Parts.All(Sets.ContainsKey)))
        {
            var total = (await snapshot.FigureAsync(rate, Summer, null, FigureFilter.None, Ct)).Total;
            Assert.True(total is null or <= 100, $"{rate.Code} is {total} %");
        }

        Assert.True(folded.Any(one => one is { Closed: not null, Handled: null }), "none was closed by force");
        Assert.True(folded.Any(one => one.Due is not null && !one.IsInTime), "none was late");
        Assert.True(folded.Any(one => one.IsOnSpot), "none was put right on the spot");
        Assert.Empty(await world.AskAsync(db => VerifyCommand.FindAsync(db, Ct)));
    }

    private static async Task WalkAsync(CaseWorld world, Random random)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < Cases; i++)
        {
            ids.Add(await world.OpenAsync());
        }

        for (var i = 0; i < Attempts; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(random.Next(0, 9)));
            var id = ids[random.Next(ids.Count)];
            var status = await world.AskAsync(db =>
                db.Set<Case>().Where(c => c.Id == id).Select(c => c.Status).SingleAsync(Ct)
            );
            var here = world
                .Steps.Where(s => s.FromStatus == status && s.Action is not ("merge" or "unmerge"))
                .ToArray();
            if (here.Length == 0)
            {
                continue;
            }

            var step = here[random.Next(here.Length)];
            var able = world.People.Where(p => step.Roles.Contains(p.Role.Code)).ToArray();
            if (able.Length > 0)
            {
                await world.TakeAsync(
                    id,
                    step.Action,
                    able[random.Next(able.Length)],
                    new("说明", step.Action == "dispatch" && random.Next(2) == 0 ? "parks" : null, null, null)
                );
            }
        }
    }

    private sealed class Folded
    {
        private static readonly TimeSpan Limit = TimeSpan.FromHours(1);
        private readonly List<(DateTimeOffset From, DateTimeOffset To)> _pauses = [];
        private DateTimeOffset? _started;
        private DateTimeOffset? _stopped;
        private DateTimeOffset? _suspended;
        private string? _clockOf;
        private int _extensions;

        public string Status { get; private set; } = "";
        public string? Organisation { get; private set; }
        public DateTimeOffset Reported { get; private set; }
        public DateTimeOffset? Filed { get; private set; }
        public DateTimeOffset? Dispatched { get; private set; }
        public DateTimeOffset? Transferred { get; private set; }
        public DateTimeOffset? Handled { get; private set; }
        public DateTimeOffset? Closed { get; private set; }
        public bool IsOnSpot { get; private set; }
        public bool HasWonAppeal { get; private set; }

        private DateTimeOffset? Deadline
        {
            get
            {
                var end = _started + Limit * (1 + _extensions);
                foreach (var (from, to) in _pauses)
                {
                    end += from > end ? TimeSpan.Zero : to - from;
                }

                return end;
            }
        }

        /// <summary>The deadline, where it holds: not while it is suspended in time, nor before a reopened case is
        /// handed to somebody again.</summary>
        public DateTimeOffset? Due =>
            _suspended is { } since ? (since > Deadline ? Deadline : null)
            : _stopped is not null && Handled is null && Status is "pending_register" or "pending_dispatch" ? null
            : Deadline;

        public bool IsInTime => Handled is not null && (Deadline is null || _stopped <= Deadline);

        public static Folded Of(IEnumerable<CaseEvent> log)
        {
            var one = new Folded();
            foreach (var entry in log.OrderBy(entry => entry.Seq))
            {
                one.Follow(entry);
            }

            return one;
        }

        private void Follow(CaseEvent entry)
        {
            var detail = entry.Detail.RootElement;
            var at = entry.At;
            if (entry.Seq == 1)
            {
                Reported = at;
                Organisation = detail.GetProperty("opened").GetProperty("organisation").GetString();
            }

            if (detail.TryGetProperty("organisation", out var handed))
            {
                Organisation = handed.GetProperty("to").GetString();
            }

            switch (entry.Action)
            {
                case "file":
                    Filed = at;
                    break;
                case "dispatch":
                    (Dispatched, Transferred) = (at, null);
                    Start(at);
                    break;
                case "transfer":
                    (Filed, Dispatched, Transferred) = (Filed ?? at, at, at);
                    Start(at);
                    break;
                case "rectify":
                    (Filed, Dispatched, Handled, Closed, IsOnSpot) = (at, at, at, at, true);
                    break;
                case "handle":
                    Handled = at;
                    break;
                case "rework":
                    Handled = null;
                    break;
                case "close" or "force-close":
                    Closed = at;
                    break;
                case "reopen":
                    (Handled, Closed, Dispatched, Transferred, IsOnSpot) = (null, null, null, null, false);
                    Filed = entry.ToStatus == "pending_register" ? null : Filed;
                    break;
                case "extend":
                    _extensions++;
                    break;
                case "grant":
                    HasWonAppeal = true;
                    break;
            }

            if (entry.FromStatus != entry.ToStatus && _started is not null)
            {
                Turn(entry.ToStatus, at);
            }

            Status = entry.ToStatus;
        }

        // Of the same organisation a running clock runs on.
        private void Start(DateTimeOffset at)
        {
            if (_started is not null && _stopped is null && _clockOf == Organisation)
            {
                return;
            }

            (_started, _stopped, _suspended, _extensions, HasWonAppeal) = (at, null, null, 0, false);
            _clockOf = Organisation;
            _pauses.Clear();
        }

        private void Turn(string status, DateTimeOffset at)
        {
            if (status is "pending_handle" or "handling")
            {
                if (_stopped is { } since)
                {
                    _pauses.Add((since, at));
                }

                (_stopped, _suspended) = (null, null);
            }
            else if (status == "suspended")
            {
                (_stopped, _suspended) = (at, at);
            }
            else if (
                status
                is "pending_check"
                    or "pending_close"
                    or "closed"
                    or "forced_close"
                    or "cancelled"
                    or "not_accepted"
            )
            {
                (_stopped, _suspended) = (_stopped ?? at, null);
            }
        }
    }
}
