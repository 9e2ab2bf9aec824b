using CityOps.App.Features.Ponding.Simulation;

namespace CityOps.App.Features.Demo.Traffic;

/// <summary>What came of the steps through one door.</summary>
internal sealed class TrafficTally
{
    public int Done { get; private set; }

    public int Refused { get; private set; }

    /// <summary>In words.</summary>
    public string Last { get; private set; } = "";

    /// <summary>Counts a step; a refusal or a broken connection is counted and shown, and ends nothing.</summary>
    public async Task CountAsync(Func<Task<string>> step, CancellationToken ct)
    {
        try
        {
            Last = await step();
            Done++;
        }
        catch (Exception problem)
            when (problem is HttpRequestException or IOException
                || (problem is TaskCanceledException && !ct.IsCancellationRequested)
            )
        {
            Refused++;
            Last = problem.Message;
        }
    }
}

/// <summary>The demo's people and gateways, taking turns one step at a time, so that there is never more under way than
/// one step.</summary>
internal sealed class CityTraffic : IAsyncDisposable
{
    private readonly Random _random = new();
    private readonly HttpClient _http;
    private readonly List<TrafficOfficer> _officers;
    private readonly TrafficCitizen _citizen;
    private readonly List<StormGateway> _gateways;
    private readonly int _mqttPort;
    private readonly TrafficTally _patrols = new();
    private readonly TrafficTally _feedback = new();
    private readonly TrafficTally _levels = new();
    private int _minute;

    public CityTraffic(
        IReadOnlyList<DemoAccount> accounts,
        IReadOnlyList<StormGatewayLogin> gateways,
        Uri http,
        int mqttPort,
        TimeProvider time
    )
    {
        _http = new HttpClient { BaseAddress = http, Timeout = TimeSpan.FromSeconds(30) };
        _mqttPort = mqttPort;
        _officers =
        [
            .. accounts
                .Where(account => account.Role == "officer")
                .Select(account => new TrafficOfficer(account, _http, _random, time)),
        ];
        _citizen = new TrafficCitizen(_http, _random, _officers[0]);
        var weather = new StormWeather(_random.Next());
        _gateways =
        [
            .. gateways.Select(
                (login, i) =>
                    new StormGateway(
                        login,
                        gateways.Take(i).Sum(before => before.Sensors.Count),
                        weather,
                        _random.Next(),
                        time
                    )
            ),
        ];
    }

    public IReadOnlyList<(string Door, TrafficTally Tally)> Tallies =>
        [
            ("patrols, reports with photos (HTTP)", _patrols),
            ("feedback (HTTP)", _feedback),
            ("water levels (MQTT)", _levels),
        ];

    /// <summary>Half of the steps are officers', a fifth citizens', the rest are the gateways': a minute of weather
    /// each.</summary>
    public Task StepAsync(CancellationToken ct) =>
        _random.Next(10) switch
        {
            < 5 => _patrols.CountAsync(() => DemoSentences.Pick(_officers, _random).StepAsync(ct), ct),
            < 7 => _feedback.CountAsync(() => _citizen.StepAsync(ct), ct),
            _ => _levels.CountAsync(() => MeasureAsync(ct), ct),
        };

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        _http.Dispose();
    }

    private async Task<string> MeasureAsync(CancellationToken ct)
    {
        var minute = _minute++ % StormWeather.Minutes;
        await Task.WhenAll(
            _gateways.Select(gateway => gateway.MinuteAsync(minute, _http.BaseAddress!.Host, _mqttPort, ct))
        );
        return _gateways.Find(gateway => gateway.Trouble is not null)?.Trouble is { } trouble
            ? throw new IOException(trouble)
            : FormattableString.Invariant(
                $"{_gateways.Sum(gateway => gateway.Measured)} measured, the deepest water now {_gateways.Max(gateway => gateway.DeepestMm)} mm"
            );
    }
}
