using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CityOps.App.Verbs;
using MQTTnet;
using MQTTnet.Protocol;
using Spectre.Console;

namespace CityOps.App.Features.Ponding.Simulation;

/// <summary>
/// <c>simulate storm</c>: six hours of rain over the demo's sections through the real MQTT door. At 60× they fall in
/// six minutes: the storm is faster, the sensors' clocks are not, because a reading from another time would be treated
/// as one.
/// </summary>
internal static class SimulateStormCommand
{
    public static Command Create()
    {
        var speed = new Option<int>("--speed")
        {
            Description = "1 to 600: minutes of storm a minute",
            DefaultValueFactory = _ => 60,
        };
        var host = new Option<string>("--host")
        {
            Description = "where MQTT listens",
            DefaultValueFactory = _ => "127.0.0.1",
        };
        var mqtt = Verb.Port("--mqtt", "MQTT port", 1883);
        var seed = new Option<int>("--seed")
        {
            Description = "the same number, the same storm",
            DefaultValueFactory = _ => 20230908,
        };
        var storm = new Command("storm", "A storm over the demo's low-lying sections, through the real MQTT door")
        {
            speed,
            host,
            mqtt,
            seed,
        };
        storm.SetReadingVerb(
            async (arguments, context, ct) =>
            {
                if (arguments.GetValue(speed) is < 1 or > 600)
                {
                    return context.Fail("--speed is 1 to 600.");
                }

                if (!File.Exists(context.Folder.DemoGateways))
                {
                    return context.Fail(
                        $"{context.Folder.DemoGateways} is not there; the storm needs the demo city's gateways (verb demo, or --data)."
                    );
                }

                var logins = JsonSerializer.Deserialize<List<StormGatewayLogin>>(
                    await File.ReadAllTextAsync(context.Folder.DemoGateways, ct),
                    JsonSerializerOptions.Web
                )!;
                await RunAsync(
                    logins,
                    arguments.GetRequiredValue(host),
                    arguments.GetValue(mqtt),
                    arguments.GetValue(speed),
                    arguments.GetValue(seed),
                    context.Time,
                    ct
                );
                return 0;
            }
        );
        return storm;
    }

    private static async Task RunAsync(
        List<StormGatewayLogin> logins,
        string host,
        int port,
        int speed,
        int seed,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var weather = new StormWeather(seed);
        var firstRoads = logins.Select((_, i) => logins.Take(i).Sum(login => login.Sensors.Count)).ToList();
        var gateways = logins
            .Select((login, i) => new StormGateway(login, firstRoads[i], weather, seed + i, time))
            .ToList();
        var towns = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var sign = await FollowAlertsAsync(logins[0], host, port, towns, ct);
        try
        {
            await ShowAsync(AnsiConsole.Console, async show =>
            {
                using var minutes = new PeriodicTimer(TimeSpan.FromMinutes(1.0 / speed), time);
                for (var minute = 0; minute < StormWeather.Minutes; minute++)
                {
                    await Task.WhenAll(gateways.Select(gateway => gateway.MinuteAsync(minute, host, port, ct)));
                    show(Picture(minute, speed, gateways, towns), minute);
                    await minutes.WaitForNextTickAsync(ct);
                }

                await Task.WhenAll(gateways.Select(gateway => gateway.FinishAsync(host, port, ct)));
                show(Picture(StormWeather.Minutes, speed, gateways, towns), StormWeather.Minutes);
            });
        }
        finally
        {
            foreach (var gateway in gateways)
            {
                await gateway.DisposeAsync();
            }
        }
    }

    /// <summary>A live table on a terminal; elsewhere a picture every half hour of storm.</summary>
    private static Task ShowAsync(IAnsiConsole console, Func<Action<Table, int>, Task> storm) =>
        console.Profile.Capabilities.Interactive && !Console.IsOutputRedirected
            ? console.Live(new Table()).StartAsync(live => storm((picture, _) => live.UpdateTarget(picture)))
            : storm(
                (picture, minute) =>
                {
                    if (minute % 30 == 0)
                    {
                        console.Write(picture);
                    }
                }
            );

    private static Table Picture(
        int minute,
        int speed,
        IReadOnlyList<StormGateway> gateways,
        SortedDictionary<string, string> towns
    )
    {
        var table = new Table()
            .Title(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Storm {minute / 60}:{minute % 60:00} of {StormWeather.Minutes / 60}:00 at {speed}×, rain {60 * StormWeather.RainMmPerMinute(minute):0} mm/h"
                )
            )
            .AddColumns(
                "gateway",
                "measured",
                "messages acknowledged",
                "repeated",
                "waiting",
                "outages",
                "deepest mm",
                "state"
            );
        foreach (var gateway in gateways)
        {
            table.AddRow(
                gateway.Id,
                Text(gateway.Measured),
                Text(gateway.Acknowledged),
                Text(gateway.Repeated),
                Text(gateway.Waiting),
                Text(gateway.Outages),
                Text(gateway.DeepestMm),
                Markup.Escape(gateway.Trouble ?? (gateway.IsAway ? "no connection" : "connected"))
            );
        }

        lock (towns)
        {
            return table.Caption(
                towns.Count == 0
                    ? "no alert"
                    : Markup.Escape(string.Join("\n", towns.Select(town => $"{town.Key}: {town.Value}")))
            );
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Hears what road signs hear: the retained alert of every town.</summary>
    private static async Task<IMqttClient> FollowAlertsAsync(
        StormGatewayLogin login,
        string host,
        int port,
        SortedDictionary<string, string> towns,
        CancellationToken ct
    )
    {
        var client = new MqttClientFactory().CreateMqttClient();
        client.ApplicationMessageReceivedAsync += received =>
        {
            var town = received.ApplicationMessage.Topic.Split('/')[^1];
            var payload = received.ApplicationMessage.ConvertPayloadToString();
            lock (towns)
            {
                towns[town] = string.IsNullOrEmpty(payload) ? "cleared" : Words(payload);
            }

            return Task.CompletedTask;
        };
        await client.ConnectAsync(
            new MqttClientOptionsBuilder()
                .WithTcpServer(host, port)
                .WithCredentials(login.Gateway, login.Secret)
                .WithClientId($"{login.Gateway}-storm-sign")
                .Build(),
            ct
        );
        await client.SubscribeAsync("cityops/v1/alerts/+", MqttQualityOfServiceLevel.AtLeastOnce, ct);
        return client;
    }

    private static string Words(string alert)
    {
        using var read = JsonDocument.Parse(alert);
        return string.Join(
            ", ",
            read.RootElement.GetProperty("sections")
                .EnumerateArray()
                .Select(section =>
                    $"{section.GetProperty("name").GetString()} {section.GetProperty("level").GetString()} {section.GetProperty("depthMm").GetInt32()} mm"
                    + (section.GetProperty("powerRisk").GetBoolean() ? " at the lamps" : "")
                )
        );
    }
}
