using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CityOps.App.Database;
using CityOps.App.Features.Gateways;
using CityOps.App.Features.Ponding;
using CityOps.App.Features.Sensors;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Demo;

/// <summary>A gateway of the demo city as demo-gateways.json names it.</summary>
internal sealed record DemoGateway(string Gateway, string Secret, IReadOnlyList<string> Sensors);

/// <summary>
/// 22 low-lying sections with a sensor each on four gateways, and what they measured: in the storms of the year, and in
/// the last day, with a shower some hours ago after which most roads are dry again and a few still stand under water.
/// </summary>
internal static class DemoWaterLevels
{
    private const int Sections = 22;
    private const int Gateways = 4;
    private const int StormsOfTheYear = 14;

    /// <summary>Samples after a storm: longer than an event waits before it is over.</summary>
    private const int StaysDry = 12;

    private static readonly DateTimeOffset Installed = new(2023, 9, 10, 10, 0, 0, TimeSpan.FromHours(8));
    private static readonly TimeSpan Sampling = TimeSpan.FromMinutes(5);

    // By name in the notice; the others are plainly invented.
    private static readonly string[] Named = ["东明路低洼段", "中山一路低洼段", "兴文路低洼段"];

    public static IReadOnlyList<DemoGateway> NewGateways() =>
        [
            .. Enumerable
                .Range(1, Gateways)
                .Select(g => new DemoGateway(
                    $"gw-{g:00}",
                    AddGateway.NewSecret(),
                    [.. Enumerable.Range(0, Sections).Where(i => i % Gateways == g - 1).Select(SensorCode)]
                )),
        ];

    public static void Add(CityOpsDb db, IReadOnlyList<DemoGateway> gateways, DemoPlaces places)
    {
        db.Gateways.AddRange(
            gateways.Select(
                (gateway, i) =>
                    new Gateway
                    {
                        Id = gateway.Gateway,
                        Name = $"{i + 1}号网关",
                        SecretSha256 = SHA256.HashData(Encoding.UTF8.GetBytes(gateway.Secret)),
                        CreatedAt = Installed,
                        HearsAllTowns = true, // simulate storm listens as one of them to what road signs hear
                    }
            )
        );
        for (var i = 0; i < Sections; i++)
        {
            // The named roads are in the old town; the others one to a town, then round again.
            var town = i < Named.Length ? places.Towns[0] : places.Towns[(i - Named.Length) % places.Towns.Count];
            var middle = places.Within(town);
            db.Sections.Add(
                new Section
                {
                    Code = $"S-{i + 1:00}",
                    Name =
                        i < Named.Length
                            ? Named[i]
                            : $"示例路{(i - Named.Length + 1).ToString("00", CultureInfo.InvariantCulture)}低洼段",
                    TownCode = town.Code,
                    Line = new LineString([
                        new(middle.Lon - 0.0009, middle.Lat - 0.0003),
                        new(middle.Lon, middle.Lat),
                        new(middle.Lon + 0.0009, middle.Lat + 0.0003),
                    ])
                    {
                        SRID = 4326,
                    },
                }
            );
            db.Sensors.Add(
                new Sensor
                {
                    Code = SensorCode(i),
                    GatewayId = gateways[i % Gateways].Gateway,
                    SectionCode = $"S-{i + 1:00}",
                    Position = middle.ToPoint(),
                    CreatedAt = Installed,
                }
            );
        }
    }

    /// <summary>Makes the partitions and copies the readings in.</summary>
    public static async Task CopyReadingsAsync(CityOpsDb db, DateTimeOffset now, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select make_reading_partitions({now.ToUniversalTime()}, 3)", ct);
        var sensors = await db.Sensors.OrderBy(sensor => sensor.Code).Select(sensor => sensor.Id).ToListAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var last = new DateTimeOffset(now.UtcTicks - now.UtcTicks % Sampling.Ticks, TimeSpan.Zero);
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                "copy reading (sensor_id, observed_at, received_at, depth_mm, seq, battery_mv, rssi_dbm) from stdin (format binary)",
                ct
            )
        )
        {
            for (var i = 0; i < sensors.Count; i++)
            {
                foreach (var sample in Storms(i, last).Concat(Day(i, last)))
                {
                    await copy.StartRowAsync(ct);
                    await copy.WriteAsync(sensors[i], NpgsqlDbType.Integer, ct);
                    await copy.WriteAsync(sample.At.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
                    await copy.WriteAsync(sample.At.AddSeconds(2).UtcDateTime, NpgsqlDbType.TimestampTz, ct);
                    await copy.WriteAsync(sample.DepthMm, NpgsqlDbType.Integer, ct);
                    await copy.WriteAsync(sample.Seq, NpgsqlDbType.Bigint, ct);
                    await copy.WriteAsync(sample.BatteryMv, NpgsqlDbType.Integer, ct);
                    await copy.WriteAsync(sample.RssiDbm, NpgsqlDbType.Integer, ct);
                }
            }

            await copy.CompleteAsync(ct);
        }

        await db.Database.ExecuteSqlRawAsync(Sql.Text("queries/demo/dirty_hours"), ct);
        await db.Database.ExecuteSqlRawAsync(Sql.Text("queries/demo/sensor_state"), ct);
    }

    private sealed record Sample(DateTimeOffset At, int DepthMm, long Seq, int BatteryMv, int RssiDbm);

    /// <summary>What a terminal sent while its road was under water in the storms of the year: the lowest roads are in
    /// most of them.</summary>
    private static IEnumerable<Sample> Storms(int sensor, DateTimeOffset last)
    {
        var (share, deepestMm) = sensor switch
        {
            < 3 => (0.9, 460),
            < 9 => (0.4, 240),
            < 15 => (0.12, 130),
            _ => (0.0, 0),
        };
        for (var storm = StormsOfTheYear; storm >= 1; storm--)
        {
            var random = new Random(1000 * storm + sensor);
            if (random.NextDouble() >= share)
            {
                continue;
            }

            var began = last - TimeSpan.FromDays(storm * 23 + storm * 7 % 11) + random.Next(12) * Sampling;
            var peakMm = 70 + random.Next(deepestMm - 70);
            var (rises, drains) = (6 + random.Next(6), 12 + random.Next(36)); // in samples
            for (var i = 0; i <= rises + drains + StaysDry; i++)
            {
                var depth = i < rises ? peakMm * i / rises : peakMm * Math.Max(0, rises + drains - i) / drains;
                yield return new(
                    began + i * Sampling,
                    depth,
                    90_000 - storm * 100 + i,
                    3620 - random.Next(20),
                    -80 - random.Next(15)
                );
            }
        }
    }

    /// <summary>Dry but for the shower: up within half an hour, down within hours, slowest where the road lies
    /// lowest.</summary>
    private static IEnumerable<Sample> Day(int sensor, DateTimeOffset last)
    {
        var random = new Random(4711 + sensor);
        var rainBegan = last - TimeSpan.FromMinutes(200 - random.Next(40));
        var peakMm = sensor switch
        {
            0 => 430,
            1 => 290,
            2 => 190,
            < 9 => 60 + random.Next(90),
            _ => random.Next(35),
        };
        var drainsIn = TimeSpan.FromMinutes(sensor < 3 ? 420 : 60 + random.Next(120));
        for (var i = 24 * 12; i >= 0; i--)
        {
            var at = last - i * Sampling;
            var minutes = (at - rainBegan).TotalMinutes;
            var depth =
                minutes < 0 ? 0
                : minutes < 30 ? peakMm * minutes / 30
                : peakMm * Math.Max(0, 1 - (minutes - 30) / drainsIn.TotalMinutes);
            if (depth == 0 && at.Minute % 30 != 0)
            {
                continue; // a dry terminal reports every half hour
            }

            yield return new(
                at,
                (int)depth + random.Next(3),
                100_000 + (24 * 12 - i),
                3600 - random.Next(20),
                -80 - random.Next(15)
            );
        }
    }

    private static string SensorCode(int index) => $"WL-{index + 1:0000}";
}
