using CityOps.App.Database;
using CityOps.App.Features.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Statistics;

public sealed class FiguresTests : IAsyncLifetime
{
    private static readonly Period Autumn = new(new(2023, 9, 1), new(2023, 12, 31));

    // The cases at toilets may be found by the toilet, which there are few of.
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
        await RollUpDays.RunAsync(_db.DataSource, _ct);
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task A_figure_counts_a_change_before_and_after_its_day_is_rolled_up()
    {
        await _records.PatrolAsync("sanitation", At(2023, 10, 3));
        var atOnce = await FigureAsync("patrols", Dimension.Organisation);
        var days = await RollUpDays.RunAsync(_db.DataSource, _ct);
        await _records.PatrolAsync("sanitation", At(2023, 10, 3));
        await _records.PatrolAsync("parks", At(2023, 11, 3));
        var later = await FigureAsync("patrols", Dimension.Organisation);

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

        var byDay = await FigureAsync("patrols", Dimension.Day);
        var byMonth = await FigureAsync("patrols", Dimension.Month);

        Assert.Equal(["2023-10-31", "2023-11-01"], byDay.Rows.Select(row => row.Key));
        Assert.Equal(["2023-10", "2023-11"], byMonth.Rows.Select(row => row.Key));
    }

    [Fact]
    public async Task A_change_on_a_day_outside_the_period_does_not_count_in_it()
    {
        await _records.PatrolAsync("sanitation", At(2023, 10, 3));
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        await _records.PatrolAsync("sanitation", At(2024, 2, 3));

        Assert.Equal(1, (await FigureAsync("patrols", Dimension.Organisation)).Total);
    }

    [Fact]
    public async Task A_case_in_two_letters_is_one_lead_of_the_first_that_stands()
    {
        var one = await _records.CaseAsync("sanitation", At(2023, 10, 1), At(2023, 10, 1), null);
        foreach (var (number, day) in new[] { ("1", "2023-10-05"), ("2", "2023-11-05") })
        {
            await _records.ExecuteAsync(
                $"""
                insert into letter (id, number, kind, from_organisation_code, to_organisation_code, title, issued_on, created_at)
                values (gen_random_uuid(), '{number}', 'transfer', 'sanitation', 'bureau', '函', '{day}', now())
                """
            );
            await _records.ExecuteAsync(
                $"insert into letter_case select id, $1 from letter where number = '{number}'",
                one
            );
        }

        await RollUpDays.RunAsync(_db.DataSource, _ct);
        var both = await FigureAsync("leads_transferred", Dimension.Month);
        await _records.ExecuteAsync("update letter set withdrawn_at = now() where number = '1'");
        var second = await FigureAsync("leads_transferred", Dimension.Month);

        Assert.Equal([("2023-10", 1m)], both.Rows.Select(row => (row.Key!, row.Value!.Value)));
        Assert.Equal([("2023-11", 1m)], second.Rows.Select(row => (row.Key!, row.Value!.Value)));
    }

    [Fact]
    public async Task What_report_and_handling_both_measured_counts_once_and_by_facility()
    {
        await _records.ExecuteAsync("insert into measure (code, name, unit) values ('lamps', '路灯', '盏')");
        await AdoptMetrics.RunAsync(_db.DataSource, _ct);
        var report = await _records.ReportAsync("sanitation", At(2023, 10, 3));
        var one = await _records.CaseAsync("sanitation", At(2023, 10, 3), At(2023, 10, 3), null);
        await _records.ExecuteAsync(
            "update case_file set source_id = $1, facility_id = (select id from facility where code = 'T-001') where id = $2",
            report,
            one
        );
        await _records.ExecuteAsync("update report set case_id = $1 where id = $2", one, report);
        await _records.ExecuteAsync("insert into report_measure values ($1, 'lamps', 7)", report);
        await _records.ExecuteAsync("insert into case_measure values ($1, 'lamps', 6)", one);
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        var found = await FigureAsync("work.lamps", Dimension.Month);
        await _records.ExecuteAsync(
            "update case_file set handled_at = $1 where id = $2",
            At(2023, 11, 3).ToUniversalTime(),
            one
        );
        var worked = await FigureAsync("work.lamps", Dimension.Month);
        var byFacility = await FigureAsync("work.lamps", Dimension.All.Single(d => d.Code == "facility"));

        Assert.Equal([("2023-10", 7m)], found.Rows.Select(row => (row.Key!, row.Value!.Value)));
        Assert.Equal([("2023-11", 6m)], worked.Rows.Select(row => (row.Key!, row.Value!.Value)));
        Assert.Equal(6, Assert.Single(byFacility.Rows).Value);
    }

    [Fact]
    public async Task What_was_put_right_on_the_spot_makes_no_mean_and_no_median_shorter()
    {
        foreach (var hours in new[] { 0, 0, 0, 2, 5, 8 })
        {
            var one = await _records.CaseAsync(
                "sanitation",
                At(2023, 10, 3),
                At(2023, 10, 3),
                At(2023, 10, 3).AddHours(hours)
            );
            await _records.ExecuteAsync(
                """
                update case_file set rectified_on_site = $1, dispatched_at = reported_at + (closed_at - reported_at) / 2,
                  handled_at = closed_at, status = 'closed' where id = $2
                """,
                hours == 0,
                one
            );
        }

        Assert.Equal(
            (5m, 5m, 2.5m, 2.5m, 6m),
            (
                (await FigureAsync("median_hours_to_close", Dimension.Month)).Total,
                (await FigureAsync("mean_hours_to_close", Dimension.Month)).Total,
                (await FigureAsync("median_hours_to_respond", Dimension.Month)).Total,
                (await FigureAsync("mean_hours_to_respond", Dimension.Month)).Total,
                (await FigureAsync("cases_closed", Dimension.Month)).Total
            )
        );
    }

    [Fact]
    public async Task A_removed_facility_and_a_patrol_without_vehicles_are_not_counted()
    {
        await _records.PatrolAsync("sanitation", At(2023, 10, 3));
        await _records.ExecuteAsync("update patrol set vehicles = 0, persons = 2");
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        var before = await FigureAsync("facilities.toilet", Dimension.Town);
        await _records.ExecuteAsync("update facility set status = 'removed' where code = 'T-001'");
        var after = await FigureAsync("facilities.toilet", Dimension.Town);
        await using var snapshot = await FigureSnapshot.OpenAsync(_db.DataSource, _ct);
        var vehicles = (await snapshot.MetricsAsync(_ct))["vehicles_turned_out"];

        Assert.Equal(before.Total - 1, after.Total ?? 0);
        Assert.Empty(await snapshot.FactsAsync(vehicles, Autumn, FigureFilter.None, null, 10, _ct));
        Assert.Equal(2, (await FigureAsync("persons_turned_out", Dimension.Town)).Total);
    }

    [Fact]
    public async Task A_changed_metric_is_counted_anew_on_all_its_days()
    {
        await _records.PatrolAsync("sanitation", At(2023, 10, 3));
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        var patrols = (await Metrics.ReadAsync(_db.DataSource, _ct))["patrols"];
        await AdoptMetrics.RunAsync(_db.DataSource, [patrols], _ct);
        var unchanged = await _records.ListAsync<DateOnly>("select day from dirty_day");

        var doubled = patrols with
        {
            Facts = patrols.Facts.Replace("1 as quantity", "2 as quantity", StringComparison.Ordinal),
        };
        await AdoptMetrics.RunAsync(_db.DataSource, [Metric.Parse("patrols", Text(doubled))], _ct);

        Assert.Empty(unchanged);
        Assert.Equal([new DateOnly(2023, 10, 3)], await _records.ListAsync<DateOnly>("select day from dirty_day"));
    }

    [Theory]
    [InlineData(
        "select date '2023-10-01' as day, 'a' as org, 'b' as town, 'c' as category, 1 as quantity, 'patrol' as source",
        "lacks the column source_id"
    )]
    [InlineData(
        "select now() as day, 'a' as org, 'b' as town, 'c' as category, 1 as quantity, 'patrol' as source, gen_random_uuid() as source_id",
        "its column day is timestamp with time zone, not date"
    )]
    [InlineData(
        "select null::date as day, 'a' as org, 'b' as town, 'c' as category, 1 as quantity, 'patrol' as source, gen_random_uuid() as source_id",
        "it returns a NULL day"
    )]
    [InlineData("select nonsense", "does not exist")]
    public async Task A_file_that_is_no_select_of_facts_is_refused_by_its_name(string facts, string why)
    {
        var metric = new Metric("broken", "坏的", "Broken", "个", "Nothing.", facts);

        var refused = await Assert.ThrowsAsync<MetricFileException>(() =>
            AdoptMetrics.RunAsync(_db.DataSource, [metric], _ct)
        );

        Assert.Contains("sql/metrics/broken.sql", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("patrol", "", Patrols, "it reads patrol, which its header does not name; write \"-- tables: patrol\"")]
    [InlineData("patrol", "patrol, report", Patrols, "its header names the table report, which it does not read")]
    [InlineData(
        "rejected_message",
        "rejected_message",
        "select city_day(m.received_at) as day, null::text as org, null::text as town, null::text as category, 1 as quantity,"
            + " 'patrol' as source, m.id as source_id from rejected_message m",
        "changes of rejected_message mark no days, so that its figures would be stale; give rejected_message a row in day_mark"
    )]
    [InlineData(
        "walk",
        "patrol",
        "select city_day(p.started_at) as day, p.organisation_code as org, p.town_code as town, p.category_code as category,"
            + " 1 as quantity, 'walk' as source, p.id as source_id from patrol p",
        "or give the new kind of record a row in fact_source"
    )]
    [InlineData(
        "kinds",
        "patrol",
        "select city_day(p.started_at) as day, p.organisation_code as org, p.town_code as town, p.category_code as category,"
            + " 1 as quantity, p.kind as source, p.id as source_id from patrol p",
        "write one of these as a constant"
    )]
    [InlineData("late", "patrol", Ends, "no index finds its facts by their day")]
    public async Task A_metric_that_would_be_stale_slow_or_without_evidence_is_not_adopted(
        string code,
        string tables,
        string facts,
        string why
    )
    {
        var metric = new Metric(code, "指标", "Metric", "个", "Nothing.", facts)
        {
            Tables = tables.Split(", ", StringSplitOptions.RemoveEmptyEntries),
        };

        var refused = await Assert.ThrowsAsync<MetricFileException>(() =>
            AdoptMetrics.RunAsync(_db.DataSource, [metric], _ct)
        );

        Assert.Contains($"sql/metrics/{code}.sql", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_whose_days_are_not_those_that_its_table_marks_is_not_adopted()
    {
        await _records.ExecuteAsync("create index patrol_end_day on patrol (city_day(ended_at))");
        var metric = new Metric("ends", "结束", "Ends", "次", "Patrols by their end.", Ends) { Tables = ["patrol"] };

        var refused = await Assert.ThrowsAsync<MetricFileException>(() =>
            AdoptMetrics.RunAsync(_db.DataSource, [metric], _ct)
        );

        Assert.Contains("its days are those of patrol by ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("add these days to its row in day_mark", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e.action in ('extend', 'reject')", null)]
    [InlineData("e.action = 'urge'", "the rows where (action in ('reject', 'rework', 'extend', 'suspend')) mark days")]
    [InlineData("true", "and no others")]
    public async Task A_metric_of_rows_that_mark_no_days_is_not_adopted(string which, string? why)
    {
        await _records.ExecuteAsync("create index case_event_day on case_event (city_day(at))");
        var metric = new Metric(
            "steps",
            "步骤",
            "Steps",
            "次",
            "Steps of cases.",
            "select city_day(e.at) as day, c.organisation_code as org, c.town_code as town, c.category_code as category,"
                + " 1 as quantity, 'case' as source, c.id as source_id"
                + $" from case_event e join case_file c on c.id = e.case_id where {which}"
        )
        {
            Tables = ["case_event", "case_file"],
        };

        var refused = await Record.ExceptionAsync(() => AdoptMetrics.RunAsync(_db.DataSource, [metric], _ct));

        Assert.Equal(why is null, refused is null);
        Assert.Contains(why ?? "", refused?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_over_a_new_kind_of_record_is_adopted_once_its_days_and_its_source_are_declared()
    {
        var metric = new Metric(
            "messages_rejected",
            "拒收报文",
            "Messages rejected",
            "条",
            "Messages that were not accepted, on the day they were received.",
            "select city_day(m.received_at) as day, null::text as org, null::text as town, null::text as category, 1 as quantity,"
                + " 'rejected_message' as source, m.id as source_id from rejected_message m"
        )
        {
            Tables = ["rejected_message"],
        };

        var unmarked = await RefusalAsync(metric);
        await DeclareAsync(
            "day_mark",
            "'rejected_message', 'rejected_message', 'statement', 'insert', null, 'select city_day({row}.received_at)'"
        );
        await _records.ExecuteAsync("select apply_day_marks()");
        var unknown = await RefusalAsync(metric);
        await DeclareAsync(
            "fact_source",
            "'rejected_message', '拒收报文', 'Rejected message', '/api/v1/rejected/{id}', null, null,"
                + " 'select m.reason from rejected_message m where m.id = f.source_id'"
        );
        await AdoptMetrics.RunAsync(_db.DataSource, [metric], _ct);
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        await _records.ExecuteAsync(
            "insert into rejected_message (id, received_at, channel, topic, payload, reason) values (gen_random_uuid(), $1, 'mqtt', 't', '', 'not_json')",
            At(2023, 10, 3).ToUniversalTime()
        );

        await using var snapshot = await FigureSnapshot.OpenAsync(_db.DataSource, _ct);
        var figure = await snapshot.FigureAsync(metric, Autumn, null, FigureFilter.None, _ct);
        var fact = Assert.Single(await snapshot.FactsAsync(metric, Autumn, FigureFilter.None, null, 10, _ct));
        var source = (await snapshot.SourcesAsync(_ct))[fact.Source];
        Assert.Contains("give rejected_message a row in day_mark", unmarked, StringComparison.Ordinal);
        Assert.Contains("give the new kind of record a row in fact_source", unknown, StringComparison.Ordinal);
        Assert.Equal((1, "not_json"), (figure.Total, fact.Title));
        Assert.Equal($"/api/v1/rejected/{fact.SourceId}", source.AddressOf(fact));
    }

    private async Task<string> RefusalAsync(Metric metric) =>
        (
            await Assert.ThrowsAsync<MetricFileException>(() => AdoptMetrics.RunAsync(_db.DataSource, [metric], _ct))
        ).Message;

    // Adds a row to a list of declarations, as its file would have it.
    private async Task DeclareAsync(string list, string row)
    {
        var rows = await _records.ListAsync<string>($"select rtrim(pg_get_viewdef('{list}'), ';')");
        await _records.ExecuteAsync($"create or replace view {list} as ({rows[0]}) union all values ({row})");
    }

    private const string Patrols =
        "select city_day(p.started_at) as day, p.organisation_code as org, p.town_code as town, p.category_code as category,"
        + " 1 as quantity, 'patrol' as source, p.id as source_id from patrol p";

    private const string Ends =
        "select city_day(p.ended_at) as day, p.organisation_code as org, p.town_code as town, p.category_code as category,"
        + " 1 as quantity, 'patrol' as source, p.id as source_id from patrol p where p.ended_at is not null";

    private async Task<Figure> FigureAsync(string metric, Dimension dimension)
    {
        await using var snapshot = await FigureSnapshot.OpenAsync(_db.DataSource, _ct);
        return await snapshot.FigureAsync(
            (await snapshot.MetricsAsync(_ct))[metric],
            Autumn,
            dimension,
            FigureFilter.None,
            _ct
        );
    }

    private static DateTimeOffset At(int year, int month, int day) =>
        new(year, month, day, 9, 0, 0, TimeSpan.FromHours(8));

    private static string Text(Metric metric) =>
        $"-- metric: {metric.Code}\n-- name: {metric.Name}\n-- name_en: {metric.NameEn}\n-- unit: {metric.Unit}\n-- counts: {metric.Counts}\n-- better: {metric.Better}\n-- provenance: a test\n-- tables: patrol\n-- dimensions: officer\n{metric.Facts}";
}
