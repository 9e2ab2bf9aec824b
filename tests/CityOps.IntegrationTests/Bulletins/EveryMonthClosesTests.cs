using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Bulletins.Printing.Monthly;
using CityOps.App.Features.Statistics;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Bulletins;

/// <summary>
/// Whoever had figures in a month and whoever had none: each month closes, and its bulletin adds up and is issued.
/// </summary>
public sealed class EveryMonthClosesTests : IAsyncLifetime
{
    private const int Months = 24;
    private static readonly DateTimeOffset Later = new(2024, 5, 11, 9, 0, 0, TimeSpan.FromHours(8));
    private static readonly string[] Organisations =
    [
        "sanitation",
        "parks",
        "municipal",
        "contractor",
        TestCity.WestTown,
        TestCity.EastTown,
    ];
    private static readonly string[] Towns = [TestCity.WestTown, TestCity.EastTown];
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly Random _random = new(20240511);
    private TestApp _app = null!;
    private FieldRecords _records = null!;
    private IReadOnlyList<string> _categories = [];

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(_ct);
        _records = new FieldRecords(_app.Database.DataSource, _ct);
        await AdoptMetrics.RunAsync(_app.Database.DataSource, _ct);
        _categories = await _records.ListAsync<string>("select code from category order by code");
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Every_month_closes_and_is_issued_whoever_is_present_or_absent()
    {
        var first = new DateOnly(2022, 1, 1);
        for (var i = 0; i < Months; i++)
        {
            await FillAsync(first.AddMonths(i));
        }

        for (var i = 0; i < Months; i++)
        {
            var month = new Month(first.AddMonths(i));
            var closed = await CloseMonth.RunAsync(_app.Database.DataSource, month, Later, _ct);
            var issued = await IssueAsync(month);

            Assert.True(closed.Refusal is null, closed.Refusal?.Detail);
            Assert.True(issued.Refusal is null, issued.Refusal?.Detail);
        }
    }

    [Fact]
    public async Task Who_had_figures_last_month_and_none_now_has_a_row()
    {
        await _records.PatrolAsync("parks", At(new(2023, 11, 5)), TestCity.WestTown);
        await _records.PatrolAsync("sanitation", At(new(2023, 11, 5)), TestCity.WestTown);
        await _records.PatrolAsync("sanitation", At(new(2023, 12, 5)), TestCity.WestTown);
        await CloseMonth.RunAsync(_app.Database.DataSource, new Month(new(2023, 11, 1)), Later, _ct);
        await CloseMonth.RunAsync(_app.Database.DataSource, new Month(new(2023, 12, 1)), Later, _ct);

        var table = (await IssueAsync(new Month(new(2023, 12, 1)))).Value.Bulletin.Tables.Single(t =>
            t.Key == "organisations"
        );

        Assert.Equal(
            [("园林中心", "0", "1", "-100.00%"), ("环卫中心", "1", "1", "0.00%"), ("合计", "1", "2", "-50.00%")],
            table.Rows.Select(row => (row.Cells[0].Text, row.Cells[1].Text, row.Cells[2].Text, row.Cells[3].Text))
        );
    }

    [Fact]
    public async Task A_record_that_changes_between_the_freeze_and_the_issue_contradicts_nothing()
    {
        var at = At(new(2023, 12, 5));
        await _records.CaseAsync("sanitation", at, at, null);
        await CloseMonth.RunAsync(_app.Database.DataSource, new Month(new(2023, 12, 1)), Later, _ct);

        await _records.CaseAsync("sanitation", at, at, at.AddHours(1));
        await _records.ExecuteAsync("update organisation set name = name || '（更名）'");
        var issued = await IssueAsync(new Month(new(2023, 12, 1)));

        Assert.True(issued.Refusal is null, issued.Refusal?.Detail);
        Assert.Equal("城管局", issued.Value.Bulletin.Issuer);
        var sources = issued.Value.Bulletin.Tables.Single(table => table.Key == "sources");
        Assert.Equal(["合计", "1"], sources.Rows[^1].Cells.Take(2).Select(cell => cell.Text));
    }

    private Task<CityOps.App.Http.Result<IssuedBulletin>> IssueAsync(Month month) =>
        PrintMonth.RunAsync(_app.Database.DataSource, month, null, new BulletinOptions(), _app.Folder, _ct);

    // Each organisation, town and category is there in about every third month.
    private async Task FillAsync(DateOnly month)
    {
        foreach (var organisation in Organisations.Where(_ => _random.Next(3) == 0))
        {
            foreach (var town in Towns.Where(_ => _random.Next(3) == 0))
            {
                await _records.PatrolAsync(organisation, Some(month), _random.Next(4) == 0 ? null : town);
                foreach (var category in _categories.Where(_ => _random.Next(3) == 0))
                {
                    await OfCategoryAsync(organisation, town, category, Some(month));
                }
            }
        }

        if (_random.Next(3) == 0)
        {
            await _records.FeedbackAsync("smell", Some(month));
        }
    }

    private async Task OfCategoryAsync(string organisation, string town, string category, DateTimeOffset at)
    {
        var report = await _records.ReportAsync(
            organisation,
            at,
            _random.Next(3) switch
            {
                0 => "rectified_on_site",
                1 => "transferred",
                _ => null,
            },
            town: town
        );
        await _records.ExecuteAsync("update report set category_code = $1 where id = $2", category, report);
        if (_random.Next(2) == 0)
        {
            var filed = _random.Next(4) == 0 ? (DateTimeOffset?)null : at.AddDays(_random.Next(20));
            var one = await _records.CaseAsync(
                organisation,
                at,
                filed,
                _random.Next(2) == 0 ? filed?.AddDays(_random.Next(40)) : null,
                town
            );
            await _records.ExecuteAsync("update case_file set category_code = $1 where id = $2", category, one);
            if (filed is { } start)
            {
                await _records.ExecuteAsync(
                    """
                    insert into case_clock (case_id, organisation_code, started_at, limit_amount, limit_unit, extensions, extensions_before,
                      suspensions, pauses, appeals)
                    values ($1, $2, $3, 5, 'natural_day', 0, 0, 0, '{}', 0)
                    """,
                    one,
                    organisation,
                    start.ToUniversalTime()
                );
            }
        }
    }

    private DateTimeOffset Some(DateOnly month) => At(month.AddDays(_random.Next(28)));

    private static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(new(10, 0)), TimeSpan.FromHours(8));
}
