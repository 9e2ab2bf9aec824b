using System.Security.Cryptography;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Statistics;
using CityOps.App.Http;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Bulletins;

public sealed class CloseMonthTests : IAsyncLifetime
{
    private static readonly Month October = new(new(2023, 10, 1));
    private static readonly DateTimeOffset Later = new(2024, 5, 11, 9, 0, 0, TimeSpan.FromHours(8));
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestDatabase _db = null!;
    private FieldRecords _records = null!;

    public async ValueTask InitializeAsync()
    {
        _db = await TestDatabase.CreateAsync(_ct);
        await using var city = CityDatabase.At(_db.ConnectionString);
        await using var db = city.NewContext();
        await TestCity.CreateAsync(db, _ct);
        _records = new FieldRecords(_db.DataSource, _ct);
        await AdoptMetrics.RunAsync(_db.DataSource, _ct);
        await _records.PatrolAsync("sanitation", At(3), TestCity.WestTown);
        await _records.PatrolAsync("parks", At(4), TestCity.EastTown);
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task A_month_closed_twice_and_on_two_nodes_at_once_has_one_revision()
    {
        await using var otherNode = NpgsqlDataSource.Create(_db.ConnectionString);

        var closings = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(i => CloseMonth.RunAsync(i % 2 == 0 ? _db.DataSource : otherNode, October, Later, _ct))
        );
        var again = await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct);

        Assert.Single(closings, closing => closing.Value.IsNew);
        Assert.All([.. closings, again], closing => Assert.Equal(1, closing.Value.Revision));
        Assert.Equal([1], await _records.ListAsync<int>("select revision from bulletin_revision"));
    }

    [Fact]
    public async Task A_correction_makes_a_second_revision_that_names_what_changed_and_leaves_the_first_alone()
    {
        var first = (await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct)).Value;
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        var late = await _records.PatrolAsync("sanitation", At(31), TestCity.WestTown);
        await _records.ExecuteAsync(
            "update patrol set received_at = $1 where id = $2",
            Later.AddDays(2).ToUniversalTime(),
            late
        );

        var second = (await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct)).Value;

        Assert.Equal((2, true), (second.Revision, second.IsNew));
        Assert.Equal(
            [
                new FigureChange("patrols", "巡查次数", "total", null, null, 2, 3),
                new FigureChange("patrols", "巡查次数", "org", "sanitation", "环卫中心", 1, 2),
                new FigureChange("patrols", "巡查次数", "town", TestCity.WestTown, "西镇", 1, 2),
                new FigureChange("patrols", "巡查次数", "category", null, "未注明", 2, 3),
                new FigureChange("patrols", "巡查次数", "facts", null, null, 2, 3),
            ],
            second.Changes.Where(change => change.Metric == "patrols")
        );
        Assert.Equal(["patrols", "persons_turned_out"], second.Changes.Select(change => change.Metric).Distinct());
        var cause = Assert.Single(second.Causes);
        Assert.Equal(("late_patrol", 1, late), (cause.Cause, cause.Records, Assert.Single(cause.Examples)));
        Assert.Equal(
            [first.Sha256, second.Sha256],
            await _records.ListAsync<string>("select encode(sha256, 'hex') from bulletin_revision order by revision")
        );
    }

    [Fact]
    public async Task A_month_whose_records_changed_since_is_found_to_be_closed_anew()
    {
        var missed = Sql.Text("queries/bulletins/missed_months")
            .Replace("@current", "date '2024-05-01'", StringComparison.Ordinal);
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        var before = await _records.ListAsync<DateOnly>(missed);
        await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct);
        var closed = await _records.ListAsync<DateOnly>(missed);
        await _records.PatrolAsync("sanitation", At(20), TestCity.WestTown);
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        var corrected = await _records.ListAsync<DateOnly>(missed);
        await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct);

        Assert.Equal([October.FirstDay], before);
        Assert.Empty(closed);
        Assert.Equal([October.FirstDay], corrected);
        Assert.Empty(await _records.ListAsync<DateOnly>(missed));
    }

    [Fact]
    public async Task A_month_that_came_to_the_same_when_it_was_counted_anew_is_left_alone()
    {
        var missed = Sql.Text("queries/bulletins/missed_months")
            .Replace("@current", "date '2024-05-01'", StringComparison.Ordinal);
        await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct);
        await _records.ExecuteAsync("insert into dirty_day (day) values (date '2023-10-05') on conflict do nothing");
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        Assert.Equal([October.FirstDay], await _records.ListAsync<DateOnly>(missed));

        Assert.False((await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct)).Value.IsNew);

        Assert.Empty(await _records.ListAsync<DateOnly>(missed));
    }

    [Fact]
    public async Task A_revision_keeps_the_settings_it_was_frozen_with()
    {
        await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct);

        var settings = JsonDocument
            .Parse(Assert.Single(await _records.ListAsync<string>("select settings::text from bulletin_revision")))
            .RootElement;

        Assert.Equal(
            Convert.ToHexStringLower((await Metrics.ReadAsync(_db.DataSource, _ct))["patrols"].Sha256),
            settings.GetProperty("metrics").GetProperty("patrols").GetString()
        );
        Assert.Equal(
            "{[08:30:00,12:00:00),[14:00:00,17:30:00)}",
            settings.GetProperty("workingHours")[0].GetProperty("periods").GetString()
        );
        Assert.Contains(
            "2023-10-02",
            settings.GetProperty("calendar").EnumerateArray().Select(day => day.GetProperty("day").GetString())
        );
    }

    [Fact]
    public async Task A_record_exchanged_for_another_is_a_change_although_no_number_moves()
    {
        await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct);
        await _records.ExecuteAsync("delete from patrol where organisation_code = 'parks'");
        await _records.PatrolAsync("parks", At(5), TestCity.EastTown);

        var second = (await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct)).Value;

        Assert.Equal(["patrols", "persons_turned_out"], second.Changes.Select(change => change.Metric));
        Assert.All(second.Changes, change => Assert.Equal("facts", change.By));
        Assert.Equal("record_edited", Assert.Single(second.Causes).Cause);
    }

    [Fact]
    public async Task A_month_whose_days_contradict_its_records_is_not_closed()
    {
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        await _records.ExecuteAsync(
            "update daily_figure set quantity = quantity + 1 where metric = 'patrols' and organisation_code = 'parks'"
        );

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            CloseMonth.RunAsync(_db.DataSource, October, Later, _ct)
        );

        Assert.Contains(
            "patrols is 3 by rolled-up days and 2 by its records",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Empty(await _records.ListAsync<int>("select revision from bulletin_revision"));
    }

    [Fact]
    public async Task The_hash_is_that_of_the_stored_figures_in_canonical_form()
    {
        var closed = (await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct)).Value;

        var stored = Assert.Single(await _records.ListAsync<string>("select figures::text from bulletin_revision"));

        Assert.Equal(
            closed.Sha256,
            Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(JsonDocument.Parse(stored).RootElement)))
        );
    }

    [Fact]
    public async Task A_month_that_is_not_over_in_Shanghai_is_refused()
    {
        var tooEarly = new DateTimeOffset(2023, 10, 31, 15, 59, 0, TimeSpan.Zero);

        var refused = await CloseMonth.RunAsync(_db.DataSource, October, tooEarly, _ct);
        var taken = await CloseMonth.RunAsync(_db.DataSource, October, tooEarly.AddMinutes(1), _ct);

        Assert.Equal(Problems.MonthNotOver, refused.Refusal?.Problem);
        Assert.True(taken.Value.IsNew);
    }

    [Theory]
    [InlineData("update bulletin_revision set figures = '{}'")]
    [InlineData("delete from bulletin_revision")]
    [InlineData("truncate bulletin_revision cascade")]
    public async Task A_revision_can_never_be_changed(string statement)
    {
        await CloseMonth.RunAsync(_db.DataSource, October, Later, _ct);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => _records.ExecuteAsync(statement));

        Assert.Equal("bulletin_revision_append_only", refused.ConstraintName);
    }

    private static DateTimeOffset At(int day) => new(2023, 10, day, 9, 0, 0, TimeSpan.FromHours(8));
}
