using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CityOps.App.Features.Ponding;
using CityOps.Benchmarks.Ingest;
using CityOps.Testing;
using Npgsql;

namespace CityOps.Benchmarks.Ponding;

/// <summary>
/// <c>bench ponding</c>: what watching the water costs. The same storm through the same door on sensors that are on a
/// section and on sensors that are on none; memory and start with 20,000 sensors; a year of one sensor as a chart
/// against the bare SQL.
/// </summary>
internal sealed class PondingBench(BenchCity city, Report report, long messages, int rounds, int sensors)
{
    private const int Connections = 20;
    private const int Window = 500;

    /// <summary>Gateways from here on have their sensors on no section.</summary>
    private const int FirstUnwatched = BenchCity.Gateways / 2;

    private long _smallKb;

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "print JSON at the end instead of lines as they come" };
        var messages = new Option<long>("--messages")
        {
            Description = "readings per run",
            DefaultValueFactory = _ => 400_000,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "rounds; the median counts",
            DefaultValueFactory = _ => 5,
        };
        var sensors = new Option<int>("--sensors")
        {
            Description = "sensors at the restart",
            DefaultValueFactory = _ => 20_000,
        };
        var part = new Option<string?>("--part") { Description = "throughput, restart or chart; all when left out" };
        var command = new Command("ponding", "What watching the water costs: throughput, memory, start, charts")
        {
            json,
            part,
            messages,
            rounds,
            sensors,
        };
        command.SetAction(
            async (arguments, ct) =>
            {
                await using var city = await BenchCity.CreateAsync(ct);
                var report = new Report(arguments.GetValue(json));
                await new PondingBench(
                    city,
                    report,
                    arguments.GetValue(messages),
                    arguments.GetValue(rounds),
                    arguments.GetValue(sensors)
                ).RunAsync(arguments.GetValue(part), ct);
                report.Finish();
                return 0;
            }
        );
        return command;
    }

    private async Task RunAsync(string? part, CancellationToken ct)
    {
        await ExecuteAsync(
            """
            insert into section (code, name, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm, case_level)
            select 'R-' || right(id, 3), 'road ' || right(id, 3), st_geomfromtext('linestring(113.38 22.52, 113.39 22.53)', 4326), 50, 150, 250, 400, 300, null
            from gateway where right(id, 3)::integer < $1
            """,
            ct,
            FirstUnwatched
        );
        await ExecuteAsync(
            """
            update sensor set section_code = 'R-' || right(gateway_id, 3) where right(gateway_id, 3)::integer < $1
            """,
            ct,
            FirstUnwatched
        );
        await PlaceForeverAsync(ct);
        if (part is null or "throughput")
        {
            await using var app = await StartAppAsync(ct);
            await ThroughputAsync(app.MqttPort, ct);
        }

        if (part is null or "restart" or "chart")
        {
            await PutUpSensorsAsync(ct);
        }

        if (part is null or "restart")
        {
            await RestartAsync(ct);
        }

        if (part is null or "chart")
        {
            await ChartAsync(ct);
        }
    }

    private async Task ThroughputAsync(int port, CancellationToken ct)
    {
        await StormAsync(port, 0, messages / 4, ct);
        await StormAsync(port, FirstUnwatched, messages / 4, ct);
        var pairs = new List<(double Without, double With)>();
        var events = 0L;
        for (var round = 0; round < rounds; round++)
        {
            // Whichever comes first has the colder machine, so they take turns.
            var first = await StormAsync(port, round % 2 == 0 ? 0 : FirstUnwatched, messages, ct);
            events = Math.Max(events, await EventsAsync(ct));
            var second = await StormAsync(port, round % 2 == 0 ? FirstUnwatched : 0, messages, ct);
            events = Math.Max(events, await EventsAsync(ct));
            pairs.Add(round % 2 == 0 ? (second, first) : (first, second));
        }

        var kept = Median(pairs.Select(pair => pair.With / pair.Without));
        report.Add(
            new("storm on sensors of no section, 20 x 500", Median(pairs.Select(pair => pair.Without)), "readings/s")
        );
        report.Add(
            new(
                "the same storm on watched sections",
                Median(pairs.Select(pair => pair.With)),
                "readings/s",
                kept,
                "without",
                ">= 0.85",
                kept >= 0.85
            )
        );
        report.Add(new("  ponding events that a storm came to", events, "events"));
    }

    /// <summary>
    /// A day of readings 20 s apart, sent as fast as they are acknowledged. One road of ten goes under water three
    /// times, to the lamps and to red; the others are damp.
    /// </summary>
    private async Task<double> StormAsync(int port, int firstGateway, long count, CancellationToken ct)
    {
        await ForgetWaterAsync(ct);
        await city.SettleAsync(ct);
        var day = city.NextDay();
        var each = count / Connections;
        var loads = Enumerable
            .Range(firstGateway, Connections)
            .Select(gateway => new MqttLoad(gateway)
            {
                Step = TimeSpan.FromSeconds(20),
                Depth = reading => Depth(gateway, reading),
            })
            .ToList();
        try
        {
            await Task.WhenAll(loads.Select(load => load.ConnectAsync(port, ct)));
            var began = Stopwatch.GetTimestamp();
            await Task.WhenAll(loads.Select(load => Task.Run(() => load.RunAsync(day, each, Window, ct), ct)));
            return each * Connections / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        finally
        {
            loads.ForEach(load => load.Dispose());
        }
    }

    private Task<long> EventsAsync(CancellationToken ct) =>
        city.ScalarAsync<long>("select count(*) from ponding_event", ct);

    /// <summary>The storms are of past days, when these sensors were not up yet: they are said to have been there
    /// always.</summary>
    private Task PlaceForeverAsync(CancellationToken ct) =>
        ExecuteAsync(
            """
            delete from sensor_placement where section_code is null;
            update sensor_placement set valid_from = '-infinity'
            """,
            ct
        );

    /// <summary>The alarms' log is append-only for everyone; the benchmark's cluster is its own, and forgets past the
    /// trigger.</summary>
    private async Task ForgetWaterAsync(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await ExecuteAsync(
                    """
                    alter table ponding_alarm_log disable trigger user;
                    truncate ponding_event, ponding_event_minutes, ponding_alarm, ponding_alarm_log, ponding_alert, notice, notice_read, reading_dirty, reading_hour, reading_day, reading
                    """,
                    ct
                );
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected)
            {
                // The application was looking at the last storm's water.
            }
        }
    }

    private static int Depth(int gateway, long reading)
    {
        var step = reading / BenchCity.SensorsPerGateway;
        if (gateway % 10 != 0)
        {
            return (int)(step % 7);
        }

        var phase = step % 1200 / 1200.0; // 6 h 40 min: up for a third, down for a third, dry for a third
        return (int)(
            460
            * (
                phase < 1 / 3.0 ? phase * 3
                : phase < 2 / 3.0 ? 2 - (phase * 3)
                : 0
            )
        );
    }

    /// <summary>Takes the kB of a process with few sensors, then puts many up.</summary>
    private async Task PutUpSensorsAsync(CancellationToken ct)
    {
        await using (var app = await StartAppAsync(ct))
        {
            _smallKb = await SettledMemoryAsync(app.ProcessId, ct);
        }

        await ForgetWaterAsync(ct);
        await city.SettleAsync(ct);
        await ExecuteAsync(
            """
            insert into section (code, name, line, blue_mm, yellow_mm, orange_mm, red_mm, power_risk_mm, case_level)
            select 'N-' || n, 'road ' || n, st_geomfromtext('linestring(113.38 22.52, 113.39 22.53)', 4326), 50, 150, 250, 400, 300, null
            from generate_series(1, $1 / 4) n
            """,
            ct,
            sensors
        );
        await ExecuteAsync(
            """
            insert into sensor (code, gateway_id, section_code, position, created_at)
            select 'N' || n, 'bench-' || to_char(n % $2, 'FM000'), 'N-' || (1 + n % ($1 / 4)), st_setsrid(st_makepoint(113.38, 22.52), 4326), now()
            from generate_series(1, $1) n
            """,
            ct,
            sensors,
            BenchCity.Gateways
        );
        await PlaceForeverAsync(ct);
    }

    private async Task RestartAsync(CancellationToken ct)
    {
        await using (var before = await StartAppAsync(ct))
        {
            await FloodAsync(before, ct);
        }

        var began = Stopwatch.GetTimestamp();
        await using var restarted = await StartAppAsync(ct);
        var ready = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var alerted = await FirstAlertAsync(restarted.Http, began, ct);
        report.Add(
            new(
                Invariant($"restart with {sensors} sensors and {sensors / 40} open events: ready"),
                ready,
                "s",
                Target: "<= 10",
                IsMet: ready <= 10
            )
        );
        report.Add(new("  and the first alert of a new event stored", alerted, "s"));
        var more = (await SettledMemoryAsync(restarted.ProcessId, ct) - _smallKb) / 1024.0;
        report.Add(
            new(Invariant($"memory for {sensors} sensors more"), more, "MB", Target: "<= 100", IsMet: more <= 100)
        );
    }

    private async Task<double> FirstAlertAsync(Uri http, long began, CancellationToken ct)
    {
        // Two samples at blue, which rose no faster than water does: an event's level is believed from the second on.
        var now = TimeProvider.System.GetUtcNow();
        await PostAsync(
            http,
            1,
            string.Join(
                '\n',
                new[] { (now.AddSeconds(-5), 60), (now, 62) }.Select(sample =>
                    Invariant($$"""{"sensor":"N1","observedAt":"{{sample.Item1:O}}","depthMm":{{sample.Item2}}}""")
                )
            ),
            ct
        );
        while (
            await city.ScalarAsync<long>(
                """
                select count(*) from ponding_alert a join ponding_event e on e.id = a.event_id join sensor s on s.section_code = e.section_code where s.code = 'N1'
                """,
                ct
            ) == 0
        )
        {
            await Task.Delay(20, ct);
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private async Task ChartAsync(CancellationToken ct)
    {
        // A reading every five minutes for a year, as a sensor sends them; then summed up by the job's own function.
        await ExecuteAsync(
            """
            select make_reading_partitions(now() - make_interval(months => m), 1) from generate_series(0, 13) m
            """,
            ct
        );
        await ExecuteAsync(
            """
            with stored as (
              insert into reading (sensor_id, observed_at, received_at, depth_mm)
              select s.id, at, at, greatest(0, 300 * sin(extract(epoch from at) / 90000) + 40 * sin(extract(epoch from at) / 3000))::integer
              from sensor s, generate_series(date_trunc('hour', now()) - interval '365 days', now(), interval '5 minutes') at
              where s.code = 'N2'
              returning sensor_id, observed_at
            )
            insert into reading_dirty (sensor_id, hour)
            select array_agg(sensor_id), array_agg(hour) from (select distinct sensor_id, date_trunc('hour', observed_at) as hour from stored) b
            """,
            ct
        );
        await ExecuteAsync("select roll_up_readings(1000)", ct);
        await ExecuteAsync("analyze", ct);
        var to = TimeProvider.System.GetUtcNow();
        var from = to.AddYears(-1);
        var section = await city.ScalarAsync<string>("select section_code from sensor where code = 'N2'", ct);
        var kept = 0;
        var pairs = new List<(double Bare, double Chart)>();
        for (var i = 0; i < 60; i++)
        {
            var bare = await TimeAsync(() => BareAsync(from, to, ct));
            var chart = await TimeAsync(async () =>
            {
                var curves = await ReadCurve.RunAsync(city.Database, section, from, to, 1000, ct);
                kept = curves.Max(curve => curve.Points.Count);
                return JsonSerializer.SerializeToUtf8Bytes(curves, JsonSerializerOptions.Web).Length;
            });
            if (i >= 10)
            {
                pairs.Add((bare, chart));
            }
        }

        var ratio = Median(pairs.Select(pair => pair.Chart / pair.Bare));
        report.Add(new("a year of one sensor's hours, bare SQL", Median(pairs.Select(pair => pair.Bare)), "ms"));
        report.Add(
            new(
                Invariant($"the same as a chart of {kept} points, in JSON"),
                Median(pairs.Select(pair => pair.Chart)),
                "ms",
                ratio,
                "bare SQL",
                "<= 3",
                ratio <= 3
            )
        );
    }

    private async Task<int> BareAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        await using var command = city.Database.CreateCommand(
            """
            select h.max_at, h.max_mm from reading_hour h join sensor s on s.id = h.sensor_id
            where s.code = 'N2' and h.hour >= $1 and h.hour < $2 order by h.hour
            """
        );
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = from.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = to.UtcDateTime });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var count = 0;
        while (await rows.ReadAsync(ct))
        {
            _ = (rows.GetDateTime(0), rows.GetInt32(1));
            count++;
        }

        return count;
    }

    private static async Task<double> TimeAsync(Func<Task<int>> run)
    {
        var began = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private Task<CityOpsProcess> StartAppAsync(CancellationToken ct) =>
        CityOpsProcess.StartAsync(
            new(city.ConnectionString)
            {
                Arguments = ["--roles", "ingest"],
                Environment = new Dictionary<string, string>
                {
                    ["Logging__LogLevel__Default"] = "Warning",
                    ["Quotas__MessagesPerSecond"] = "0",
                    ["Quotas__BytesPerSecond"] = "0",
                },
            },
            ct
        );

    /// <summary>Every sensor speaks; every tenth section goes under water. Returns when all of their events
    /// stand.</summary>
    private async Task FloodAsync(CityOpsProcess app, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow();
        for (var gateway = 0; gateway < BenchCity.Gateways; gateway++)
        {
            var lines = new StringBuilder();
            for (
                var sensor = gateway == 0 ? BenchCity.Gateways : gateway;
                sensor <= sensors;
                sensor += BenchCity.Gateways
            )
            {
                for (var minute = 3; minute > 0; minute--)
                {
                    lines
                        .Append(
                            CultureInfo.InvariantCulture,
                            $$"""{"sensor":"N{{sensor}}","observedAt":"{{now.AddMinutes(-minute):O}}","depthMm":{{(Section(sensor) % 10 == 0 ? 200 : 0)}}}"""
                        )
                        .Append('\n');
                }
            }

            await PostAsync(app.Http, gateway, lines.ToString(), ct);
        }

        for (var wait = 0; ; wait++)
        {
            var standing = await city.ScalarAsync<long>(
                "select count(*) from ponding_event where closed_at is null",
                ct
            );
            if (standing == sensors / 40)
            {
                return;
            }

            if (wait == 600)
            {
                throw new InvalidOperationException(
                    Invariant(
                        $"{sensors / 40} sections were flooded a minute ago, and {standing} events stand. The application said:\n{app.Log}"
                    )
                );
            }

            await Task.Delay(100, ct);
        }
    }

    private int Section(int sensor) => 1 + (sensor % (sensors / 4));

    private static async Task PostAsync(Uri http, int gateway, string lines, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = http };
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/readings")
        {
            Content = new StringContent(lines, null, "application/x-ndjson"),
        };
        message.Headers.Authorization = new(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{BenchCity.GatewayId(gateway)}:{BenchCity.Secret}"))
        );
        using var answer = await client.SendAsync(message, ct);
        answer.EnsureSuccessStatusCode();
        var outcome = await answer.Content.ReadAsStringAsync(ct);
        if (JsonDocument.Parse(outcome).RootElement.GetProperty("rejected").GetArrayLength() > 0)
        {
            throw new InvalidOperationException(
                $"Readings of gateway {gateway} were refused: {outcome[..Math.Min(outcome.Length, 300)]}"
            );
        }
    }

    /// <summary>Resident kB when it no longer changes.</summary>
    private static async Task<long> SettledMemoryAsync(int processId, CancellationToken ct)
    {
        var last = 0L;
        for (var same = 0; same < 3; )
        {
            await Task.Delay(1000, ct);
            var now = long.Parse(
                File.ReadLines($"/proc/{processId}/status")
                    .First(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
                CultureInfo.InvariantCulture
            );
            same = Math.Abs(now - last) < 1024 ? same + 1 : 0;
            last = now;
        }

        return last;
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct, params int[] values)
    {
        await using var command = city.Database.CreateCommand(sql);
        command.CommandTimeout = 300;
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
