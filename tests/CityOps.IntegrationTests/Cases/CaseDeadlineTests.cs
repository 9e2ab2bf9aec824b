using CityOps.App.Features.Forms;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CityOps.IntegrationTests.Cases;

/// <summary>Deadlines as dispatchers see them, on a clock that the test sets.</summary>
public sealed class CaseDeadlineTests : IAsyncLifetime
{
    // Thursday 28 September 2023, 16:30 in Zhongshan: an hour before eight days off.
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2023, 9, 28, 8, 30, 0, TimeSpan.Zero));

    private TestApp _app = null!;
    private HttpClient _admin = null!;
    private Guid _urgent;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct, builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        await using (var db = _app.NewContext())
        {
            var urgent = new FilingCondition
            {
                CategoryCode = "03101",
                Ordinal = 2,
                Condition = "堵路",
                LimitAmount = 2,
                LimitUnit = LimitUnits.UrgentHour,
            };
            _urgent = urgent.Id;
            db.FilingConditions.AddRange(
                urgent,
                new FilingCondition
                {
                    CategoryCode = "03101",
                    Ordinal = 1,
                    Condition = "积存",
                    LimitAmount = 4,
                    LimitUnit = LimitUnits.WorkingHour,
                }
            );
            await db.SaveChangesAsync(Ct);
        }

        _admin = await _app.LogInAsync("admin", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Deadline_shows_with_the_dispatch_and_overdue_by_itself_when_it_has_passed()
    {
        var id = await OpenAsync();
        using var filed = await StepAsync(id, "file");
        using var dispatched = await StepAsync(id, "dispatch");
        await AtAsync(new(2023, 10, 7, 3, 30, 0, TimeSpan.Zero)); // 11:30 on the swapped Saturday
        using var soon = await _admin.ReadAsync($"/api/v1/cases/{id}", Ct);
        using var nobodyYet = await _admin.ReadAsync("/api/v1/cases?overdue=true", Ct);
        using var dueSoon = await _admin.ReadAsync("/api/v1/cases?dueSoon=true", Ct);
        await AtAsync(new(2023, 10, 7, 4, 0, 0, TimeSpan.Zero));
        using var late = await _admin.ReadAsync($"/api/v1/cases/{id}", Ct);
        using var overdue = await _admin.ReadAsync("/api/v1/cases?overdue=true", Ct);

        Assert.Equal(System.Text.Json.JsonValueKind.Null, filed["clock"].ValueKind);
        Assert.Equal(
            ("2023-10-07T11:30:00+08:00", "4工作时", "running"),
            (
                dispatched["clock.deadline"].GetString(),
                dispatched["clock.limit"].GetString(),
                dispatched["clock.state"].GetString()
            )
        );
        Assert.Equal(
            (240m, 0m, -30m),
            (
                dispatched["clock.remainingMinutes"].GetDecimal(),
                soon["clock.remainingMinutes"].GetDecimal(),
                late["clock.remainingMinutes"].GetDecimal()
            )
        );
        Assert.Equal(("due_soon", "overdue"), (soon["clock.state"].GetString(), late["clock.state"].GetString()));
        Assert.Equal((0, 1), (nobodyYet["items"].GetArrayLength(), dueSoon["items"].GetArrayLength()));
        var item = Assert.Single(overdue["items"].EnumerateArray());
        Assert.Equal((id, true), (item.GetProperty("id").GetGuid(), item.GetProperty("overdue").GetBoolean()));
    }

    [Fact]
    public async Task Handled_case_is_overdue_no_longer_and_has_missed_its_deadline()
    {
        var id = await OpenAsync();
        using var filed = await StepAsync(id, "file");
        using var dispatched = await StepAsync(id, "dispatch");
        await AtAsync(new(2023, 10, 9, 1, 0, 0, TimeSpan.Zero));

        using var handled = await StepAsync(id, "handle");
        using var overdue = await _admin.ReadAsync("/api/v1/cases?overdue=true", Ct);

        Assert.Equal("missed", handled["clock.state"].GetString());
        Assert.Equal(0, overdue["items"].GetArrayLength());
    }

    [Theory]
    [InlineData("2023-10-07T11:20:00+08:00", "met", "2023-10-07T11:20:00+08:00")]
    [InlineData("2023-10-07T11:31:00+08:00", "missed", "2023-10-07T11:31:00+08:00")]
    [InlineData("2023-09-28T16:00:00+08:00", "met", "2023-09-28T16:30:00+08:00")] // before it was dispatched
    [InlineData("2023-08-01T08:00:00+08:00", "missed", "2023-10-09T09:00:00+08:00")] // more than 30 days ago
    [InlineData("2024-01-01T08:00:00+08:00", "missed", "2023-10-09T09:00:00+08:00")] // in the future
    public async Task Step_that_was_taken_without_a_signal_is_late_by_its_devices_time(
        string deviceAt,
        string state,
        string handledAt
    )
    {
        var id = await OpenAsync();
        using var filed = await StepAsync(id, "file");
        using var dispatched = await StepAsync(id, "dispatch"); // due at 11:30 on 7 October
        await AtAsync(new(2023, 10, 9, 1, 0, 0, TimeSpan.Zero));

        using var handled = await StepAsync(id, "handle", new { note = "已清理", deviceAt });

        Assert.Equal((state, handledAt), (handled["clock.state"].GetString(), handled["handledAt"].GetString()));
        var entry = handled["log"].EnumerateArray().Last();
        Assert.Equal("2023-10-09T09:00:00+08:00", entry.GetProperty("at").GetString());
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, entry.GetProperty("deviceAt").ValueKind);
        await using var db = _app.NewContext();
        Assert.Empty(await CityOps.App.Features.Cases.VerifyCommand.FindAsync(db, Ct));
    }

    [Theory]
    [InlineData(3)] // days ahead
    [InlineData(-400)]
    public async Task A_step_of_a_phone_whose_clock_is_wrong_counts_when_it_was_taken(int days)
    {
        var id = await OpenAsync();
        using var filed = await StepAsync(id, "file");
        using var dispatched = await StepAsync(id, "dispatch");
        await AtAsync(new(2023, 10, 7, 4, 0, 0, TimeSpan.Zero)); // half an hour too late
        var sentAt = _clock.GetUtcNow().AddDays(days);

        using var handled = await StepAsync(
            id,
            "handle",
            new
            {
                note = "已清理",
                deviceAt = sentAt.AddMinutes(-45),
                sentAt,
            }
        );

        Assert.Equal(
            ("met", "2023-10-07T11:15:00+08:00"),
            (handled["clock.state"].GetString(), handled["handledAt"].GetString())
        );
    }

    [Fact]
    public async Task A_deadline_in_a_year_whose_holidays_are_not_entered_is_provisional_on_the_case_and_in_the_tasks()
    {
        var id = await OpenAsync();
        using var filed = await StepAsync(id, "file");
        using var certain = await StepAsync(id, "dispatch");
        await using var away = _app.Database.DataSource.CreateCommand(
            "delete from calendar_day where extract(year from day) = 2023"
        );
        await away.ExecuteNonQueryAsync(Ct);
        using var provisional = await _admin.ReadAsync($"/api/v1/cases/{id}", Ct);
        using var handler = await _app.LogInAsync("handler", Ct);
        using var tasks = await handler.ReadAsync("/api/v1/field/tasks", Ct);

        Assert.Equal(
            (false, true),
            (
                certain["clock.deadlineIsProvisional"].GetBoolean(),
                provisional["clock.deadlineIsProvisional"].GetBoolean()
            )
        );
        var task = Assert.Single(tasks["items"].EnumerateArray());
        Assert.Equal(id, task.GetProperty("id").GetGuid());
        Assert.True(task.GetProperty("clock").GetProperty("deadlineIsProvisional").GetBoolean());
    }

    [Fact]
    public async Task Dispatcher_names_the_condition_whose_limit_holds()
    {
        var id = await OpenAsync();
        using var unknown = await StepAsync(id, "file", new { condition = Guid.NewGuid() });
        using var filed = await StepAsync(id, "file", new { condition = _urgent });
        using var dispatched = await StepAsync(id, "dispatch");

        Assert.Equal((422, "condition_unknown"), (unknown.Status, unknown.Code));
        Assert.Equal(
            ("堵路", "2023-09-28T18:30:00+08:00"),
            (dispatched["clock.condition"].GetString(), dispatched["clock.deadline"].GetString())
        );
    }

    [Fact]
    public async Task Third_extension_and_second_suspension_are_refused_by_name()
    {
        var id = await OpenAsync();
        foreach (var step in (string[])["file", "dispatch", "extend", "extend"])
        {
            using var taken = await StepAsync(id, step);
            Assert.Equal(200, taken.Status);
        }

        using var third = await StepAsync(id, "extend");
        using var suspended = await StepAsync(id, "suspend");
        using var resumed = await StepAsync(id, "resume");
        using var again = await StepAsync(id, "suspend");

        Assert.Equal((409, "extension_used_up"), (third.Status, third.Code));
        Assert.Equal(2, suspended["clock.extensions"].GetInt32());
        Assert.Equal("suspended", suspended["clock.state"].GetString());
        Assert.Equal((409, "suspension_used_up"), (again.Status, again.Code));
    }

    private async Task<Guid> OpenAsync()
    {
        using var answer = await _admin.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "03101",
                position = new
                {
                    lon = 113.3512,
                    lat = 22.5511,
                    coordSystem = "wgs84",
                    accuracyMetres = 5,
                },
                observedAt = _clock.GetUtcNow(),
            },
            Ct
        );
        Assert.Equal(201, answer.Status);
        return answer["case.id"].GetGuid();
    }

    private Task<ApiAnswer> StepAsync(Guid id, string action, object? body = null) =>
        _admin.PostJsonAsync($"/api/v1/cases/{id}/{action}", body ?? new { note = "说明" }, Ct);

    /// <summary>Goes on to an instant; the log-in of before has run out by then.</summary>
    private async Task AtAsync(DateTimeOffset instant)
    {
        _clock.SetUtcNow(instant);
        _admin.Dispose();
        _admin = await _app.LogInAsync("admin", Ct);
    }
}
