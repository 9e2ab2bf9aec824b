using System.Globalization;
using System.Net;
using System.Text;
using CityOps.App.Database;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Gateways.Terminals;

/// <summary>
/// kill -9 between a push and its answer: what was answered with 200 is there, and what was not comes again and is
/// stored once.
/// </summary>
public sealed class PushCrashTests
{
    private const int Platforms = 4;
    private const int Each = 1500;
    private const int KilledAfter = 2000;
    private const string Token = "what-was-agreed";
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_kill_9_under_load_every_answered_push_is_there_once()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);
        await using (var city = CityDatabase.At(database.ConnectionString))
        await using (var db = city.NewContext())
        {
            await TestCity.CreateAsync(db, Ct);
        }

        await Stored.ExecuteAsync(
            database,
            $"""
            insert into terminal (gateway_id, profile_code, push_style, push_token)
            values ('gw-01', 'ctwing-datareport', 'token', '{Token}');
            insert into terminal_sensor (gateway_id, number, sensor_id)
            select 'gw-01', 'dev-1', id from sensor where code = 'WL-0001'
            """,
            Ct
        );
        var environment = new Dictionary<string, string> { ["Quotas__MessagesPerSecond"] = "0" };
        await using var app = await CityOpsProcess.StartAsync(
            new(database.ConnectionString) { Environment = environment, Arguments = ["--roles", "ingest"] },
            Ct
        );
        var (answered, killed) = (0, new TaskCompletionSource());
        var platforms = Enumerable.Range(0, Platforms).Select(_ => new HashSet<int>()).ToList();

        await Task.WhenAll([.. platforms.Select((done, i) => RunAsync(app.Http, i, done, () =>
                    {
                        if (Interlocked.Increment(ref answered) == KilledAfter)
                        {
                            _ = app.KillAsync().ContinueWith(_ => killed.SetResult(), TaskScheduler.Default);
                        }
                    })), killed.Task]);
        Assert.InRange(platforms.Sum(done => done.Count), KilledAfter, (Platforms * Each) - 1);
        await AssertNothingIsMissingAsync(database, platforms);

        await app.StartAgainAsync(Ct);
        await Task.WhenAll(platforms.Select((done, i) => RunAsync(app.Http, i, done, () => { })));

        Assert.All(platforms, done => Assert.Equal(Each, done.Count));
        await AssertNothingIsMissingAsync(database, platforms);
        Assert.Equal(Platforms * Each, await Stored.ReadingsAsync(database, Ct, "WL-0001"));
        Assert.Empty(await Stored.ReasonsAsync(database, Ct));
    }

    /// <summary>Pushes what is not answered, one after the other, until all is or the server dies.</summary>
    private static async Task RunAsync(Uri http, int platform, HashSet<int> done, Action answered)
    {
        using var client = new HttpClient { BaseAddress = http };
        try
        {
            foreach (var number in Enumerable.Range(0, Each).Where(n => !done.Contains(n)).ToList())
            {
                using var body = new StringContent(Message(platform, number), Encoding.UTF8, "application/json");
                using var answer = await client.PostAsync($"/api/v1/push/gw-01?token={Token}", body, Ct);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                done.Add(number);
                answered();
            }
        }
        catch (HttpRequestException)
        {
            // the server died; what is not answered comes again
        }
    }

    private static string Message(int platform, int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"messageType":"dataReport","deviceId":"dev-1","timestamp":{{{At(platform, number).ToUnixTimeMilliseconds()}}},"payload":{"serviceData":{"level":{{{number % 1000}}} }} }"""
        );

    private static DateTimeOffset At(int platform, int number) => Start.AddSeconds((number * Platforms) + platform);

    private static async Task AssertNothingIsMissingAsync(TestDatabase database, List<HashSet<int>> platforms)
    {
        await using var command = database.DataSource.CreateCommand("select observed_at from reading");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var stored = new HashSet<DateTime>();
        while (await reader.ReadAsync(Ct))
        {
            stored.Add(reader.GetDateTime(0));
        }

        Assert.Empty(
            platforms.SelectMany(
                (done, i) => done.Where(number => !stored.Contains(At(i, number).UtcDateTime)).Select(n => (i, n))
            )
        );
    }
}
