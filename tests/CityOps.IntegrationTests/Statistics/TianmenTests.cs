using CityOps.App.Database;
using CityOps.App.Features.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Statistics;

/// <summary>The indicators of a published bulletin (Tianmen, December 2016) out of records made for them.</summary>
public sealed class TianmenTests : IAsyncLifetime
{
    private static readonly Period December = new(new(2016, 12, 1), new(2016, 12, 31));
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
        await _records.ExecuteAsync(
            """
            insert into category (code, standard, name, kind, parent_code) values
              ('C', 'test', '部件', 'component', null), ('E', 'test', '事件', 'event', null), ('C1', 'test', '井盖', 'component', 'C'), ('E1', 'test', '垃圾', 'event', 'E')
            """
        );
        // 996 are filed, the last 24 of them so late that they fall due in January; of the first 16, components, 9 are
        // closed, of the others 902; 737 of these were handled within their three days.
        await _records.ExecuteAsync(
            """
            insert into case_file (id, number, source, source_id, category_code, organisation_code, town_code, position, status,
              reported_at, filed_at, dispatched_at, handled_at, closed_at)
            select gen_random_uuid(), n::text, 'report', gen_random_uuid(), case when n <= 16 then 'C1' else 'E1' end, 'sanitation', $1,
              st_setsrid(st_point(113.35, 22.55), 4326), case when is_closed then 'closed' else 'pending_handle' end,
              filed, filed, filed, case when is_closed then handled end, case when is_closed then handled + interval '1 hour' end
            from (
              select n, filed, n <= 9 or n between 17 and 918 as is_closed,
                filed + case when n between 17 and 753 then interval '2 days' else interval '4 days' end as handled
              from generate_series(1, 996) n
              cross join lateral (select case when n <= 972 then timestamptz '2016-12-01 09:00+08' + n % 27 * interval '1 day'
                else timestamptz '2016-12-30 09:00+08' end as filed) f) cases
            """,
            TestCity.WestTown
        );
        await _records.ExecuteAsync(
            """
            insert into case_clock (case_id, organisation_code, started_at, limit_amount, limit_unit, stopped_at)
            select id, organisation_code, filed_at, 3, 'natural_day', handled_at from case_file
            """
        );
        await AdoptMetrics.RunAsync(_db.DataSource, _ct);
        await RollUpDays.RunAsync(_db.DataSource, _ct);
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task The_indicators_of_the_bulletin_come_out_as_printed()
    {
        Assert.Equal(996, await TotalAsync("cases_filed"));
        Assert.Equal(972, await TotalAsync("cases_due"));
        Assert.Equal(911, await TotalAsync("cases_due_closed"));
        Assert.Equal(93.72m, Math.Round((await TotalAsync("closing_rate"))!.Value, 2));
        Assert.Equal(737, await TotalAsync("cases_due_closed_on_time"));
        Assert.Equal(75.82m, Math.Round((await TotalAsync("on_time_closing_rate"))!.Value, 2));
    }

    [Fact]
    public async Task Events_and_components_have_the_rates_of_the_bulletin()
    {
        Assert.Equal([("C", 16m), ("E", 956m)], await RowsAsync("cases_due"));
        Assert.Equal([("C", 9m), ("E", 902m)], await RowsAsync("cases_due_closed"));
        Assert.Equal([("C", 56.25m), ("E", 94.35m)], await RowsAsync("closing_rate"));
    }

    [Fact]
    public async Task A_rate_over_nothing_is_none()
    {
        await using var snapshot = await FigureSnapshot.OpenAsync(_db.DataSource, _ct);

        var figure = await snapshot.FigureAsync(
            (await snapshot.MetricsAsync(_ct))["closing_rate"],
            new(new(2015, 1, 1), new(2015, 12, 31)),
            null,
            FigureFilter.None,
            _ct
        );

        Assert.Null(figure.Total);
    }

    private async Task<decimal?> TotalAsync(string metric)
    {
        await using var snapshot = await FigureSnapshot.OpenAsync(_db.DataSource, _ct);
        return (
            await snapshot.FigureAsync(
                (await snapshot.MetricsAsync(_ct))[metric],
                December,
                null,
                FigureFilter.None,
                _ct
            )
        ).Total;
    }

    private async Task<IEnumerable<(string?, decimal?)>> RowsAsync(string metric)
    {
        await using var snapshot = await FigureSnapshot.OpenAsync(_db.DataSource, _ct);
        var figure = await snapshot.FigureAsync(
            (await snapshot.MetricsAsync(_ct))[metric],
            December,
            Dimension.Class,
            FigureFilter.None,
            _ct
        );
        return figure
            .Rows.OrderBy(row => row.Key, StringComparer.Ordinal)
            .Select(row => (row.Key, row.Value is { } value ? Math.Round(value, 2) : (decimal?)null));
    }
}
