using System.Net;
using System.Net.Http.Json;
using CityOps.App.Database;
using CityOps.App.Hosting;
using CityOps.App.Jobs;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;
using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Jobs;

public sealed class JobsTests(JobsTests.AllRoles fixture) : IClassFixture<JobsTests.AllRoles>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public void Every_recurring_job_is_registered_by_the_clock_of_the_city()
    {
        using var connection = fixture.App.Services.GetRequiredService<JobStorage>().GetConnection();

        var registered = connection.GetRecurringJobs();

        Assert.Equal(
            Schedule.Recurring.Select(job => (job.Name, job.Cron, "Asia/Shanghai")).Order(),
            registered.Select(job => (job.Id, job.Cron, job.TimeZoneId)).Order()
        );
        Assert.Contains(registered, job => (job.Id, job.Cron) == ("close-month", "30 0 * * *"));
    }

    [Fact]
    public async Task The_server_runs_a_triggered_roll_up()
    {
        var records = new FieldRecords(fixture.App.Database.DataSource, _ct);
        await records.PatrolAsync("sanitation", new DateTimeOffset(2023, 10, 3, 9, 0, 0, TimeSpan.FromHours(8)));

        fixture.App.Services.GetRequiredService<IRecurringJobManager>().Trigger("roll-up");

        await UntilAsync(async () =>
            (
                await records.ListAsync<decimal>(
                    "select quantity from daily_figure where metric = 'patrols' and day = '2023-10-03'"
                )
            ).SequenceEqual([1])
        );
    }

    [Fact]
    public async Task A_job_is_run_now_by_who_may_and_it_is_kept_who_did()
    {
        using var admin = await fixture.App.LogInAsync("admin", _ct);
        using var supervisor = await fixture.App.LogInAsync("supervisor", _ct);

        using var run = await admin.PostJsonAsync("/api/v1/jobs/webhook-log/run", null, _ct);
        using var unknown = await admin.PostJsonAsync("/api/v1/jobs/no-such-job/run", null, _ct);
        using var refused = await supervisor.PostJsonAsync("/api/v1/jobs/webhook-log/run", null, _ct);

        Assert.Equal((202, "admin"), (run.Status, run["requested.by"].GetString()));
        Assert.Equal((404, "job_not_found"), (unknown.Status, unknown.Code));
        Assert.Equal(403, refused.Status);
        using var storage = fixture.App.Services.GetRequiredService<JobStorage>().GetConnection();
        await UntilAsync(() =>
            Task.FromResult(
                storage.GetRecurringJobs().Single(job => job.Id == "webhook-log").LastJobState == "Succeeded"
            )
        );
    }

    [Fact]
    public async Task A_month_that_ended_while_nobody_ran_is_closed_at_the_next_start()
    {
        await using var database = await TestDatabase.CreateAsync(_ct);
        await using var city = CityDatabase.At(database.ConnectionString);
        await using (var db = city.NewContext())
        {
            await TestCity.CreateAsync(db, _ct);
        }

        var records = new FieldRecords(database.DataSource, _ct);
        await records.PatrolAsync("sanitation", new DateTimeOffset(2023, 10, 3, 9, 0, 0, TimeSpan.FromHours(8)));
        using var folder = new ScratchFolder();
        var options = new ServeOptions(new HashSet<string> { ServeOptions.Jobs }, 0, 0, IPAddress.Loopback);
        await using var first = CityOpsHost.Build(options, new DataFolder(folder.Path), city);
        await using var second = CityOpsHost.Build(options, new DataFolder(folder.Path), city);
        await Task.WhenAll(first.StartAsync(_ct), second.StartAsync(_ct));

        await UntilAsync(async () =>
            (await records.ListAsync<DateOnly>("select month from bulletin_revision")).Count > 0
        );
        using (var storage = first.Services.GetRequiredService<JobStorage>().GetConnection())
        {
            Assert.NotNull(storage.GetRecurringJobs().Single(job => job.Id == "close-month").LastExecution);
        }

        await Task.WhenAll(first.StopAsync(_ct), second.StopAsync(_ct));

        Assert.Equal(
            [new DateOnly(2023, 10, 1)],
            await records.ListAsync<DateOnly>("select month from bulletin_revision")
        );
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("supervisor", HttpStatusCode.Forbidden)]
    [InlineData("admin", HttpStatusCode.OK)]
    public async Task The_dashboard_is_for_administrators_alone(string? login, HttpStatusCode expected)
    {
        using var console = fixture.App.Client();
        if (login is not null)
        {
            using var session = await console.PostAsJsonAsync(
                "/api/v1/session",
                new { login, password = TestCity.Password },
                _ct
            );
        }

        using var page = await console.GetAsync("/hangfire", _ct);
        using var jobs = await console.GetAsync("/hangfire/recurring", _ct);

        Assert.Equal((expected, expected), (page.StatusCode, jobs.StatusCode));
        Assert.Equal(
            expected == HttpStatusCode.OK,
            (await jobs.Content.ReadAsStringAsync(_ct)).Contains("close-month", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_list_says_when_each_job_last_ran_what_came_of_it_and_when_it_runs_again()
    {
        using var admin = await fixture.App.LogInAsync("admin", _ct);
        using var supervisor = await fixture.App.LogInAsync("supervisor", _ct);
        fixture.App.Services.GetRequiredService<IRecurringJobManager>().Trigger("anchor-chains");

        await UntilAsync(async () =>
        {
            using var jobs = await admin.ReadAsync("/api/v1/jobs", _ct);
            Assert.Equal(
                Schedule.Recurring.Select(job => (job.Name, job.Cron)),
                jobs["items"]
                    .EnumerateArray()
                    .Select(job => (job.GetProperty("name").GetString()!, job.GetProperty("cron").GetString()!))
            );
            var anchoring = jobs["items"]
                .EnumerateArray()
                .Single(job => job.GetProperty("name").GetString() == "anchor-chains");
            Assert.True(anchoring.GetProperty("next").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
            return anchoring.GetProperty("lastState").GetString() == "Succeeded";
        });
        using var forbidden = await supervisor.ReadAsync("/api/v1/jobs", _ct);
        Assert.Equal("forbidden", forbidden.Code);
    }

    [Fact]
    public async Task Without_its_storage_a_process_is_not_ready()
    {
        await using var app = await TestApp.StartAsync(_ct);
        using var client = app.Client();
        using var before = await client.GetAsync("/health/ready", _ct);
        await new FieldRecords(app.Database.DataSource, _ct).ExecuteAsync(
            "alter schema hangfire rename to hangfire_away"
        );
        using var without = await client.GetAsync("/health/ready", _ct);
        await new FieldRecords(app.Database.DataSource, _ct).ExecuteAsync(
            "alter schema hangfire_away rename to hangfire"
        );

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (before.StatusCode, without.StatusCode));
    }

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_ct);
        limit.CancelAfter(Soon);
        while (!await holds())
        {
            await Task.Delay(200, limit.Token);
        }
    }

    public sealed class AllRoles : IAsyncLifetime
    {
        public TestApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            App = await TestApp.StartAsync(CancellationToken.None, options: ServeOptions.OnFreePorts);

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
