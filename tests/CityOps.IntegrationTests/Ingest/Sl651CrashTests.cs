using System.Globalization;
using CityOps.App.Database;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>kill -9 between a frame and its confirmation: what was confirmed is there, and what was not comes again and
/// is stored once.</summary>
public sealed class Sl651CrashTests
{
    private const int Stations = 4;
    private const int Each = 4000;
    private const int InFlight = 50;
    private const int KilledAfter = 5000;
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_kill_9_under_load_every_confirmed_frame_is_there_once()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);
        await using (var city = CityDatabase.At(database.ConnectionString))
        await using (var db = city.NewContext())
        {
            await TestCity.CreateAsync(db, Ct);
        }

        await Stored.ExecuteAsync(
            database,
            """
            insert into sl651_station (gateway_id, address, password) values ('gw-01', '0012345678', '1234');
            insert into sl651_element (gateway_id, address, element, sensor_id)
            select 'gw-01', '0012345678', '39', id from sensor where code = 'WL-0001'
            """,
            Ct
        );
        var port = FreePort.Next();
        var environment = new Dictionary<string, string>
        {
            ["Sl651__Port"] = port.ToString(CultureInfo.InvariantCulture),
        };
        await using var app = await CityOpsProcess.StartAsync(
            new(database.ConnectionString) { Environment = environment, Arguments = ["--roles", "ingest"] },
            Ct
        );
        var (confirmed, killed) = (0, new TaskCompletionSource());
        var stations = Enumerable.Range(0, Stations).Select(_ => new HashSet<int>()).ToList();

        await Task.WhenAll([.. stations.Select((done, i) => RunAsync(port, i, done, () =>
                    {
                        if (Interlocked.Increment(ref confirmed) == KilledAfter)
                        {
                            _ = app.KillAsync().ContinueWith(_ => killed.SetResult(), TaskScheduler.Default);
                        }
                    })), killed.Task]);
        Assert.InRange(stations.Sum(done => done.Count), KilledAfter, (Stations * Each) - 1);
        await AssertNothingIsMissingAsync(database, stations);

        await app.StartAgainAsync(Ct);
        await Task.WhenAll(stations.Select((done, i) => RunAsync(port, i, done, () => { })));

        Assert.All(stations, done => Assert.Equal(Each, done.Count));
        await AssertNothingIsMissingAsync(database, stations);
        Assert.Equal(Stations * Each, await Stored.ReadingsAsync(database, Ct, "WL-0001"));
        Assert.Empty(await Stored.ReasonsAsync(database, Ct));
    }

    /// <summary>Sends what is not confirmed, fifty at once, until all is or the connection ends.</summary>
    private static async Task RunAsync(int port, int station, HashSet<int> done, Action confirmed)
    {
        try
        {
            await using var client = await Sl651Client.ConnectAsync(port, Ct);
            foreach (var numbers in Enumerable.Range(0, Each).Where(n => !done.Contains(n)).ToList().Chunk(InFlight))
            {
                byte[] frames =
                [
                    .. numbers.SelectMany(number =>
                        Sl651Client.Level(number, At(station, number), 0.001m * (number % 1000))
                    ),
                ];
                await client.SendAsync(frames, Ct);
                foreach (var number in numbers)
                {
                    Assert.Equal(number, await client.ReceiveConfirmationAsync(Ct));
                    done.Add(number);
                    confirmed();
                }
            }
        }
        catch (IOException)
        {
            // the server died; what is not confirmed comes again
        }
    }

    /// <summary>Times have minutes alone.</summary>
    private static DateTimeOffset At(int station, int number) => Start.AddMinutes((number * Stations) + station);

    private static async Task AssertNothingIsMissingAsync(TestDatabase database, List<HashSet<int>> stations)
    {
        await using var command = database.DataSource.CreateCommand("select observed_at from reading");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var stored = new HashSet<DateTime>();
        while (await reader.ReadAsync(Ct))
        {
            stored.Add(reader.GetDateTime(0));
        }

        Assert.Empty(
            stations.SelectMany(
                (done, i) => done.Where(number => !stored.Contains(At(i, number).UtcDateTime)).Select(n => (i, n))
            )
        );
    }
}
