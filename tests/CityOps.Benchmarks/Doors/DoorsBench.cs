using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CityOps.Benchmarks.Ingest;
using CityOps.Testing;

namespace CityOps.Benchmarks.Doors;

/// <summary>
/// <c>bench doors</c>: what terminals' own formats cost: a maker's JSON by its payload profile, and SL 651 frames,
/// against our own readings in the same round, deduplicated and durable, generator included.
/// </summary>
internal sealed class DoorsBench
{
    private const int Connections = 20;
    private const int Window = 500;
    private const int FramesAtOnce = 500;
    private const int MinFrames = 20_000;
    private const double MinRatio = 0.5;
    private readonly BenchCity _city;
    private readonly CityOpsProcess _app;
    private readonly int _port;
    private readonly long _messages;

    private DoorsBench(BenchCity city, CityOpsProcess app, int port, long messages)
    {
        _city = city;
        _app = app;
        _port = port;
        _messages = messages;
    }

    private sealed record Round(double Plain, double Profiled, double Frames);

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
            DefaultValueFactory = _ => 3,
        };
        var command = new Command("doors", "Terminals' own formats and SL 651 against our own readings")
        {
            json,
            messages,
            rounds,
        };
        command.SetAction(
            async (arguments, ct) =>
            {
                await using var city = await BenchCity.CreateAsync(ct);
                await EnterAsync(city, ct);
                var port = FreePort.Next();
                await using var app = await BenchApp.StartAsync(
                    city,
                    ct,
                    ("Sl651:Port", port.ToString(CultureInfo.InvariantCulture))
                );
                var report = new Report(arguments.GetValue(json));
                var bench = new DoorsBench(city, app, port, arguments.GetValue(messages));
                await bench.RunAsync(report, arguments.GetValue(rounds), ct);
                report.Finish();
                return 0;
            }
        );
        return command;
    }

    private async Task RunAsync(Report report, int rounds, CancellationToken ct)
    {
        await MqttAsync(isProfiled: false, _messages / 4, ct); // warms up
        await MqttAsync(isProfiled: true, _messages / 4, ct);
        await FramesAsync(_messages / 8, ct);
        var warm = _app.RssMb();
        var all = new List<Round>();
        for (var i = 0; i < rounds; i++)
        {
            all.Add(
                new Round(
                    await MqttAsync(isProfiled: false, _messages, ct),
                    await MqttAsync(isProfiled: true, _messages, ct),
                    await FramesAsync(_messages / 2, ct)
                )
            );
        }

        var ratio = Median(all, round => round.Profiled / round.Plain);
        var frames = Median(all, round => round.Frames);
        report.Add(
            new("our readings, MQTT QoS 1, 20 connections x 500", Median(all, round => round.Plain), "readings/s")
        );
        report.Add(
            new(
                "a maker's JSON by its payload profile, the same",
                Median(all, round => round.Profiled),
                "readings/s",
                ratio,
                "ours",
                ">= 0.5",
                ratio >= MinRatio
            )
        );
        report.Add(
            new(
                "SL 651 frames, 20 stations",
                frames,
                "frames/s",
                Median(all, round => round.Frames / round.Plain),
                "ours",
                ">= 20,000",
                frames >= MinFrames
            )
        );
        var grown = _app.RssMb() - warm;
        report.Add(
            new("memory after the rounds, beyond that when warm", grown, "MB", Target: "<= 50", IsMet: grown <= 50)
        );
    }

    private async Task<double> MqttAsync(bool isProfiled, long messages, CancellationToken ct)
    {
        await _city.SettleAsync(ct);
        var day = _city.NextDay();
        var each = messages / Connections;
        using var loads = new Loads(Connections, isProfiled);
        await loads.ConnectAsync(_app.MqttPort, ct);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(loads.All.Select(load => Task.Run(() => load.RunAsync(day, each, Window, ct), ct)));
        var took = Stopwatch.GetElapsedTime(began);
        await ExpectAsync(day, each * Connections, ct);
        return each * Connections / took.TotalSeconds;
    }

    /// <summary>Each station sends frames of consecutive minutes, two windows in flight, and reads every
    /// confirmation.</summary>
    private async Task<double> FramesAsync(long messages, CancellationToken ct)
    {
        await _city.SettleAsync(ct);
        var each = (int)(messages / Connections / FramesAtOnce) * FramesAtOnce;
        var from = TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddMinutes(-each - 1);
        var chunks = Enumerable.Range(0, Connections).Select(station => Chunks(station, each, from)).ToList();
        var stations = await Task.WhenAll(chunks.Select(_ => Sl651Client.ConnectAsync(_port, ct)));
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(stations.Select((station, i) => Task.Run(() => SendAsync(station, chunks[i], ct), ct)));
        var took = Stopwatch.GetElapsedTime(began);
        foreach (var station in stations)
        {
            await station.DisposeAsync();
        }

        var stored = await _city.ScalarAsync<long>("select count(*) from reading", ct);
        return stored == each * Connections
            ? stored / took.TotalSeconds
            : throw new InvalidOperationException($"{each * Connections} frames were confirmed, {stored} are stored.");
    }

    private static async Task SendAsync(Sl651Client station, List<byte[]> chunks, CancellationToken ct)
    {
        await station.SendAsync(chunks[0], ct);
        for (var i = 0; i < chunks.Count; i++)
        {
            if (i + 1 < chunks.Count)
            {
                await station.SendAsync(chunks[i + 1], ct);
            }

            for (var frame = 0; frame < FramesAtOnce; frame++)
            {
                await station.ReceiveConfirmationAsync(ct);
            }
        }
    }

    private static List<byte[]> Chunks(int station, int count, DateTime from)
    {
        var chunks = new List<byte[]>();
        var chunk = new List<byte>();
        for (var i = 0; i < count; i++)
        {
            chunk.AddRange(
                Sl651Client.Level(
                    i & 0xFFFF,
                    new DateTimeOffset(from.AddMinutes(i), TimeSpan.Zero),
                    0.001m * (i % 1000),
                    Address(station)
                )
            );
            if ((i + 1) % FramesAtOnce == 0)
            {
                chunks.Add([.. chunk]);
                chunk.Clear();
            }
        }

        return chunks;
    }

    private static string Address(int station) => station.ToString("D10", CultureInfo.InvariantCulture);

    /// <summary>The first gateways are stations, and all have the profile of lock boards with a time in
    /// milliseconds.</summary>
    private static async Task EnterAsync(BenchCity city, CancellationToken ct)
    {
        await using var command = city.Database.CreateCommand(
            """
            insert into payload_profile (code, name, definition, changed_at)
            values ('bench', 'bench', '{"each":"payload.devices[*]","sensor":{"path":"nodeid"},
              "time":{"path":"$.header.timeStamp","as":"epoch"},"level":{"path":"params.56","unit":"mm"},
              "fields":{"batteryMv":{"path":"params.vbat","scale":1000}}}', now());
            insert into terminal (gateway_id, profile_code) select id, 'bench' from gateway;
            insert into terminal_sensor (gateway_id, number, sensor_id)
            select gateway_id, '00' || right(code, 1), id from sensor;
            insert into sl651_station (gateway_id, address, password)
            select id, lpad(right(id, 3), 10, '0'), '1234' from gateway order by id limit 20;
            insert into sl651_element (gateway_id, address, element, sensor_id)
            select t.gateway_id, t.address, '39', s.id
            from sl651_station t join sensor s on s.gateway_id = t.gateway_id and s.code like '%-0'
            """
        );
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task ExpectAsync(DateTime day, long expected, CancellationToken ct)
    {
        var stored = await _city.CountAsync(day, ct);
        if (stored != expected)
        {
            throw new InvalidOperationException($"{expected} readings were acknowledged, {stored} are stored.");
        }
    }

    private static double Median(List<Round> rounds, Func<Round, double> value)
    {
        var sorted = rounds.Select(value).Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
