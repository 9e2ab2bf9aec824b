using System.Globalization;
using CityOps.App.Database;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>Processes of the application that share one mosquitto's load, and what is left when one dies.</summary>
public sealed class BrokerNodesTests : IAsyncLifetime
{
    private const int Connections = 4;
    private const int PerConnection = 5000;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestDatabase _database = null!;
    private MosquittoBroker _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(Ct);
        await using var city = CityDatabase.At(_database.ConnectionString);
        await using var db = city.NewContext();
        await TestCity.CreateAsync(db, Ct);
        _broker = await MosquittoBroker.StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_acknowledged_to_the_broker_before_its_commit()
    {
        await using var node = await NodeAsync(1);
        await using (var connection = await _database.DataSource.OpenConnectionAsync(Ct))
        await using (var transaction = await connection.BeginTransactionAsync(Ct))
        {
            await using var locked = new NpgsqlCommand(
                "lock table reading in access exclusive mode",
                connection,
                transaction
            );
            await locked.ExecuteNonQueryAsync(Ct);
            await PublishAsync(count: 3);
            await Stored.UntilAsync(WaitsForTheTableAsync, "the node has them and waits for the table", Ct);
            await node.KillAsync();
        }

        Assert.Equal(0, await Stored.ReadingsAsync(_database, Ct));
        await node.StartAgainAsync(Ct);

        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(_database, Ct) == 3,
            "the broker has sent them again",
            Ct
        );
    }

    [Fact]
    public async Task When_one_of_two_nodes_is_killed_nothing_that_the_broker_took_is_missing_or_stored_twice()
    {
        await using var survivor = await NodeAsync(1);
        await using var victim = await NodeAsync(2);
        var gateways = Enumerable
            .Range(0, Connections)
            .Select(connection => new PublishingGateway(_broker.Port, connection, PerConnection))
            .ToArray();
        var (acknowledged, killed) = (0, new TaskCompletionSource());
        await Task.WhenAll([
            .. gateways.Select(gateway =>
                gateway.RunAsync(
                    () =>
                    {
                        if (Interlocked.Increment(ref acknowledged) == Connections * PerConnection / 3)
                        {
                            _ = victim.KillAsync().ContinueWith(_ => killed.SetResult(), TaskScheduler.Default);
                        }
                    },
                    Ct
                )
            ),
            killed.Task,
        ]);
        Assert.All(gateways, gateway => Assert.Equal(PerConnection, gateway.Acknowledged.Count));

        // What the broker holds for the dead node's session comes to the node that returns under its name.
        await victim.StartAgainAsync(Ct);
        await Stored.UntilAsync(
            async () => await Stored.ReadingsAsync(_database, Ct) == Connections * PerConnection,
            "everything is stored",
            Ct
        );

        Assert.Empty(await Stored.ReasonsAsync(_database, Ct));
        Assert.All([survivor, victim], node =>
            Assert.Contains("Takes messages from", node.Log, StringComparison.Ordinal)
        );
    }

    private Task<CityOpsProcess> NodeAsync(int number) =>
        CityOpsProcess.StartAsync(
            new(_database.ConnectionString)
            {
                Arguments = ["--roles", "ingest"],
                Environment = new Dictionary<string, string>
                {
                    ["Mqtt__Broker"] = _broker.Url,
                    ["Logging__LogLevel__Default"] = "Information", // whatever the test run prefers to read
                    ["Mqtt__BrokerClientId"] = string.Create(CultureInfo.InvariantCulture, $"node-{number}"),
                },
            },
            Ct
        );

    private async Task PublishAsync(int count)
    {
        var gateway = new PublishingGateway(_broker.Port, 0, count);
        await gateway.RunAsync(() => { }, Ct);
        Assert.Equal(count, gateway.Acknowledged.Count);
    }

    private async Task<bool> WaitsForTheTableAsync() =>
        await Stored.ScalarAsync<long>(
            _database,
            "select count(*) from pg_locks where not granted and relation = 'reading'::regclass",
            Ct
        ) > 0;
}
