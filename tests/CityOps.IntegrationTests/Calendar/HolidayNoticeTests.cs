using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Calendar;
using CityOps.App.Features.Calendar.Import;
using CityOps.App.Tables;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Calendar;

/// <summary>
/// The yearly holiday notice: entered from a table; until then a deadline in its year is provisional.
/// </summary>
public sealed class HolidayNoticeTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>, IDisposable
{
    private const string Notice =
        "2029年部分节假日安排\n节日,开始日期,结束日期,安排\n"
        + "元旦,2029年1月1日,,放假\n元旦调休,2029/1/6,,上班\n国庆节,2029-10-01,2029-10-07,放假\n";

    private readonly ScratchFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_deadline_in_a_year_without_holidays_is_provisional_and_follows_when_they_are_entered()
    {
        using var officer = await fixture.App.LogInAsync("officer", Ct);
        const string deadline = "/api/v1/calendar/deadline?from=2028-12-29T17:00:00%2B08:00&amount=1&unit=working_day";

        var before = await officer.GetFromJsonAsync<JsonElement>(deadline, Ct);
        var dry = await ImportAsync(Notice, dryRun: true);
        var stillBefore = await officer.GetFromJsonAsync<JsonElement>(deadline, Ct);
        var entered = await ImportAsync(Notice);
        var again = await ImportAsync(Notice);
        var after = await officer.GetFromJsonAsync<JsonElement>(deadline, Ct);

        Assert.Equal("2029-01-01T17:00:00+08:00", before.GetProperty("deadline").GetString());
        Assert.True(before.GetProperty("deadlineIsProvisional").GetBoolean());
        Assert.True(stillBefore.GetProperty("deadlineIsProvisional").GetBoolean());
        Assert.Equal((3, false), (dry.New, dry.Kept));
        Assert.Equal((3, 0, true), (entered.New, entered.Bad.Count, entered.Kept));
        Assert.Equal((0, 0, 3), (again.New, again.Changed, again.Unchanged));
        Assert.Contains(entered.Notes, note =>
            note.StartsWith("2029: 8 days off, 1 weekend days worked.", StringComparison.Ordinal)
        );
        Assert.Equal("2029-01-02T17:00:00+08:00", after.GetProperty("deadline").GetString());
        Assert.False(after.GetProperty("deadlineIsProvisional").GetBoolean());
    }

    [Fact]
    public async Task Lines_that_are_no_days_or_say_a_day_twice_are_named()
    {
        var outcome = await ImportAsync(
            "日期,结束日期,安排\n2030-02-30,,放假\n2030-05-05,2030-05-01,放假\n2030-10-01,2030-10-07,放假\n2030-10-07,,上班\n2030-06-01,,调休\n"
        );

        Assert.False(outcome.Kept);
        Assert.Equal(
            ["2: field_invalid", "3: field_invalid", "5: code_repeated", "6: field_invalid"],
            outcome.Bad.Select(bad => $"{bad.Row}: {bad.Code}")
        );
    }

    [Theory]
    [InlineData("2026-09-30T23:00:00+08:00", null)]
    [InlineData("2026-10-01T00:00:00+08:00", 2027)]
    [InlineData("2025-12-31T23:00:00+08:00", null)]
    public async Task The_next_year_is_missed_from_October_on(string now, int? missing)
    {
        await using var database = NpgsqlDataSource.Create(fixture.App.Database.ConnectionString);

        var year = await WorkingCalendar.MissingYearAsync(
            database,
            DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture),
            Ct
        );

        Assert.Equal(missing, year);
    }

    private async Task<ImportOutcome> ImportAsync(string text, bool dryRun = false)
    {
        var file = _folder["notice.csv"];
        await File.WriteAllTextAsync(file, text, Encoding.UTF8, Ct);
        await using var city = CityDatabase.At(fixture.App.Database.ConnectionString);
        await using var db = city.NewContext();
        return await ImportCalendar.RunAsync(
            db,
            HolidayList.Read(file, new()),
            "测试通知",
            new(dryRun, SkipBad: false),
            DateTimeOffset.UtcNow,
            Ct
        );
    }
}
