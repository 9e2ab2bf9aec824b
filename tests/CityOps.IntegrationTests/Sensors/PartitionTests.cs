using System.Globalization;
using CityOps.App.Features.Sensors;
using CityOps.Ingest.Follow;
using CityOps.IntegrationTests.Ingest;
using CityOps.IntegrationTests.Ponding;
using CityOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CityOps.IntegrationTests.Sensors;

/// <summary>Months of readings: made ahead, and strays moved into theirs while ingest goes on.</summary>
public sealed class PartitionTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    // Months that nobody makes ahead, and that are not too long ago to be taken.
    private static readonly DateTimeOffset Early = FirstOfMonth(monthsAgo: 31);
    private static readonly DateTimeOffset LongAgo = FirstOfMonth(monthsAgo: 26);
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp App => shared.App;

    [Fact]
    public async Task Partitions_are_there_from_the_month_before_to_three_months_ahead()
    {
        var now = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        await JobAsync();

        var expected = Enumerable
            .Range(-1, 5)
            .Select(month =>
                now.AddDays(1 - now.Day).AddMonths(month).ToString("'reading_'yyyy_MM", CultureInfo.InvariantCulture)
            );
        var partitions = await Stored.ScalarAsync<string[]>(
            App.Database,
            "select array_agg(inhrelid::regclass::text) from pg_inherits where inhparent = 'reading'::regclass",
            Ct
        );
        Assert.Empty(expected.Except(partitions));
    }

    [Fact]
    public async Task Strays_of_two_years_are_moved_while_readings_for_the_same_months_keep_coming()
    {
        var sent = new HashSet<(string, DateTimeOffset)>();
        var random = new Random(20240901);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var moving = Task.WhenAll(MoveUntilAsync(stop.Token), MoveUntilAsync(stop.Token));
        for (var round = 0; round < 12; round++)
        {
            var batches = TestCity
                .Sensors.Select(sensor =>
                    (
                        Sensor: sensor,
                        Samples: Enumerable
                            .Range(0, random.Next(1, 120))
                            .Select(_ => (At: LongAgo.AddMinutes(random.Next(22 * 30 * 24 * 60)), DepthMm: 5))
                            .DistinctBy(sample => sample.At)
                            .Where(sample => sent.Add((sensor, sample.At)))
                            .ToList()
                    )
                )
                .ToList();
            await Task.WhenAll(
                batches
                    .Where(batch => batch.Samples.Count > 0)
                    .Select(batch => Rain.SendAsync(App, batch.Sensor, batch.Samples, Ct))
            );
        }

        await stop.CancelAsync();
        await moving;
        await JobAsync();

        Assert.Empty(await Stored.ReasonsAsync(App.Database, Ct));
        Assert.Equal(0, await Stored.ScalarAsync<long>(App.Database, "select count(*) from only reading_default", Ct));
        Assert.Equal(
            sent.Count,
            await Stored.ScalarAsync<long>(App.Database, "select count(*) from reading where depth_mm = 5", Ct)
        );
        await new RollUpReadingsJob(App.Database.DataSource).RunAsync(Ct);
        Assert.Equal(
            await Stored.ReadingsAsync(App.Database, Ct),
            await Stored.ScalarAsync<long>(App.Database, "select sum(readings) from reading_hour", Ct)
        );
    }

    [Theory]
    [InlineData(1, 0)] // inserted
    [InlineData(300, 1)] // copied
    public async Task Readings_that_waited_for_their_month_to_be_made_are_stored_and_not_put_aside(
        int readings,
        int month
    )
    {
        var first = Early.AddMonths(month);
        await using var connection = await App.Database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await ExecuteAsync(
            connection,
            $"""
            lock table reading_default in access exclusive mode;
            create table reading_early_{month} (like reading including all);
            alter table reading attach partition reading_early_{month} for values from ('{first:O}') to ('{first.AddMonths(
                1
            ):O}')
            """
        );

        var sending = Rain.SendAsync(
            App,
            "WL-0001",
            [.. Enumerable.Range(0, readings).Select(minute => (first.AddMinutes(minute), 7))],
            Ct
        );
        await Stored.UntilAsync(
            async () =>
                await Stored.ScalarAsync<long>(
                    App.Database,
                    "select count(*) from pg_locks where not granted and relation = 'reading_default'::regclass",
                    Ct
                ) > 0,
            "the reading waits for the strays' table",
            Ct
        );
        await transaction.CommitAsync(Ct);

        await sending;
        Assert.Equal(
            readings,
            await Stored.ScalarAsync<long>(App.Database, $"select count(*) from reading_early_{month}", Ct)
        );
        Assert.Empty(await Stored.ReasonsAsync(App.Database, Ct));
    }

    private static DateTimeOffset FirstOfMonth(int monthsAgo)
    {
        var today = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        return new DateTimeOffset(today.Year, today.Month, 1, 0, 0, 0, today.Offset).AddMonths(-monthsAgo);
    }

    private Task JobAsync() =>
        new MakeReadingPartitions(
            App.Database.DataSource,
            TimeProvider.System,
            NullLogger<ReadingPartitions>.Instance
        ).RunAsync(Ct);

    private async Task MoveUntilAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await JobAsync();
            await Task.Delay(20, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
