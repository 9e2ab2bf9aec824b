using System.Globalization;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace CityOps.App.Features.Ponding.Simulation;

/// <summary>A gateway as the demo's file of secrets names it.</summary>
internal sealed record StormGatewayLogin(string Gateway, string Secret, IReadOnlyList<string> Sensors);

/// <summary>
/// A gateway in bad weather, at the real MQTT door: it batches, sends late and out of order, repeats itself and loses
/// its connection; what is not acknowledged it keeps and sends again.
/// </summary>
internal sealed class StormGateway(
    StormGatewayLogin login,
    int firstRoad,
    StormWeather weather,
    int seed,
    TimeProvider time
) : IAsyncDisposable
{
    private const int WetFromMm = 20;
    private const int DrySampleMinutes = 30;

    private readonly Random _random = new(seed);
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly List<string> _batch = [];
    private readonly Queue<string> _unsent = [];
    private int _awayUntilMinute;
    private int _sendsAtMinute;
    private long _seq;

    public string Id => login.Gateway;

    public int Measured { get; private set; }

    public int Acknowledged { get; private set; }

    public int Repeated { get; private set; }

    public int Outages { get; private set; }

    public int Waiting => _batch.Count + _unsent.Count;

    public int DeepestMm { get; private set; }

    public bool IsAway { get; private set; } = true;

    /// <summary>The last thing that went wrong, other than by intent.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Measures every sensor that is due, and sends if the gateway is so minded.</summary>
    public async Task MinuteAsync(int minute, string host, int port, CancellationToken ct)
    {
        DeepestMm = 0;
        for (var i = 0; i < login.Sensors.Count; i++)
        {
            var depthMm = weather.NextMm(firstRoad + i, minute);
            DeepestMm = Math.Max(DeepestMm, depthMm);
            if (depthMm >= WetFromMm || (minute + i) % DrySampleMinutes == 0)
            {
                _batch.Add(Reading(login.Sensors[i], depthMm, i));
                Measured++;
            }
        }

        if (minute >= _awayUntilMinute && _random.Next(90) == 0)
        {
            _awayUntilMinute = minute + _random.Next(3, 12);
            Outages++;
            await HangUpAsync();
        }

        if (minute >= _awayUntilMinute && minute >= _sendsAtMinute)
        {
            _sendsAtMinute = minute + (_random.Next(3) == 0 ? _random.Next(2, 5) : 1);
            await SendAsync(host, port, ct);
        }
    }

    /// <summary>Sends what is left once the storm is over.</summary>
    public async Task FinishAsync(string host, int port, CancellationToken ct)
    {
        for (var attempt = 0; Waiting > 0 && attempt < 5; attempt++)
        {
            await SendAsync(host, port, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await HangUpAsync();
        _client.Dispose();
    }

    private string Reading(string sensor, int depthMm, int place)
    {
        // Sensors of one gateway do not measure in the same instant.
        var at = time.GetUtcNow()
            .AddMilliseconds(-place)
            .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sensor":"{{sensor}}","observedAt":"{{at}}","depthMm":{{depthMm}},"seq":{{++_seq}},"batteryMv":{{3600 - _random.Next(30)}},"rssiDbm":{{-80 - _random.Next(20)}}}"""
        );
    }

    private async Task SendAsync(string host, int port, CancellationToken ct)
    {
        if (_batch.Count > 0)
        {
            var late = _random.Next(5) == 0 && _unsent.Count == 0; // this batch goes out after the next one
            if (!late)
            {
                Enqueue();
            }
        }

        try
        {
            await ConnectAsync(host, port, ct);
            while (_unsent.TryPeek(out var payload))
            {
                await PublishAsync(payload, ct);
                _unsent.Dequeue();
                if (_random.Next(10) == 0)
                {
                    Repeated++;
                    await PublishAsync(payload, ct);
                }
            }

            Trouble = null;
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            IsAway = true;
            Trouble = problem.Message;
        }
    }

    private void Enqueue()
    {
        string[] readings = [.. _batch];
        _batch.Clear();
        if (_random.Next(4) == 0)
        {
            _random.Shuffle(readings);
        }

        foreach (var part in readings.Chunk(500))
        {
            _unsent.Enqueue($"[{string.Join(',', part)}]");
        }
    }

    private async Task ConnectAsync(string host, int port, CancellationToken ct)
    {
        if (!_client.IsConnected)
        {
            await _client.ConnectAsync(
                new MqttClientOptionsBuilder()
                    .WithTcpServer(host, port)
                    .WithProtocolVersion(MqttProtocolVersion.V500)
                    .WithCredentials(login.Gateway, login.Secret)
                    .WithClientId($"{login.Gateway}-storm")
                    .Build(),
                ct
            );
        }

        IsAway = false;
    }

    private async Task PublishAsync(string payload, CancellationToken ct)
    {
        await _client.PublishAsync(
            new MqttApplicationMessageBuilder()
                .WithTopic($"cityops/v1/{login.Gateway}/readings")
                .WithPayload(Encoding.UTF8.GetBytes(payload))
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .Build(),
            ct
        );
        Acknowledged++;
    }

    private async Task HangUpAsync()
    {
        IsAway = true;
        if (_client.IsConnected)
        {
            await _client.DisconnectAsync();
        }
    }
}
