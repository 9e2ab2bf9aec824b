using System.Globalization;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>The contract that the product stands on: acknowledged means committed, in the order received.</summary>
public sealed class AcknowledgementTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private const int LockedDepth = 77;
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp App => shared.App;
    private int Port => App.MqttPort!.Value;

    [Fact]
    public async Task No_acknowledgement_comes_while_the_table_is_locked_and_all_come_in_order_once_it_is_free()
    {
        await using var gateway = await RawMqtt.ConnectAsync(Port, Ct);
        await using (var connection = await App.Database.DataSource.OpenConnectionAsync(Ct))
        await using (var transaction = await connection.BeginTransactionAsync(Ct))
        {
            await using var locked = new Npgsql.NpgsqlCommand(
                "lock table reading in access exclusive mode",
                connection,
                transaction
            );
            await locked.ExecuteNonQueryAsync(Ct);
            for (ushort id = 1; id <= 500; id++)
            {
                // Some rejected, some repeated: their acknowledgements keep their places too.
                await gateway.SendAsync(
                    RawMqtt.Publish(id, id % 7 == 0 ? "{" : Reading(1, id % 5 == 0 ? id - 1 : id, LockedDepth)),
                    Ct
                );
            }

            Assert.False(await gateway.HearsWithinAsync(TimeSpan.FromSeconds(1), Ct));
        }

        for (var id = 1; id <= 500; id++)
        {
            Assert.Equal(id, await gateway.ReceivePubAckAsync(Ct));
        }

        Assert.Equal(
            Enumerable
                .Range(1, 500)
                .Where(id => id % 7 != 0)
                .Select(id => id % 5 == 0 ? id - 1 : id)
                .Distinct()
                .LongCount(),
            await Stored.ScalarAsync<long>(
                App.Database,
                $"select count(*) from reading where depth_mm = {LockedDepth}",
                Ct
            )
        );
    }

    [Fact]
    public async Task A_v3_client_beyond_its_window_is_held_and_not_lost()
    {
        await using var gateway = await RawMqtt.ConnectAsync(Port, Ct);
        var sending = Task.Run(
            async () =>
            {
                for (var id = 1; id <= 5000; id++)
                {
                    await gateway.SendAsync(RawMqtt.Publish((ushort)id, Reading(2, id)), Ct);
                }
            },
            Ct
        );

        for (var id = 1; id <= 5000; id++)
        {
            Assert.Equal(id, await gateway.ReceivePubAckAsync(Ct));
        }

        await sending;
        Assert.Equal(5000, await Stored.ReadingsAsync(App.Database, Ct, "WL-0002"));
    }

    [Fact]
    public async Task A_reading_that_the_database_refuses_is_quarantined_and_its_neighbours_are_stored()
    {
        await Stored.ExecuteAsync(
            App.Database,
            "alter table reading add constraint no_thirteen check (depth_mm <> 13) not valid",
            Ct
        );
        try
        {
            await using var gateway = await RawMqtt.ConnectAsync(Port, Ct);
            var parts = string.Join(
                ',',
                Enumerable.Range(0, 200).Select(i => Reading(1, 10_000 + i, i is 13 or 150 ? 13 : 14))
            );
            await gateway.SendAsync(RawMqtt.Publish(1, $"[{parts}]"), Ct);

            Assert.Equal(1, await gateway.ReceivePubAckAsync(Ct));

            Assert.Equal(
                198,
                await Stored.ScalarAsync<long>(App.Database, "select count(*) from reading where depth_mm = 14", Ct)
            );
            Assert.Equal(
                2,
                await Stored.ScalarAsync<long>(
                    App.Database,
                    """
                    select count(*) from rejected_message
                    where reason = 'not_storable' and detail like '23514%no_thirteen%' and convert_from(payload, 'UTF8') like '%"depthMm":13}'
                    """,
                    Ct
                )
            );
        }
        finally
        {
            await Stored.ExecuteAsync(App.Database, "alter table reading drop constraint no_thirteen", Ct);
        }
    }

    private static readonly DateTimeOffset Start = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private static string Reading(int sensor, int second, int depthMm = 1) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sensor":"WL-000{{sensor}}","observedAt":"{{Start.AddSeconds(second):O}}","depthMm":{{depthMm}}}"""
        );
}
