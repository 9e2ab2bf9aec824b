using System.Net;
using CityOps.App.Database;
using CityOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>What is left when a process dies at the worst moment: everything that was acknowledged, once.</summary>
public sealed class CrashTests
{
    private const int Connections = 4;
    private const int PerConnection = 5000;
    private const int PerConnectionWhileAway = 25_000; // more than can be through before the server has stopped
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_kill_9_in_the_middle_of_twenty_thousand_publishes_every_acknowledged_one_is_there()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);
        await using (var city = CityDatabase.At(database.ConnectionString))
        await using (var db = city.NewContext())
        {
            await TestCity.CreateAsync(db, Ct);
        }

        await using var app = await CityOpsProcess.StartAsync(new(database.ConnectionString), Ct);
        var gateways = Gateways(app.MqttPort);
        var (acknowledged, killed) = (0, new TaskCompletionSource());
        var publishing = Task.WhenAll(
            gateways.Select(gateway =>
                gateway.RunAsync(
                    () =>
                    {
                        if (Interlocked.Increment(ref acknowledged) == 7000)
                        {
                            _ = app.KillAsync().ContinueWith(_ => killed.SetResult(), TaskScheduler.Default);
                        }
                    },
                    Ct
                )
            )
        );
        await Task.WhenAll(publishing, killed.Task);
        Assert.InRange(gateways.Sum(gateway => gateway.Acknowledged.Count), 7000, (Connections * PerConnection) - 1);
        await AssertNothingIsMissingAsync(database.DataSource, gateways);

        await app.StartAgainAsync(Ct);
        await Task.WhenAll(gateways.Select(gateway => gateway.RunAsync(() => { }, Ct)));

        Assert.All(gateways, gateway => Assert.Equal(PerConnection, gateway.Acknowledged.Count));
        await AssertNothingIsMissingAsync(database.DataSource, gateways);
        Assert.Equal(Connections * PerConnection, await Stored.ReadingsAsync(database, Ct));
        Assert.Empty(await Stored.ReasonsAsync(database, Ct));
    }

    [Fact]
    public async Task While_the_database_is_away_the_window_is_held_and_work_resumes_by_itself()
    {
        using var scratch = new ScratchFolder();
        var options = new EmbeddedPostgresOptions(scratch.Path, new Dictionary<string, string> { ["fsync"] = "off" });
        var server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, Ct);
        try
        {
            await Migrations.ApplyAsync(server.ConnectionString, NullLogger.Instance, Ct);
            await using var city = CityDatabase.At(server.ConnectionString);
            await using (var db = city.NewContext())
            {
                await TestCity.CreateAsync(db, Ct);
            }

            await using var app = await CityOpsProcess.StartAsync(new(server.ConnectionString), Ct);
            using var http = new HttpClient { BaseAddress = app.Http };
            var gateways = Gateways(app.MqttPort, PerConnectionWhileAway);
            var (acknowledged, well) = (0, new TaskCompletionSource());
            var publishing = Task.WhenAll(
                gateways.Select(gateway =>
                    gateway.RunAsync(
                        () =>
                        {
                            if (Interlocked.Increment(ref acknowledged) == 5000)
                            {
                                well.SetResult();
                            }
                        },
                        Ct
                    )
                )
            );
            await well.Task.WaitAsync(Ct);

            await server.DisposeAsync();
            await Stored.UntilAsync(
                () => IsReadyAsync(app, http, HttpStatusCode.ServiceUnavailable),
                "readiness is red",
                Ct
            );
            await Stored.UntilAsync(
                async () =>
                {
                    // What was committed before may still be on its way to us; then nothing comes any more.
                    var held = Volatile.Read(ref acknowledged);
                    await Task.Delay(TimeSpan.FromSeconds(1), Ct);
                    return held == Volatile.Read(ref acknowledged);
                },
                "acknowledgements stop",
                Ct
            );
            Assert.False(publishing.IsCompleted, "everything was acknowledged before the server stopped; publish more");

            server = await EmbeddedPostgres.StartAsync(options, NullLogger.Instance, Ct);
            await publishing;

            Assert.All(gateways, gateway => Assert.Equal(PerConnectionWhileAway, gateway.Acknowledged.Count));
            city.DataSource.Clear(); // of connections to the server that was stopped
            await AssertNothingIsMissingAsync(city.DataSource, gateways);
            await Stored.UntilAsync(() => IsReadyAsync(app, http, HttpStatusCode.OK), "readiness is green", Ct);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static PublishingGateway[] Gateways(int port, int each = PerConnection) =>
        [.. Enumerable.Range(0, Connections).Select(connection => new PublishingGateway(port, connection, each))];

    private static async Task<bool> IsReadyAsync(CityOpsProcess app, HttpClient http, HttpStatusCode status)
    {
        try
        {
            using var answer = await http.GetAsync("health/ready", Ct);
            return answer.StatusCode == status;
        }
        catch (HttpRequestException e)
        {
            throw new InvalidOperationException($"cityops ended by itself. Its log:\n{app.Log}", e);
        }
    }

    private static async Task AssertNothingIsMissingAsync(NpgsqlDataSource database, PublishingGateway[] gateways)
    {
        await using var command = database.CreateCommand("select observed_at from reading");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var stored = new HashSet<DateTime>();
        while (await reader.ReadAsync(Ct))
        {
            stored.Add(reader.GetDateTime(0));
        }

        var missing = gateways.SelectMany(
            (gateway, connection) =>
                gateway
                    .Acknowledged.Where(number =>
                        !stored.Contains(PublishingGateway.ObservedAt(connection, number).UtcDateTime)
                    )
                    .Select(number => (connection, number))
        );
        Assert.Empty(missing);
    }
}
