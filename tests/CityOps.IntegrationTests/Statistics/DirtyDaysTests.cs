using CityOps.App.Database;
using CityOps.App.Features.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Statistics;

public sealed class DirtyDaysTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Morning = new(2023, 10, 3, 9, 0, 0, TimeSpan.FromHours(8));
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
        await CleanAsync();
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task Storing_a_record_marks_its_day()
    {
        await _records.PatrolAsync("sanitation", Morning);
        await _records.ReportAsync("sanitation", Morning.AddDays(1));
        await _records.FeedbackAsync("smell", Morning.AddDays(2));

        Assert.Equal([3, 4, 5], await MarkedAsync());
    }

    [Fact]
    public async Task Moving_a_record_marks_the_day_it_left_and_the_day_it_came_to()
    {
        var id = await _records.PatrolAsync("sanitation", Morning);
        await CleanAsync();

        await _records.ExecuteAsync(
            "update patrol set started_at = $1 where id = $2",
            Morning.AddDays(7).ToUniversalTime(),
            id
        );

        Assert.Equal([3, 10], await MarkedAsync());
    }

    [Fact]
    public async Task A_case_marks_the_days_of_all_its_instants_also_when_it_is_reopened_or_handed_on()
    {
        var id = await _records.CaseAsync("sanitation", Morning, Morning.AddDays(1), Morning.AddDays(5));
        var opened = await MarkedAsync();
        await CleanAsync();
        await _records.ExecuteAsync("update case_file set closed_at = null where id = $1", id);
        var reopened = await MarkedAsync();
        await CleanAsync();
        await _records.ExecuteAsync("update case_file set organisation_code = 'parks' where id = $1", id);

        Assert.Equal([3, 4, 8], opened);
        Assert.Equal([3, 4, 8], reopened);
        Assert.Equal([3, 4], await MarkedAsync());
    }

    [Fact]
    public async Task A_toilet_given_to_another_organisation_marks_the_days_of_its_feedback_and_a_new_name_marks_none()
    {
        await _records.FeedbackAsync("smell", Morning);
        await CleanAsync();
        await _records.ExecuteAsync("update facility set name = '松苑公厕（新）'");
        var renamed = await MarkedAsync();
        await _records.ExecuteAsync("update facility set organisation_code = 'parks'");

        Assert.Empty(renamed);
        Assert.Equal([1, 3], await MarkedAsync()); // the 1st: the day of the toilet itself, which the register counts
    }

    [Fact]
    public async Task A_case_handed_on_marks_the_days_of_its_deadline_and_its_rework_as_well()
    {
        var id = await _records.CaseAsync("sanitation", Morning, Morning, closedAt: null);
        await _records.ExecuteAsync(
            "insert into case_clock (case_id, organisation_code, started_at, limit_amount, limit_unit) values ($1, 'sanitation', $2, 2, 'natural_day')",
            id,
            Morning.ToUniversalTime()
        );
        await _records.ExecuteAsync(
            "insert into case_event (id, case_id, seq, action, to_status, at, hash) values ($1, $1, 1, 'rework', 'pending_handle', $2, '')",
            id,
            Morning.AddDays(7).ToUniversalTime()
        );
        await CleanAsync();

        await _records.ExecuteAsync("update case_file set organisation_code = 'parks' where id = $1", id);

        Assert.Equal([3, 5, 10], await MarkedAsync());
    }

    [Fact]
    public async Task An_appeal_marks_the_deadline_and_the_day_on_which_the_case_was_closed()
    {
        var id = await _records.CaseAsync("sanitation", Morning, Morning, Morning.AddDays(9));
        await _records.ExecuteAsync(
            "insert into case_clock (case_id, organisation_code, started_at, limit_amount, limit_unit) values ($1, 'sanitation', $2, 2, 'natural_day')",
            id,
            Morning.ToUniversalTime()
        );
        await CleanAsync();

        await _records.ExecuteAsync("update case_clock set appeals = 1, appeal = 'granted' where case_id = $1", id);

        Assert.Equal([5, 12], await MarkedAsync());
    }

    [Fact]
    public async Task A_type_that_was_without_facilities_for_a_while_has_none_of_its_former_figures()
    {
        await _records.ExecuteAsync("update facility set type = 'bridge', organisation_code = 'sanitation'");
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        await _records.ExecuteAsync("update facility set type = 'toilet'");
        await RollUpDays.RunAsync(_db.DataSource, _ct);
        await _records.ExecuteAsync(
            """
            insert into facility (id, code, type, name, position, organisation_code, town_code, created_at)
            select gen_random_uuid(), 'B-001', 'bridge', '桥', position, 'parks', town_code, '2023-10-20' from facility
            """
        );
        await RollUpDays.RunAsync(_db.DataSource, _ct);

        await using var snapshot = await FigureSnapshot.OpenAsync(_db.DataSource, _ct);
        var bridges = (await snapshot.MetricsAsync(_ct))["facilities.bridge"];
        var period = new Period(new(2023, 10, 1), new(2023, 10, 31));
        var figure = await snapshot.FigureAsync(bridges, period, Dimension.Organisation, FigureFilter.None, _ct);
        Assert.Equal([("parks", 1m)], figure.Rows.Select(row => (row.Key, row.Value)));
    }

    [Fact]
    public async Task Deleting_a_record_marks_its_day()
    {
        await _records.PatrolAsync("sanitation", Morning);
        await CleanAsync();

        await _records.ExecuteAsync("delete from patrol");

        Assert.Equal([3], await MarkedAsync());
    }

    [Fact]
    public async Task A_letter_its_cases_and_a_penalty_mark_the_days_they_bear()
    {
        var leads = await _records.CaseAsync("sanitation", Morning, Morning, null);
        await CleanAsync();
        await _records.ExecuteAsync(
            """
            insert into letter (id, number, kind, from_organisation_code, to_organisation_code, title, issued_on, created_at)
            values ($1, '1', 'transfer', 'sanitation', 'parks', '移交线索', '2023-10-10', now())
            """,
            leads
        );
        var issued = await MarkedAsync();
        await CleanAsync();
        await _records.ExecuteAsync("insert into letter_case (letter_id, case_id) values ($1, $1)", leads);
        var filled = await MarkedAsync();
        await CleanAsync();
        await _records.ExecuteAsync("update letter set issued_on = '2023-10-11'");
        var moved = await MarkedAsync();
        await CleanAsync();
        await _records.ExecuteAsync(
            """
            insert into penalty (id, kind, case_id, organisation_code, decided_on, created_at)
            values (gen_random_uuid(), 'warning', $1, 'parks', '2023-10-20', now())
            """,
            leads
        );

        Assert.Equal([10], issued);
        Assert.Equal([10], filled);
        Assert.Equal([10, 11], moved);
        Assert.Equal([20], await MarkedAsync());
    }

    private Task CleanAsync() => _records.ExecuteAsync("delete from dirty_day");

    private async Task<IEnumerable<int>> MarkedAsync() =>
        (await _records.ListAsync<DateOnly>("select distinct day from dirty_day order by day")).Select(day => day.Day);
}
