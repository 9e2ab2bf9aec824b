using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Routines;
using CityOps.Benchmarks.Cases;
using CityOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CityOps.Benchmarks.Register;

/// <summary>
/// <c>bench register</c>: routine checks over a large register: 65,000 plates yearly and 5,000 facilities weekly. The
/// list of what is due is read over HTTP from the application in a process of its own, against the same rows read by
/// plain SQL; the night's job runs here. One of the nights is that of the year in which all plates are planned.
/// </summary>
internal static class RegisterBench
{
    private const int Plates = 65_000;
    private const int Weekly = 5_000;
    private const int Runs = 200;
    private const string Due = """
        select d.id, d.routine_code, f.code, f.name, d.organisation_code, d.town_code, d.opens_on, d.due_on, d.ends_on
        from due_check d join facility f on f.id = d.facility_id
        where d.report_id is null and d.skipped_at is null and d.missed_on is null
          and d.opens_on <= city_day(now()) and d.ends_on >= city_day(now())
        order by d.due_on, d.id limit 51
        """;

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "print JSON at the end instead of lines as they come" };
        var command = new Command("register", "Routine checks over a large register") { json };
        command.SetAction(
            async (arguments, ct) =>
            {
                var report = new Report(arguments.GetValue(json));
                await using var city = await CaseCity.CreateAsync(1_000, ct);
                await FillAsync(city, ct);
                await NightAsync(city, report, ct);
                await ListAsync(city, report, ct);
                report.Finish();
                return 0;
            }
        );
        return command;
    }

    private static async Task FillAsync(CaseCity city, CancellationToken ct)
    {
        await city.ExecuteAsync(
            $"""
            insert into facility (id, code, type, name, position, town_code, organisation_code, created_at)
            select gen_random_uuid(), t.type || '-' || n, t.type, '设施 ' || n,
              st_setsrid(st_makepoint(113.3 + (n % 1000) / 5000.0, 22.5 + (n % 77) / 1000.0), 4326),
              '{TestCity.WestTown}',
              'sanitation', now() - interval '1 year'
            from (values ('plate', {Plates}), ('fitness', {Weekly})) t (type, count)
            cross join generate_series(1, t.count) n
            """,
            ct
        );
        await using var db = city.City.NewContext();
        var now = DateTimeOffset.UtcNow;
        var fields = JsonSerializer.SerializeToElement(
            new[]
            {
                new
                {
                    code = "note",
                    kind = "text",
                    label = new { zh = "说明" },
                },
            }
        );
        await SaveDraft.RunAsync(db, "bench_check", new("检查表", null, fields), null, now, ct);
        await PublishForm.RunAsync(db, "bench_check", null, now, ct);
        await city.ExecuteAsync("update category set form_code = 'bench_check' where code = 'X01'", ct);
        foreach (
            var (code, type, rule, window, inDays) in new[]
            {
                ("yearly", "plate", "FREQ=YEARLY", 366, 0),
                ("yearly_next", "plate", "FREQ=YEARLY", 366, PlanChecks.DaysAhead + 3),
                ("weekly", "fitness", "FREQ=WEEKLY", 7, 0),
            }
        )
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var (_, refusal) = await SaveRoutine.RunAsync(
                db,
                code,
                new(
                    code,
                    Facilities: new(type),
                    Rule: rule,
                    StartsOn: CityTime.Day(now).AddDays(inDays),
                    WindowDays: window,
                    Category: "X01"
                ),
                null,
                now,
                ct
            );
            if (refusal is not null)
            {
                throw new InvalidOperationException(refusal.Detail);
            }

            await transaction.CommitAsync(ct);
        }

        await city.ExecuteAsync("vacuum analyze", ct);
    }

    // A week passes in which nobody checks anything: 5,000 are missed, 5,000 are planned.
    private static async Task NightAsync(CaseCity city, Report report, CancellationToken ct)
    {
        report.Add(
            new("checks planned ahead", await city.ScalarAsync<long>("select count(*) from due_check", ct), "rows")
        );
        var nights = new List<double>();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        for (var night = 0; night < 8; night++)
        {
            clock.Advance(TimeSpan.FromDays(1));
            var began = Stopwatch.GetTimestamp();
            await new RoutinesJob(city.City, clock, NullLogger<RoutinesJob>.Instance).RunAsync(ct);
            nights.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        var missed = await city.ScalarAsync<long>("select count(*) from due_check where missed_on is not null", ct);
        report.Add(new("  missed in eight nights", missed, "checks"));
        var planned = await city.ScalarAsync<long>(
            "select count(*) from due_check where routine_code = 'yearly_next'",
            ct
        );
        report.Add(new("  planned in one of them", planned, "checks"));
        nights.Sort();
        report.Add(new("the night's job, the middle of eight", nights[4], "s"));
        report.Add(new("the night's job, the longest", nights[^1], "s", null, null, "<= 10 s", nights[^1] <= 10));
    }

    private static async Task ListAsync(CaseCity city, Report report, CancellationToken ct)
    {
        await using var app = await CityOpsProcess.StartAsync(
            new(city.ConnectionString)
            {
                Arguments = ["--roles", "web"],
                Environment = new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" },
            },
            ct
        );
        foreach (var login in new[] { "supervisor", "handler" })
        {
            using var client = await app.LogInAsync(login, ct);
            var bare = await TimeAsync(() => city.ExecuteAsync(Due, ct));
            var list = await TimeAsync(async () =>
                (await client.GetAsync("/api/v1/routines/checks?limit=50", ct)).Dispose()
            );
            var ratio = list / bare;
            report.Add(new($"due list, page of 50, {login}, p50", list, "ms", ratio, "bare SQL", "<= 3", ratio <= 3));
        }
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        for (var i = 0; i < Runs; i++)
        {
            await work(); // until it is compiled for speed
        }

        var times = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
