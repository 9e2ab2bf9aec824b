using CityOps.App.Features.Ponding.Detection;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Ponding;

/// <summary>
/// Random storms through two nodes of one city, late, repeated and out of order; one node is killed and comes back.
/// What is stored in the end must be what the sorted truth tells, with each level alerted once.
/// </summary>
public sealed class SeveralNodesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.FromHours(8));
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestApp _app = null!;
    private CityOpsProcess _other = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(_ct);
        _other = await CityOpsProcess.StartAsync(
            new(_app.Database.ConnectionString) { Arguments = ["--roles", "ingest"] },
            _ct
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Events_are_those_of_the_sorted_truth_and_no_level_is_alerted_twice(int seed)
    {
        var random = new Random(seed);
        var truth = Storm(random, 300);
        await using var alerts = await AlertsHeard.ListenAsync(_app.Database.DataSource, _ct);
        var deliveries = truth
            .SelectMany(sample => Enumerable.Repeat(sample, random.Next(6) == 0 ? 2 : 1))
            .OrderBy(sample => sample.At.AddMinutes(random.Next(5) == 0 ? random.Next(90) : 0))
            .Chunk(7)
            .ToList();
        for (var i = 0; i < deliveries.Count; i++)
        {
            if (i == deliveries.Count / 2)
            {
                await _other.KillAsync();
            }
            else if (i == deliveries.Count * 2 / 3)
            {
                await _other.StartAgainAsync(_ct);
            }

            var otherIsUp = i < deliveries.Count / 2 || i >= deliveries.Count * 2 / 3;
            await Rain.SendAsync(
                otherIsUp && random.Next(2) == 0 ? _other.Http : _app.Http,
                "WL-0001",
                [.. deliveries[i].Select(s => (s.At, s.DepthMm))],
                _ct
            );
        }

        await Rain.UntilEventsAsync(_app.Database, ignoreAnnounced: true, [.. Told(truth)], _ct);
        Assert.Equal(alerts.Heard.Distinct(), alerts.Heard);
        Assert.Equal(
            await Stored.ScalarAsync<long>(_app.Database, "select count(*) from ponding_alert where announced", _ct),
            alerts.Heard.Count
        );
    }

    private static IEnumerable<string> Told(List<Sample> truth) =>
        DeriveEvents
            .Run(
                [new SensorSeries(1, SampleJudge.Judge(truth, -50, 5000))],
                new RuleTimeline([PondingRule.Default]),
                truth[^1].At
            )
            .Select(e =>
                FormattableString.Invariant(
                    $"S-01 {e.OpenedAt.ToOffset(Start.Offset):HH:mm}-{e.ClosedAt?.ToOffset(Start.Offset):HH:mm} {e.Peak.DepthMm} {string.Join(' ', e.Rises.Keys.Select(level => (int)level))}"
                )
            );

    /// <summary>Ends with an hour of dry weather, so that the clock has nothing left to close.</summary>
    private static List<Sample> Storm(Random random, int count)
    {
        var samples = new List<Sample>();
        var at = Start;
        var level = 0;
        var trend = 0;
        for (var i = 0; i < count; i++)
        {
            trend = random.Next(10) == 0 ? random.Next(-50, 51) : trend;
            level = Math.Clamp(level + trend, 0, 550);
            samples.Add(new(at, level + random.Next(0, 8) + (random.Next(40) == 0 ? 350 : 0)));
            at = at.AddSeconds(random.Next(20, 200));
        }

        samples.AddRange(Enumerable.Range(1, 60).Select(minute => new Sample(at.AddMinutes(minute), 0)));
        return samples;
    }

    /// <summary>The alerts that were told to the world, "event level".</summary>
    private sealed class AlertsHeard : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ends = new();
        private readonly NpgsqlConnection _connection;
        private Task _listening = Task.CompletedTask;

        private AlertsHeard(NpgsqlConnection connection) => _connection = connection;

        public List<string> Heard { get; } = [];

        public static async Task<AlertsHeard> ListenAsync(NpgsqlDataSource database, CancellationToken ct)
        {
            var heard = new AlertsHeard(await database.OpenConnectionAsync(ct));
            heard._connection.Notification += (_, said) =>
            {
                using var news = System.Text.Json.JsonDocument.Parse(said.Payload);
                if (news.RootElement.TryGetProperty("alert", out var alert))
                {
                    heard.Heard.Add($"{news.RootElement.GetProperty("event")} {alert}");
                }
            };
            await using var listen = new NpgsqlCommand("listen cityops_events", heard._connection);
            await listen.ExecuteNonQueryAsync(ct);
            heard._listening = heard.WaitAsync();
            return heard;
        }

        public async ValueTask DisposeAsync()
        {
            await _ends.CancelAsync();
            await _listening;
            await _connection.DisposeAsync();
            _ends.Dispose();
        }

        private async Task WaitAsync()
        {
            try
            {
                while (true)
                {
                    await _connection.WaitAsync(_ends.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }
}
