using CityOps.App.Database;
using CityOps.App.Features.Statistics;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Statistics;

public sealed class FiguresTests : IAsyncLifetime
{
    private static readonly Period Autumn = new(new(2023, 9, 1), new(2023, 12, 31));
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
        await AdoptMetrics.RunAsync(_db.DataSource, Metrics.All, _ct);
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task A_figure_counts_a_change_before_and_after_its_day_is_rolled_up()
    {
        await _records.PatrolAsync("sanitation", At(2023, 10, 3));
        var atOnce = await FigureAsync("patrols", Cut.Organisation);
        var days = await RollUpDays.RunAsync(_db.DataSource, _ct);
        await _records.PatrolAsync("sanitation", At(2023, 10, 3));
        await _records.PatrolAsync("parks", At(2023, 11, 3));
        var later = await FigureAsync("patrols", Cut.Organisation);

        Assert.Equal([new FigureRow("sanitation", "环卫中心", 1)], atOnce.Rows);
        Assert.Equal(1, days);
        Assert.Equal([new FigureRow("sanitation", "环卫中心", 2), new FigureRow("parks", "园林中心", 1)], later.Rows);
        Assert.Equal(3, later.Total);
    }

    [Fact]
    public async Task Days_begin_and_end_at_midnight_in_Shanghai()
    {
        await _records.PatrolAsync("sanitation", new DateTimeOffset(2023, 10, 31, 15, 59, 59, TimeSpan.Zero));
        await _records.PatrolAsync("sanitation", new DateTimeOffset(2023, 10, 31, 16, 0, 0, TimeSpan.Zero));

        var byDay = await FigureAsync("patrols", Cut.Day);
        var byMonth = await FigureAsync("patrols", Cut.Month);

        Assert.Equal(["2023-10-31", "2023-11-01"], byDay.Rows.Select(row => row.Key));
        Assert.Equal(["2023-10", "2023-11"], byMonth.Rows.Select(row => row.Key));
    }

    [Fact]
    public async Task A_change_on_a_day_outside_the_period_does_not_count_in_it()
    {
        await _records.PatrolAsync("sanitation", At(2023, 10, 3));
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        await _records.PatrolAsync("sanitation", At(2024, 2, 3));

        Assert.Equal(1, (await FigureAsync("patrols", Cut.Organisation)).Total);
    }

    [Fact]
    public async Task Roll_up_equals_a_recount_after_random_edits_whatever_was_rolled_up_when()
    {
        var random = new Random(20231001);
        for (var edit = 0; edit < 300; edit++)
        {
            await EditAsync(random);
            if (random.Next(12) == 0)
            {
                await Task.WhenAll(RollUpDays.RunAsync(_db.DataSource, _ct), EditAsync(random), RollUpDays.RunAsync(_db.DataSource, _ct));
            }

            if (edit % 60 == 30)
            {
                await AssertEqualsRecountAsync(Autumn);
                var from = Autumn.From.AddDays(random.Next(100));
                await AssertEqualsRecountAsync(new Period(from, from.AddDays(random.Next(20))));
            }
        }

        await RollUpDays.RunAsync(_db.DataSource, _ct);
        Assert.Empty(await _records.ListAsync<DateOnly>("select day from dirty_day"));
        Assert.NotEmpty(await _records.ListAsync<DateOnly>("select day from daily_figure"));
        await AssertEqualsRecountAsync(Autumn);
    }

    [Fact]
    public async Task A_changed_metric_is_counted_anew_on_all_its_days()
    {
        await _records.PatrolAsync("sanitation", At(2023, 10, 3));
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        var patrols = Metrics.Find("patrols").Value;
        await AdoptMetrics.RunAsync(_db.DataSource, [patrols], _ct);
        var unchanged = await _records.ListAsync<DateOnly>("select day from dirty_day");

        var doubled = patrols with { Facts = patrols.Facts.Replace("1 as quantity", "2 as quantity", StringComparison.Ordinal) };
        await AdoptMetrics.RunAsync(_db.DataSource, [Metric.Parse("patrols", Text(doubled))], _ct);

        Assert.Empty(unchanged);
        Assert.Equal([new DateOnly(2023, 10, 3)], await _records.ListAsync<DateOnly>("select day from dirty_day"));
    }

    [Theory]
    [InlineData("select date '2023-10-01' as day, 'a' as org, 'b' as town, 'c' as category, 1 as quantity, 'patrol' as source", "lacks the column source_id")]
    [InlineData("select now() as day, 'a' as org, 'b' as town, 'c' as category, 1 as quantity, 'patrol' as source, gen_random_uuid() as source_id", "its column day is timestamp with time zone, not date")]
    [InlineData("select null::date as day, 'a' as org, 'b' as town, 'c' as category, 1 as quantity, 'patrol' as source, gen_random_uuid() as source_id", "it returns a NULL day")]
    [InlineData("select nonsense", "does not exist")]
    public async Task A_file_that_is_no_select_of_facts_is_refused_by_its_name(string facts, string why)
    {
        var metric = new Metric("broken", "坏的", "Broken", "个", "Nothing.", facts);

        var refused = await Assert.ThrowsAsync<MetricFileException>(() => AdoptMetrics.RunAsync(_db.DataSource, [metric], _ct));

        Assert.Contains("sql/metrics/broken.sql", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_metric_finds_its_days_by_an_index()
    {
        await using var connection = await _db.DataSource.OpenConnectionAsync(_ct);
        await using (var dear = new NpgsqlCommand("set enable_seqscan = off", connection))
        {
            await dear.ExecuteNonQueryAsync(_ct);
        }

        foreach (var metric in Metrics.All)
        {
#pragma warning disable CA2100 // The metric's own file.
            await using var explain = new NpgsqlCommand(
                $"explain select * from ({metric.Facts}) f where f.day between '2023-10-01' and '2023-10-31'", connection);
#pragma warning restore CA2100
            await using var reader = await explain.ExecuteReaderAsync(_ct);
            var plan = new List<string>();
            while (await reader.ReadAsync(_ct))
            {
                plan.Add(reader.GetString(0));
            }

            Assert.Contains(plan, line => line.Contains("Index Cond", StringComparison.Ordinal) && line.Contains("Asia/Shanghai", StringComparison.Ordinal));
        }
    }

    private async Task<Figure> FigureAsync(string metric, Cut cut)
    {
        await using var snapshot = await FigureSnapshot.OpenAsync(_db.DataSource, _ct);
        return await snapshot.FigureAsync(Metrics.Find(metric).Value, Autumn, cut, FigureFilter.None, _ct);
    }

    private async Task AssertEqualsRecountAsync(Period period)
    {
        await using var snapshot = await FigureSnapshot.OpenAsync(_db.DataSource, _ct);
        foreach (var metric in Metrics.All)
        {
            var facts = await snapshot.FactsAsync(metric, period, FigureFilter.None, null, int.MaxValue, _ct);
            foreach (var cut in Cut.All)
            {
                var figure = await snapshot.FigureAsync(metric, period, cut, FigureFilter.None, _ct);
                var recount = facts.GroupBy(fact => Key(fact, cut)).ToDictionary(group => group.Key ?? "", group => group.Sum(fact => fact.Quantity));
                Assert.Equal(recount.OrderBy(pair => pair.Key), figure.Rows.ToDictionary(row => row.Key ?? "", row => row.Value).OrderBy(pair => pair.Key));
                Assert.Equal(facts.Sum(fact => fact.Quantity), figure.Total);
            }
        }
    }

    private static string? Key(Fact fact, Cut cut) => cut.Code switch
    {
        "org" => fact.Organisation,
        "town" => fact.Town,
        "category" => fact.Category,
        "day" => fact.Day.ToString("yyyy-MM-dd", null),
        _ => fact.Day.ToString("yyyy-MM", null),
    };

    private async Task EditAsync(Random random)
    {
        string[] organisations = ["sanitation", "parks", "municipal"];
        var (organisation, other) = (organisations[random.Next(3)], organisations[random.Next(3)]);
        var at = At(2023, 9, 1).AddHours(random.Next(24 * 120));
        var town = random.Next(2) == 0 ? TestCity.WestTown : TestCity.EastTown;
        await (random.Next(13) switch
        {
            0 or 1 => _records.PatrolAsync(organisation, at, random.Next(4) == 0 ? null : town),
            2 or 3 => _records.ReportAsync(organisation, at, random.Next(3) switch { 0 => null, 1 => "transferred", _ => "rectified_on_site" }, random.Next(5) > 0, town),
            4 => _records.FeedbackAsync(random.Next(2) == 0 ? "praise" : "smell", at),
            5 or 6 => _records.CaseAsync(organisation, at, random.Next(2) == 0 ? null : at.AddHours(3), random.Next(2) == 0 ? null : at.AddDays(2), town),
            7 => _records.ExecuteAsync(Any("patrol", "update {0} set started_at = $1, organisation_code = $2"), at.ToUniversalTime(), other),
            8 => _records.ExecuteAsync(Any("case_file", "update {0} set closed_at = case when closed_at is null then $1 end, organisation_code = $2"), at.ToUniversalTime(), other),
            9 => _records.ExecuteAsync(Any("report", "update {0} set observed_at = $1, organisation_code = $2, town_code = $3"), at.ToUniversalTime(), other, town),
            10 => _records.ExecuteAsync(Any("patrol", "delete from {0}")),
            11 => _records.ExecuteAsync("update facility set organisation_code = $1, town_code = $2", other, town),
            _ => _records.ExecuteAsync("update feedback_kind set category_code = $1 where code = 'smell'", random.Next(2) == 0 ? "L0301" : "L0302"),
        });
    }

    // The oldest by id: as good as any, and the same in every run of the same edits but for the ids.
    private static string Any(string table, string statement) =>
        string.Format(null, statement, table) + $" where id = (select id from {table} order by id limit 1)";

    private static DateTimeOffset At(int year, int month, int day) => new(year, month, day, 9, 0, 0, TimeSpan.FromHours(8));

    private static string Text(Metric metric) =>
        $"-- metric: {metric.Code}\n-- name: {metric.Name}\n-- name_en: {metric.NameEn}\n-- unit: {metric.Unit}\n-- counts: {metric.Counts}\n{metric.Facts}";
}
