using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using CityOps.Ingest;
using CityOps.Ingest.Commit;
using CityOps.Ingest.Directory;
using CityOps.Testing;
using Npgsql;

namespace CityOps.Benchmarks.Ingest;

/// <summary>
/// <c>bench ingest</c>: how fast readings become durable, generator included, on this machine. The peers are raw binary
/// COPY (what the database can take at all) and MQTTnet with the commit awaited in its interceptor (what one gets
/// without the channel adapter). The application runs in a process of its own; every run starts with an empty table
/// after a checkpoint.
/// </summary>
internal sealed class IngestBench
{
    private const int CopyBatch = 10_000;
    private readonly BenchCity _city;
    private readonly Report _report;
    private readonly long _messages;
    private readonly int _rounds;

    private IngestBench(BenchCity city, Report report, long messages, int rounds)
    {
        _rounds = rounds;
        _city = city;
        _report = report;
        _messages = messages;
    }

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "print JSON at the end instead of lines as they come" };
        var messages = new Option<long>("--messages")
        {
            Description = "readings per run",
            DefaultValueFactory = _ => 1_000_000,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "rounds; the median counts",
            DefaultValueFactory = _ => 3,
        };
        var parts = new Option<string[]>("--part")
        {
            Description = "speed, broker, idle, outage; all when left out",
            DefaultValueFactory = _ => [],
        };
        parts.AcceptOnlyFromAmong("speed", "broker", "idle", "outage");
        var outage = new Option<int>("--outage")
        {
            Description = "seconds for which the database is stopped",
            DefaultValueFactory = _ => 60,
        };
        var command = new Command("ingest", "How fast readings become durable, against COPY and against plain MQTTnet")
        {
            json,
            messages,
            rounds,
            parts,
            outage,
        };
        command.SetAction(
            async (arguments, ct) =>
            {
                await using var city = await BenchCity.CreateAsync(ct);
                var report = new Report(arguments.GetValue(json));
                var bench = new IngestBench(city, report, arguments.GetValue(messages), arguments.GetValue(rounds));
                await bench.RunPartsAsync(
                    arguments.GetValue(parts)!,
                    TimeSpan.FromSeconds(arguments.GetValue(outage)),
                    ct
                );
                report.Finish();
                return 0;
            }
        );
        return command;
    }

    private async Task RunPartsAsync(string[] parts, TimeSpan outage, CancellationToken ct)
    {
        if (Wants("speed"))
        {
            await RunAsync(ct);
        }

        if (Wants("broker"))
        {
            await BrokerPath.RunAsync(_city, _report, _messages / 4, await CopyAsync(_messages, ct), ct);
        }

        if (Wants("idle"))
        {
            await IdleGateways.RunAsync(_city, _report, ct);
        }

        if (Wants("outage"))
        {
            await StoppedDatabase.RunAsync(_city, _report, outage, ct);
        }

        bool Wants(string part) => parts.Length == 0 || parts.Contains(part);
    }

    private async Task RunAsync(CancellationToken ct)
    {
        await CopyAsync(_messages / 4, ct); // warms the server's caches and our code
        var commit = await LoneCommitAsync(ct);
        _report.Add(new("one row, one commit: p50", commit, "ms"));

        await using var app = await BenchApp.StartAsync(_city, ct);
        await MqttAsync(app.MqttPort, 20, 500, _messages / 4, ct);
        await HttpAsync(app.Http, _messages / 10, ct);

        // Every round measures everything once, and each ratio is within its round: what else the machine does in that
        // half minute falls on both sides of it.
        var rounds = new List<Round>();
        for (var i = 0; i < _rounds; i++)
        {
            var copy = await CopyAsync(_messages, ct);
            var wide = await OfApplicationAsync(app, () => MqttAsync(app.MqttPort, 20, 500, _messages, ct));
            var narrow = await OfApplicationAsync(app, () => MqttAsync(app.MqttPort, 200, 50, _messages, ct));
            var http = await OfApplicationAsync(app, () => HttpAsync(app.Http, _messages, ct));
            rounds.Add(new Round(copy, wide, narrow, http, await PeerAsync(ct)));
        }

        _report.Add(new("COPY, binary, batches of 10,000, one connection", Median(rounds, r => r.Copy), "readings/s"));
        AddRate("MQTT QoS 1, deduplicated, 20 connections x 500", rounds, r => r.Wide, 0.4);
        AddRate("MQTT QoS 1, deduplicated, 200 connections x 50", rounds, r => r.Narrow, 0.4);
        AddRate("HTTP, 1000 readings a request, 4 at once", rounds, r => r.Http, 0.5);
        var gain = Median(rounds, r => r.Wide.Rate / r.Plain);
        _report.Add(
            new("MQTTnet, commit awaited in its interceptor, 20 x 500", Median(rounds, r => r.Plain), "readings/s")
        );
        _report.Add(new("our uplink against it", gain, "x", Target: ">= 4", IsMet: gain >= 4));

        var lone = await LonePublishAsync(app.MqttPort, ct);
        _report.Add(
            new(
                "lone MQTT publish to its PUBACK: p50",
                lone,
                "ms",
                lone / commit,
                "one commit",
                "<= 3",
                lone <= 3 * commit
            )
        );
        await HalfLoadAsync(app.MqttPort, Median(rounds, r => r.Wide.Rate) / 2, ct);
        var bytes = await _city.ScalarAsync<decimal>(
            """
            select sum(pg_total_relation_size(inhrelid))::numeric / (select count(*) from reading) from pg_inherits where inhparent = 'reading'::regclass
            """,
            ct
        );
        _report.Add(new("on disk, keys and indexes included", (double)bytes, "bytes each"));
        var rss = app.PeakRssMb();
        _report.Add(new("resident memory of the application, peak", rss, "MB", Target: "<= 350", IsMet: rss <= 350));
    }

    private void AddRate(string name, List<Round> rounds, Func<Round, Run> run, double target)
    {
        var ratio = Median(rounds, r => run(r).Rate / r.Copy);
        _report.Add(
            new(
                name,
                Median(rounds, r => run(r).Rate),
                "readings/s",
                ratio,
                "COPY",
                string.Create(CultureInfo.InvariantCulture, $">= {target}"),
                ratio >= target
            )
        );
        _report.Add(
            new("  processor time of the application for each", Median(rounds, r => run(r).CpuMicroseconds), "us")
        );
    }

    private async Task<Run> OfApplicationAsync(CityOpsProcess app, Func<Task<double>> run)
    {
        using var process = Process.GetProcessById(app.ProcessId);
        var before = process.TotalProcessorTime;
        var rate = await run();
        process.Refresh();
        return new Run(rate, (process.TotalProcessorTime - before).TotalMicroseconds / _messages);
    }

    private static double Median(List<Round> rounds, Func<Round, double> value)
    {
        var sorted = rounds.Select(value).Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <param name="Rate">Readings a second.</param>
    /// <param name="CpuMicroseconds">Of the application, per reading.</param>
    private sealed record Run(double Rate, double CpuMicroseconds);

    private sealed record Round(double Copy, Run Wide, Run Narrow, Run Http, double Plain);

    private async Task<double> CopyAsync(long count, CancellationToken ct)
    {
        await _city.SettleAsync(ct);
        var day = _city.NextDay();
        var submission = new Unsent();
        var rows = new List<RowRef>(CopyBatch);
        await using var connection = await _city.Database.OpenConnectionAsync(ct);
        var began = Stopwatch.GetTimestamp();
        for (var done = 0L; done < count; done += CopyBatch)
        {
            submission.Rows.Clear();
            rows.Clear();
            for (var i = 0; i < CopyBatch; i++)
            {
                var n = done + i;
                var at = day.AddMilliseconds(n / _city.SensorIds.Count * 100);
                var fields = new FieldValues();
                fields.Set(ReadingFields.Seq.Index, n);
                fields.Set(ReadingFields.BatteryMv.Index, 3610);
                fields.Set(ReadingFields.RssiDbm.Index, -87);
                var sensor = _city.SensorIds[(int)(n % _city.SensorIds.Count)];
                submission.Rows.Add(new(new(sensor, at.Ticks, (int)(n % 400), fields), 0, 0, default));
                rows.Add(new(submission, i));
            }

            await ReadingCopy.WriteAsync(connection, rows, ct);
        }

        return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private async Task<double> LoneCommitAsync(CancellationToken ct)
    {
        var day = _city.NextDay();
        await using var connection = await _city.Database.OpenConnectionAsync(ct);
        await using var insert = new NpgsqlCommand(
            "insert into reading (sensor_id, observed_at, received_at, depth_mm) values ($1, $2, now(), 1)",
            connection
        );
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _city.SensorIds[0] });
        var at = new NpgsqlParameter<DateTime>();
        insert.Parameters.Add(at);
        await insert.PrepareAsync(ct);
        var times = new List<long>();
        for (var i = 0; i < 500; i++)
        {
            at.TypedValue = day.AddSeconds(i);
            var began = Stopwatch.GetTimestamp();
            await insert.ExecuteNonQueryAsync(ct);
            times.Add(Stopwatch.GetTimestamp() - began);
        }

        return Milliseconds(times, 0.5);
    }

    private async Task<double> MqttAsync(int port, int connections, int window, long messages, CancellationToken ct)
    {
        await _city.SettleAsync(ct);
        var day = _city.NextDay();
        var each = messages / connections;
        using var loads = new Loads(connections);
        await loads.ConnectAsync(port, ct);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(loads.All.Select(load => Task.Run(() => load.RunAsync(day, each, window, ct), ct)));
        var took = Stopwatch.GetElapsedTime(began);
        await ExpectAsync(day, each * connections, ct);
        return each * connections / took.TotalSeconds;
    }

    private async Task<double> LonePublishAsync(int port, CancellationToken ct)
    {
        var day = _city.NextDay();
        using var loads = new Loads(1);
        await loads.ConnectAsync(port, ct);
        loads.All[0].Latencies = [];
        await loads.All[0].RunAsync(day, 500, 1, ct);
        return Milliseconds(loads.All[0].Latencies!, 0.5);
    }

    private async Task HalfLoadAsync(int port, double rate, CancellationToken ct)
    {
        await _city.SettleAsync(ct);
        var day = _city.NextDay();
        using var loads = new Loads(20);
        await loads.ConnectAsync(port, ct);
        foreach (var load in loads.All)
        {
            load.Latencies = [];
        }

        await Task.WhenAll(
            loads.All.Select(load =>
                Task.Run(() => load.RunAtRateAsync(day, rate / loads.All.Count, TimeSpan.FromSeconds(10), ct), ct)
            )
        );
        var times = loads.All.SelectMany(load => load.Latencies!).ToList();
        _report.Add(new("half the top rate: sent", times.Count / 10.0, "readings/s"));
        _report.Add(new("half the top rate: PUBACK after, p50", Milliseconds(times, 0.5), "ms"));
        var p99 = Milliseconds(times, 0.99);
        _report.Add(new("half the top rate: PUBACK after, p99", p99, "ms", Target: "<= 50", IsMet: p99 <= 50));
        _report.Add(new("half the top rate: PUBACK after, p99.9", Milliseconds(times, 0.999), "ms"));
    }

    private async Task<double> HttpAsync(Uri http, long messages, CancellationToken ct)
    {
        const int Batch = 1000;
        await _city.SettleAsync(ct);
        var day = _city.NextDay();
        var requests = (int)(messages / Batch);
        using var client = new HttpClient { BaseAddress = http };
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, requests),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = ct },
            async (request, token) =>
            {
                // Written for each request here and now, as the MQTT generator's are.
                var gateway = request % BenchCity.Gateways;
                var body = new StringBuilder("[", Batch * 130);
                for (var i = 0; i < Batch; i++)
                {
                    var n = ((long)(request / BenchCity.Gateways) * Batch) + i;
                    body.Append(i == 0 ? "" : ",")
                        .Append(
                            CultureInfo.InvariantCulture,
                            $$"""{"sensor":"B{{gateway:000}}-{{n % BenchCity.SensorsPerGateway}}","observedAt":"{{day.AddMilliseconds(n / BenchCity.SensorsPerGateway * 100):yyyy-MM-ddTHH:mm:ss.fff}}+00:00","depthMm":{{n % 400}},"seq":{{n}},"batteryMv":3610,"rssiDbm":-87}"""
                        );
                }

                using var message = new HttpRequestMessage(HttpMethod.Post, "/api/v1/readings");
                message.Content = new StringContent(body.Append(']').ToString(), Encoding.UTF8, "application/json");
                message.Headers.Authorization = new AuthenticationHeaderValue(
                    "Basic",
                    Convert.ToBase64String(Encoding.UTF8.GetBytes($"{BenchCity.GatewayId(gateway)}:{BenchCity.Secret}"))
                );
                using var answer = await client.SendAsync(message, token);
                answer.EnsureSuccessStatusCode();
            }
        );
        var took = Stopwatch.GetElapsedTime(began);
        await ExpectAsync(day, (long)requests * Batch, ct);
        return (long)requests * Batch / took.TotalSeconds;
    }

    private async Task<double> PeerAsync(CancellationToken ct)
    {
        var port = FreePort.Next();
        using var peer = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, [InterceptorPeer.Verb, _city.ConnectionString, $"{port}"])
        )!;
        try
        {
            await ListeningAsync(port, ct);
            await MqttAsync(port, 20, 500, _messages / 20, ct);
            return await MqttAsync(port, 20, 500, _messages / 4, ct);
        }
        finally
        {
            peer.Kill();
            await peer.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task ListeningAsync(int port, CancellationToken ct)
    {
        for (var wait = 0; ; wait++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port, ct);
                return;
            }
            catch (SocketException) when (wait < 300)
            {
                await Task.Delay(100, ct);
            }
        }
    }

    private async Task ExpectAsync(DateTime day, long count, CancellationToken ct)
    {
        var stored = await _city.CountAsync(day, ct);
        if (stored != count)
        {
            throw new InvalidOperationException($"{count} readings were acknowledged and {stored} are stored.");
        }
    }

    private static double Milliseconds(List<long> times, double quantile)
    {
        times.Sort();
        return times[(int)Math.Min(times.Count - 1, times.Count * quantile)] * 1000.0 / Stopwatch.Frequency;
    }

    private sealed class Unsent()
        : Submission(
            "mqtt",
            new Gateway("bench", [], false) { Sends = new HashSet<string> { "readings" } },
            "",
            TimeProvider.System.GetUtcNow()
        )
    {
        public override void Committed() { }
    }
}
