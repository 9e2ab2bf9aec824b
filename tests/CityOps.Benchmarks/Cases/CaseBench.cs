using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Reports;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityOps.Benchmarks.Cases;

/// <summary>
/// <c>bench cases</c>: lists, submissions, steps and exports over many cases. The application runs in a process of its
/// own and is spoken to over HTTP; the peers are what the database takes for the same rows without any of it.
/// </summary>
internal sealed class CaseBench(CaseCity city, Report report, int exported, TimeSpan load, string? executable)
{
    private const int Runs = 300;

    /// <summary>How many different pictures are sent, each many times over: a good part of the reports has others with
    /// a picture alike.</summary>
    private const int Scenes = 200;

    private const int PhotoBytes = 100_000;

    /// <summary>Each connection is another officer's phone.</summary>
    private const int Officers = 32;

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "print JSON at the end instead of lines as they come" };
        var cases = new Option<int>("--cases")
        {
            Description = "cases in the database",
            DefaultValueFactory = _ => 1_000_000,
        };
        var exported = new Option<int>("--exported")
        {
            Description = "rows of the export",
            DefaultValueFactory = _ => 100_000,
        };
        var seconds = new Option<int>("--seconds")
        {
            Description = "of each run of submissions",
            DefaultValueFactory = _ => 15,
        };
        var part = new Option<string>("--part")
        {
            Description = "pages, steps, submissions or exports; all of them when left out",
        };
        var executable = new Option<string>("--executable")
        {
            Description = "the application of another build, to measure it in turns with this one",
        };
        part.AcceptOnlyFromAmong("pages", "steps", "submissions", "exports");
        var command = new Command("cases", "Lists, submissions, steps and exports over many cases")
        {
            json,
            cases,
            exported,
            seconds,
            part,
            executable,
        };
        command.SetAction(
            async (arguments, ct) =>
            {
                var count = arguments.GetValue(cases);
                var report = new Report(arguments.GetValue(json));
                var began = Stopwatch.GetTimestamp();
                await using var city = await CaseCity.CreateAsync(count, ct);
                report.Add(new("cases in the database", count, "cases"));
                report.Add(new("  filled in bulk in", Stopwatch.GetElapsedTime(began).TotalSeconds, "s"));
                await new CaseBench(
                    city,
                    report,
                    arguments.GetValue(exported),
                    TimeSpan.FromSeconds(arguments.GetValue(seconds)),
                    arguments.GetValue(executable)
                ).RunAsync(arguments.GetValue(part), ct);
                report.Finish();
                return 0;
            }
        );
        return command;
    }

    private async Task RunAsync(string? part, CancellationToken ct)
    {
        await using var app = await CityOpsProcess.StartAsync(
            new(city.ConnectionString)
            {
                Arguments = ["--roles", "web"],
                Executable = executable,
                Environment = new Dictionary<string, string> { ["Logging__LogLevel__Default"] = "Warning" },
            },
            ct
        );
        using var client = await app.LogInAsync("admin", ct);
        await city.ExecuteAsync("create table lone_commit (id uuid primary key, words text)", ct);
        if (part is null or "pages")
        {
            await PagesAsync(client, ct);
        }

        if (part is null or "steps")
        {
            await StepsAsync(client, ct);
            await NumbersAsync(ct);
        }

        if (part is null or "submissions")
        {
            await SubmissionsAsync(app, ct);
        }

        if (part is null or "exports")
        {
            foreach (var form in new[] { "csv", "geojson", "xlsx" })
            {
                await ExportAsync(client, app.ProcessId, form, ct);
            }
        }
    }

    /// <summary>Flags are judged meanwhile, as a process with the role jobs does; its other jobs would measure
    /// something else.</summary>
    private async Task SubmissionsAsync(CityOpsProcess app, CancellationToken ct)
    {
        await city.AddOfficersAsync(Officers, ct);
        var officers = new List<HttpClient>();
        for (var n = 1; n <= Officers; n++)
        {
            officers.Add(await app.LogInAsync(CaseCity.Officer(n), ct));
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var judge = new JudgeReports(city.City.DataSource, Options.Create(new FlagOptions()));
        var looks = new LookAtPhotos(city.City.DataSource, new PhotoStore(new DataFolder(app.DataFolder)));
        var judging = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    await looks.RunAsync(200, ct);
                    await judge.RunAsync(ct);
                    await Task.Delay(1000, done.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            },
            ct
        );
        // An older build does not know the one request.
        using var asked = await officers[0].PostJsonAsync("/api/v1/reports", null, ct);
        Sending[] photos = asked.Status == 405 ? [Sending.InThree] : [Sending.AtOnce, Sending.InThree];
        await SubmitForAsync(officers, new ConcurrentBag<double>(), photos[0], 8, load / 2, ct); // a node is warm
        foreach (var connections in new[] { 4, 8, 32 })
        {
            await SubmitAsync(app, officers, Sending.WithoutPhoto, connections, ct);
            foreach (var photo in photos)
            {
                await SubmitAsync(app, officers, photo, connections, ct);
            }
        }

        officers.ForEach(officer => officer.Dispose());
        await done.CancelAsync();
        await judging;
    }

    /// <summary>A page of 50 by its handler, against the same rows and names by one SQL command of the same
    /// driver.</summary>
    private async Task PagesAsync(HttpClient admin, CancellationToken ct)
    {
        (string Name, CaseFilter Filter, string Query, string Where)[] pages =
        [
            ("newest", new(), "", "true"),
            (
                "status and town",
                new() { Status = "handling", Town = "442000001" },
                "status=handling&town=442000001",
                "c.status = 'handling' and c.town_code = '442000001'"
            ),
            (
                "organisation and category",
                new() { Organisation = "bench-7", Category = "B007" },
                "org=bench-7&category=B007",
                "c.organisation_code = 'bench-7' and c.category_code = 'B007'"
            ),
            (
                "overdue",
                new() { Overdue = true },
                "overdue=true",
                "c.id in (select k.case_id from case_clock k where k.stopped_at is null and k.deadline < now())"
            ),
            ("a word of two characters", new() { Text = "井盖" }, "text=井盖", "c.description like '%井盖%'"),
            (
                "a rare word",
                new() { Text = "鳄鱼" },
                "text=鳄鱼",
                "c.id = any (array(select t.case_id from case_text t where t.bigrams @> '{鳄鱼}'))"
            ),
            (
                "box of 1 km",
                new() { Box = "113.40,22.54,113.41,22.55" },
                "box=113.40,22.54,113.41,22.55",
                "c.position && st_makeenvelope(113.40, 22.54, 113.41, 22.55, 4326)"
            ),
            (
                "a month of a town",
                new()
                {
                    Town = "442000002",
                    From = Month(-8),
                    To = Month(-7),
                },
                $"town=442000002&from={Month(-8):yyyy-MM-dd}&to={Month(-7):yyyy-MM-dd}",
                $"c.town_code = '442000002' and c.reported_at >= '{Month(-8):yyyy-MM-dd} 00:00+08' and c.reported_at < '{Month(-7).AddDays(1):yyyy-MM-dd} 00:00+08'"
            ),
        ];
        var caller = await CallerAsync("admin", ct);
        foreach (var (name, filter, query, where) in pages)
        {
            // Taken in turns, so that what else the machine does falls on both.
            var (bare, page) = (new List<double>(), new List<double>());
            for (var i = 0; i < 5; i++)
            {
                bare.Add(await BareAsync(where, ct));
                page.Add(await TimeAsync(Runs / 5, async () =>
                    {
                        await using var db = city.City.NewContext();
                        var (answer, refusal) = await ListCases.RunAsync(
                            db,
                            filter,
                            null,
                            50,
                            caller,
                            TimeProvider.System.GetUtcNow(),
                            ct
                        );
                        _ = answer ?? throw new InvalidOperationException(refusal!.Problem.Code);
                    }));
            }

            var (sql, own) = (bare.Order().ElementAt(2), page.Order().ElementAt(2));
            report.Add(new($"page of 50, {name}: one SQL command, p50", sql, "ms"));
            report.Add(new("  the list, p50", own, "ms", own / sql, "SQL", "<= 3", own <= 3 * sql));
            report.Add(new("  over HTTP with log-in and JSON, p50", await TimeAsync(Runs / 2, async () =>
                    {
                        using var answer = await admin.GetAsync($"/api/v1/cases?limit=50&{query}", ct);
                        answer.EnsureSuccessStatusCode();
                        await answer.Content.ReadAsByteArrayAsync(ct);
                    }), "ms"));
        }

        static DateOnly Month(int months)
        {
            var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddMonths(months);
            return new(day.Year, day.Month, 1);
        }
    }

    private async Task<double> BareAsync(string where, CancellationToken ct)
    {
        var sql = $"""
            select c.id, c.number, c.source, c.category_code, category.name, c.organisation_code, o.name, c.town_code, t.name,
              st_x(c.position), st_y(c.position), c.description, c.status, c.reported_at, c.closed_at, k.deadline,
              k.stopped_at is null and k.deadline < now(), c.rectified_on_site, c.version
            from (select * from case_file c where {where} order by c.reported_at desc, c.id desc limit 51) c
            join category on category.code = c.category_code join organisation o on o.code = c.organisation_code
            join town t on t.code = c.town_code left join case_clock k on k.case_id = c.id
            order by c.reported_at desc, c.id desc
            """;
        return await TimeAsync(Runs / 5, async () =>
        {
#pragma warning disable CA2100 // the benchmark's own
            await using var command = city.City.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
            await using var rows = await command.ExecuteReaderAsync(ct);
            var values = new object[rows.FieldCount];
            while (await rows.ReadAsync(ct))
            {
                rows.GetValues(values);
            }
        });
    }

    private async Task<Caller> CallerAsync(string login, CancellationToken ct)
    {
        await using var db = city.City.NewContext();
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Login == login, ct);
        return Caller.Of(account, (await Role.AllAsync(db, ct))[account.Role]);
    }

    /// <summary>
    /// A step of a case against one row and one commit: as this disk is, and where each flush takes one millisecond
    /// more, as a disk without a cache of its own needs; then over HTTP.
    /// </summary>
    private async Task StepsAsync(HttpClient client, CancellationToken ct)
    {
        var admin = await CallerAsync("admin", ct);
        await using var slower = CityDatabase.At(
            city.ConnectionString + ";Options=-c commit_delay=1000 -c commit_siblings=0"
        );
        foreach (var (database, disk) in new[] { (city.City, "this disk"), (slower, "1 ms more a flush") })
        {
            var (step, commit) = await InTurnsAsync(
                database,
                async (id, action) =>
                {
                    await using var db = database.NewContext();
                    var (taken, refusal) = await TakeStep.RunAsync(
                        db,
                        id,
                        action,
                        new("再次处理", null, null, null),
                        null,
                        admin,
                        TimeProvider.System.GetUtcNow(),
                        ct
                    );
                    _ = taken ?? throw new InvalidOperationException(refusal!.Problem.Code);
                },
                ct
            );
            report.Add(new($"one row, one commit, {disk}: p50", commit, "ms"));
            report.Add(
                new(
                    "  a step of a case, checked, logged and chained: p50",
                    step,
                    "ms",
                    step / commit,
                    "one commit",
                    "<= 4",
                    step <= 4 * commit
                )
            );
        }

        var (http, _) = await InTurnsAsync(
            city.City,
            async (id, action) =>
            {
                using var answer = await client.PostAsJsonAsync(
                    $"/api/v1/cases/{id}/{action}",
                    new { note = "再次处理" },
                    ct
                );
                answer.EnsureSuccessStatusCode();
            },
            ct
        );
        report.Add(new("  over HTTP, with the whole case for an answer: p50", http, "ms"));
    }

    /// <summary>
    /// Files cases, in turns with one row and one commit, so that what else the machine and its disk do falls on both.
    /// Before that many are reopened, as a node that has run for a minute has compiled its code.
    /// </summary>
    /// <returns>Milliseconds, medians of five turns.</returns>
    private async Task<(double Step, double Commit)> InTurnsAsync(
        CityDatabase database,
        Func<Guid, string, Task> step,
        CancellationToken ct
    )
    {
        var closed = new Queue<Guid>(await SomeAsync("closed", Runs * 5));
        await TimeAsync(closed.Count, () => step(closed.Dequeue(), "reopen"));
        var waiting = new Queue<Guid>(await SomeAsync("pending_register", Runs / 2));
        var turn = waiting.Count / 5;
        var (steps, commits) = (new List<double>(), new List<double>());
        for (var i = 0; i < 5; i++)
        {
            commits.Add(await TimeAsync(Runs / 5, async () =>
                {
                    await using var command = database.DataSource.CreateCommand(
                        "insert into lone_commit values (gen_random_uuid(), 'x')"
                    );
                    await command.ExecuteNonQueryAsync(ct);
                }));
            steps.Add(await TimeAsync(turn, () => step(waiting.Dequeue(), "file")));
        }

        return (steps.Order().ElementAt(2), commits.Order().ElementAt(2));

        Task<Guid[]> SomeAsync(string status, int count) =>
            city.ScalarAsync<Guid[]>(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"select array_agg(id) from (select id from case_file where status = '{status}' order by id limit {count}) c"
                ),
                ct
            );
    }

    /// <summary>Numbers without gaps are given out one transaction after the other: how fast is that at best?</summary>
    private async Task NumbersAsync(CancellationToken ct)
    {
        foreach (var connections in new[] { 1, 32 })
        {
            var count = 0;
            var began = Stopwatch.GetTimestamp();
            await Task.WhenAll(
                Enumerable
                    .Range(0, connections)
                    .Select(async _ =>
                    {
                        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(3))
                        {
                            await city.ExecuteAsync("select next_case_number('2001-01-01')", ct);
                            Interlocked.Increment(ref count);
                        }
                    })
            );
            report.Add(
                new(
                    string.Create(CultureInfo.InvariantCulture, $"case numbers of one year, {connections} connections"),
                    count / Stopwatch.GetElapsedTime(began).TotalSeconds,
                    "numbers/s"
                )
            );
        }
    }

    /// <summary>
    /// Reports, without a photo or with one of 100 KB. The peer is the least that an answer "stored" can cost: one row
    /// and its commit, and for a photo one file of 100 KB flushed to the disk.
    /// </summary>
    private async Task SubmitAsync(
        CityOpsProcess app,
        List<HttpClient> officers,
        Sending sending,
        int connections,
        CancellationToken ct
    )
    {
        var withPhoto = sending != Sending.WithoutPhoto;
        var before = await LimitAsync(app, withPhoto, connections, ct);
        var times = new ConcurrentBag<double>();
        var processor = ProcessorSeconds(app.ProcessId);
        var database = await DatabaseSecondsAsync(ct);
        var took = await SubmitForAsync(officers, times, sending, connections, load, ct);
        processor = ProcessorSeconds(app.ProcessId) - processor;
        database = await DatabaseSecondsAsync(ct) - database;
        var judged = Stopwatch.GetTimestamp();
        while (
            await city.ScalarAsync<bool>(
                "select exists (select from flag_prompt) or exists (select from photo_look_due)",
                ct
            )
        )
        {
            await Task.Delay(20, ct);
        }

        var judging = Stopwatch.GetElapsedTime(judged).TotalSeconds;
        var after = await LimitAsync(app, withPhoto, connections, ct);
        var (limit, lone) = ((before.PerSecond + after.PerSecond) / 2, (before.P50 + after.P50) / 2);
        var sorted = times.Order().ToList();
        var (p50, p99) = (sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.99)]);
        var words = string.Create(CultureInfo.InvariantCulture, $"{connections} connections");
        var peer = withPhoto ? "a bare commit and a flushed file of 100 KB" : "a bare commit";
        var perSecond = sorted.Count / took;
        report.Add(new($"{peer}, {words}", limit, "times/s"));
        report.Add(new("  p50", lone, "ms"));
        report.Add(
            new(
                $"report {Words(sending)}, {words}",
                perSecond,
                "reports/s",
                perSecond / limit,
                "that",
                connections == 32 ? $">= {Reach(withPhoto)}" : null,
                perSecond >= Reach(withPhoto)
            )
        );
        report.Add(new("  p50", p50, "ms", p50 / lone, "that"));
        report.Add(
            new("  p99", p99, "ms", p99 / lone, "its p50", connections == 32 ? "<= 150" : null, IsMet: p99 <= 150)
        );
        report.Add(new("  processor time of the application for each", processor * 1000 / sorted.Count, "ms"));
        report.Add(new("  … of the database, judging with it", database * 1000 / sorted.Count, "ms"));
        report.Add(new("  the last one's flags judged after", judging, "s"));
    }

    private enum Sending
    {
        WithoutPhoto,

        /// <summary>The report and its photo in one request.</summary>
        AtOnce,

        /// <summary>The report, the upload's creation, its bytes.</summary>
        InThree,
    }

    private static string Words(Sending sending) =>
        sending switch
        {
            Sending.WithoutPhoto => "without a photo",
            Sending.AtOnce => "with a photo of 100 KB",
            _ => "and its photo of 100 KB in three requests",
        };

    private static int Reach(bool withPhoto) => withPhoto ? 450 : 900;

    private async Task<double> SubmitForAsync(
        List<HttpClient> officers,
        ConcurrentBag<double> times,
        Sending sending,
        int connections,
        TimeSpan time,
        CancellationToken ct
    )
    {
        var scenes = Enumerable.Range(0, Scenes).Select(seed => Pictures.Scene(seed)).ToArray();
        return await ForAsync(time, connections, async connection =>
        {
            var officer = officers[connection];
            byte[]? photo = null;
            if (sending != Sending.WithoutPhoto)
            {
                // What follows the end of the picture is ignored by every reader, and makes each photo another one.
                photo = new byte[PhotoBytes];
                Random.Shared.NextBytes(photo);
                scenes[Random.Shared.Next(Scenes)].CopyTo(photo, 0);
            }

            var at = Stopwatch.GetTimestamp();
            var id = Guid.NewGuid();
            if (photo is not null && sending == Sending.AtOnce)
            {
                using var form = new MultipartFormDataContent
                {
                    { JsonContent.Create(Body(connection, id, photo)), "report" },
                    { new ByteArrayContent(photo), "photo" },
                };
                using var posted = await officer.PostJsonAsync("/api/v1/reports", form, ct);
                posted.Response.EnsureSuccessStatusCode();
            }
            else
            {
                using var put = await officer.PutJsonAsync($"/api/v1/reports/{id}", Body(connection, id, photo), ct);
                put.Response.EnsureSuccessStatusCode();
                if (photo is not null)
                {
                    await TusUpload.SendPhotoAsync(officer, photo, ct);
                }
            }

            times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        });
    }

    /// <summary>An officer walks: what they report lies within some 200 m.</summary>
    private static object Body(int officer, Guid id, byte[]? photo) =>
        new
        {
            id,
            category = "B001",
            description = "垃圾积存，位于东明路",
            observedAt = TimeProvider.System.GetUtcNow(),
            position = new
            {
                lon = 113.3 + ((officer + 1) * 0.618 % 1 * 0.2) + (Random.Shared.NextDouble() * 0.002),
                lat = 22.5 + ((officer + 1) * 0.755 % 1 * 0.1) + (Random.Shared.NextDouble() * 0.002),
                coordSystem = "wgs84",
                accuracyMetres = 8,
            },
            photos = photo is null
                ? []
                : new[]
                {
                    new
                    {
                        sha256 = Pictures.Sha256(photo),
                        bytes = photo.Length,
                        type = "image/jpeg",
                    },
                },
        };

    private async Task<(double PerSecond, double P50)> LimitAsync(
        CityOpsProcess app,
        bool withPhoto,
        int connections,
        CancellationToken ct
    )
    {
        // on the disk that has the photos
        var folder = Directory.CreateDirectory(Path.Combine(app.DataFolder, "limit")).FullName;
        var bytes = new byte[PhotoBytes];
        Random.Shared.NextBytes(bytes);
        var times = new ConcurrentBag<double>();
        var took = await ForAsync(load / 5, connections, async _ =>
        {
            var at = Stopwatch.GetTimestamp();
            if (withPhoto)
            {
                await using var file = File.Create(Path.Combine(folder, Guid.NewGuid().ToString("n")), bufferSize: 0);
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            await city.ExecuteAsync("insert into lone_commit values (gen_random_uuid(), 'x')", ct);
            times.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        });
        Directory.Delete(folder, recursive: true);
        return (times.Count / took, times.Order().ElementAt(times.Count / 2));
    }

    /// <summary>Does a piece of work again and again, so many at once, each on a thread of its own where it
    /// blocks.</summary>
    /// <returns>Seconds until the last one was done.</returns>
    private static async Task<double> ForAsync(TimeSpan time, int connections, Func<int, Task> work)
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, connections), completions);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, connections)
                .Select(connection =>
                    Task.Run(async () =>
                    {
                        while (Stopwatch.GetElapsedTime(began) < time)
                        {
                            await work(connection);
                        }
                    })
                )
        );
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double ProcessorSeconds(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>Of the server's processes that there are; those that have ended are not counted.</summary>
    private async Task<double> DatabaseSecondsAsync(CancellationToken ct)
    {
        var own = await city.ScalarAsync<int>("select pg_backend_pid()", ct);
        var postmaster = Parent(own);
        return Process
            .GetProcesses()
            .Sum(process =>
            {
                using (process)
                {
                    try
                    {
                        return Parent(process.Id) == postmaster ? process.TotalProcessorTime.TotalSeconds : 0;
                    }
                    catch (Exception gone) when (gone is IOException or InvalidOperationException)
                    {
                        return 0;
                    }
                }
            });

        static int Parent(int id) =>
            int.Parse(
                File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith("PPid:", StringComparison.Ordinal))[
                    "PPid:".Length..
                ],
                CultureInfo.InvariantCulture
            );
    }

    private async Task ExportAsync(HttpClient client, int processId, string form, CancellationToken ct)
    {
        // From a day on that leaves about as many rows as asked for; the newest are exported.
        var from = await city.ScalarAsync<DateOnly>(
            $"select min(reported_at)::date from (select reported_at from case_file order by reported_at desc limit {exported.ToString(CultureInfo.InvariantCulture)}) c",
            ct
        );
        var before = MemoryMb(processId, "VmRSS");
        var began = Stopwatch.GetTimestamp();
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var peak = Task.Run(
            async () =>
            {
                var most = before;
                while (!watching.IsCancellationRequested)
                {
                    most = Math.Max(most, MemoryMb(processId, "VmRSS"));
                    await Task.Delay(20, CancellationToken.None);
                }

                return most;
            },
            ct
        );
        using var answer = await client.GetAsync(
            $"/api/v1/cases.{form}?from={from:yyyy-MM-dd}",
            HttpCompletionOption.ResponseHeadersRead,
            ct
        );
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var bytes = 0L;
        var buffer = new byte[128 * 1024];
        var first = 0.0;
        for (int read; (read = await body.ReadAsync(buffer, ct)) > 0; bytes += read)
        {
            first = first == 0 ? Stopwatch.GetElapsedTime(began).TotalMilliseconds : first;
        }

        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await watching.CancelAsync();
        var grown = await peak - before;
        var rows = await city.ScalarAsync<long>(
            $"select count(*) from case_file where reported_at >= timestamptz '{from:yyyy-MM-dd} 00:00+08'",
            ct
        );
        report.Add(
            new($"export as {form}, {rows.ToString("#,0", CultureInfo.InvariantCulture)} rows", rows / took, "rows/s")
        );
        report.Add(new("  bytes", bytes / 1e6, "MB"));
        report.Add(new("  first bytes after", first, "ms"));
        report.Add(
            new("  resident memory of the application grew by", grown, "MB", Target: "<= 20", IsMet: grown <= 20)
        );
    }

    private static double MemoryMb(int processId, string line) =>
        double.Parse(
            File.ReadLines($"/proc/{processId}/status")
                .First(l => l.StartsWith(line, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1024;

    /// <returns>Milliseconds, the median.</returns>
    private static async Task<double> TimeAsync(int runs, Func<Task> work)
    {
        var times = new List<double>();
        for (var i = 0; i < runs; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await work();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
