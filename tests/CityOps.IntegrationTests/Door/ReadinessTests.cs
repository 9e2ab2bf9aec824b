using CityOps.App.Hosting;
using CityOps.App.Jobs;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;
using Hangfire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace CityOps.IntegrationTests.Door;

/// <summary>Health that tells the truth: each kind of work that stands still shows, with its cause.</summary>
public sealed class ReadinessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_city_that_works_says_nothing_of_any_cause()
    {
        await using var app = await TestApp.StartAsync(Ct, options: ServeOptions.OnFreePorts);

        using var ready = await ReadAsync(app);

        Assert.Equal(200, ready.Status);
        var checks = ready["checks"].EnumerateObject().Where(check => check.Name != "calendar").ToList();
        Assert.Superset(
            new HashSet<string>
            {
                "database",
                "disk",
                "clock",
                "certificate",
                "detection",
                "jobs",
                "schedule",
                "webhooks",
                "photos",
            },
            checks.Select(check => check.Name).ToHashSet()
        );
        Assert.All(checks, check => Assert.Equal((check.Name, "Healthy"), (check.Name, check.Value.GetString())));
    }

    /// <summary>What an upgrade of PostgreSQL under the running server did: reads went on, writes through triggers
    /// failed.</summary>
    [Fact]
    public async Task A_database_whose_triggers_do_not_run_is_not_ready_and_says_so()
    {
        await using var app = await TestApp.StartAsync(Ct);
        var records = new FieldRecords(app.Database.DataSource, Ct);
        await records.ExecuteAsync(
            "create or replace function canary_echo() returns trigger language plpgsql as "
                + "$$ begin raise 'no library' using errcode = '58P01'; end $$"
        );
        using var broken = await ReadAsync(app);
        await records.ExecuteAsync("drop trigger canary_echo on canary");
        await Task.Delay(TimeSpan.FromSeconds(5.2), Ct); // a session of its own is not opened more often
        using var silent = await ReadAsync(app);

        Assert.Equal((503, "Unhealthy"), (broken.Status, broken["checks.database"].GetString()));
        Assert.Contains("58P01", Cause(broken, "database"), StringComparison.Ordinal);
        Assert.Contains("runs no triggers", Cause(silent, "database"), StringComparison.Ordinal);
        await using var left = app.Database.DataSource.CreateCommand("select count(*) from canary");
        Assert.Equal(0L, await left.ExecuteScalarAsync(Ct)); // what it writes is rolled back
    }

    [Fact]
    public async Task Detection_that_does_not_come_round_is_told_and_so_is_its_return()
    {
        await using var app = await TestApp.StartAsync(Ct, builder =>
            builder.Configuration.AddInMemoryCollection([new("Health:DetectionBehind", "00:00:08")])
        );
        var records = new FieldRecords(app.Database.DataSource, Ct);
        using var before = await ReadAsync(app);

        await records.ExecuteAsync("alter table ponding_watch rename to ponding_watch_away");
        await UntilAsync(app, "detection", "Degraded");
        using var behind = await ReadAsync(app);
        await records.ExecuteAsync("alter table ponding_watch_away rename to ponding_watch");
        await UntilAsync(app, "detection", "Healthy");

        Assert.Equal("Healthy", before["checks.detection"].GetString());
        Assert.Equal(200, behind.Status); // the process serves all the same
        Assert.Contains("behind", Cause(behind, "detection"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_is_told_in_both_languages()
    {
        await using var app = await TestApp.StartAsync(Ct, builder =>
            builder.Configuration.AddInMemoryCollection([new("Health:FreeMegabytes", "99999999")])
        );

        using var ready = await ReadAsync(app);

        Assert.Equal((200, "Degraded"), (ready.Status, ready["status"].GetString()));
        Assert.Contains("nearly full", Cause(ready, "disk"), StringComparison.Ordinal);
        Assert.Contains("即将写满", Cause(ready, "disk", "causeZh"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_that_nobody_sends_are_told()
    {
        await using var app = await TestApp.StartAsync(Ct);
        var records = new FieldRecords(app.Database.DataSource, Ct);
        await records.ExecuteAsync(
            """
            insert into webhook (id, name, url, secret, types, created_at)
            values ('0197a000-0000-7000-8000-000000000001', 'w', 'https://example.org/w', '\x01', '{case.*}', now());
            insert into webhook_delivery (id, webhook_id, type, subject, payload, created_at, next_at)
            values ('0197a000-0000-7000-8000-000000000002', '0197a000-0000-7000-8000-000000000001', 'case.file', 'c',
              '{}', now() - interval '1 hour', now() - interval '1 hour')
            """
        );
        using var waiting = await ReadAsync(app); // no process has the role jobs
        await records.ExecuteAsync("update webhook set failures = 9, paused_until = now() + interval '1 hour'");
        using var paused = await ReadAsync(app);

        Assert.Contains("1 messages", Cause(waiting, "webhooks"), StringComparison.Ordinal);
        Assert.Contains("1 targets", Cause(paused, "webhooks"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recurring_job_that_nobody_runs_is_told_by_its_name()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var app = await TestApp.StartAsync(Ct, builder =>
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock))
        );
        var job = Schedule.Recurring.Single(one => one.Name == "roll-up");
        new RecurringJobManager(app.Services.GetRequiredService<JobStorage>()).AddOrUpdate(
            job.Name,
            job.Job,
            job.Cron,
            new RecurringJobOptions()
        );
        using var due = await ReadAsync(app);
        clock.Advance(TimeSpan.FromMinutes(8));
        using var late = await ReadAsync(app);

        Assert.Equal("Healthy", due["checks.schedule"].GetString());
        Assert.Contains("Job roll-up was due", Cause(late, "schedule"), StringComparison.Ordinal);
        // The fake clock is now eight minutes ahead of the database's.
        Assert.Contains("differ by -4", Cause(late, "clock"), StringComparison.Ordinal);
    }

    private static Task<ApiAnswer> ReadAsync(TestApp app) => app.Client().ReadAsync("/health/ready", Ct);

    private static string? Cause(ApiAnswer ready, string check, string member = "cause") =>
        ready["causes"]
            .EnumerateArray()
            .Single(cause => cause.GetProperty("check").GetString() == check)
            .GetProperty(member)
            .GetString();

    private static Task UntilAsync(TestApp app, string check, string status) =>
        Ingest.Stored.UntilAsync(
            async () =>
            {
                using var ready = await ReadAsync(app);
                return ready["checks." + check].GetString() == status;
            },
            $"{check} is {status}",
            Ct
        );
}
