using System.Globalization;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>
/// A connection that publishes numbered readings as fast as its window lets it and remembers which were acknowledged:
/// the publisher's list that the table is compared with.
/// </summary>
internal sealed class PublishingGateway(int port, int connection, int count)
{
    private const int Window = 500;
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Numbers whose PUBACK arrived, in order.</summary>
    public List<int> Acknowledged { get; } = [];

    public int Count { get; } = count;

    /// <summary>The reading's time: unique over connections and numbers, and what the table knows it by.</summary>
    public static DateTimeOffset ObservedAt(int connection, int number) =>
        Start.AddMilliseconds((connection * 1_000_000) + number);

    /// <summary>Publishes everything from the first unacknowledged number on; returns when all is acknowledged or the
    /// connection ends.</summary>
    public async Task RunAsync(Action acknowledged, CancellationToken ct)
    {
        try
        {
            await using var mqtt = await RawMqtt.ConnectAsync(port, ct);
            var next = Acknowledged.Count;
            while (Acknowledged.Count < Count)
            {
                while (next < Count && next - Acknowledged.Count < Window)
                {
                    await mqtt.SendAsync(RawMqtt.Publish((ushort)((next % 65_000) + 1), Reading(next)), ct);
                    next++;
                }

                var packet = await mqtt.ReceiveAsync(ct);
                if (packet.Length == 0)
                {
                    return;
                }

                Assert.Equal([0x40, 2], packet[..2]);
                Assert.Equal((Acknowledged.Count % 65_000) + 1, (packet[2] << 8) | packet[3]);
                Acknowledged.Add(Acknowledged.Count);
                acknowledged();
            }
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // the server was killed
        }
    }

    private string Reading(int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sensor":"WL-0001","observedAt":{{ObservedAt(connection, number).ToUnixTimeMilliseconds()}},"depthMm":{{number % 400}},"seq":{{number}}}"""
        );
}
