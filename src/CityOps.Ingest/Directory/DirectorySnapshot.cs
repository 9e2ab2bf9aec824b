using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace CityOps.Ingest.Directory;

/// <summary>A gateway as the uplink knows it.</summary>
/// <param name="Id">Its MQTT user name and topic level.</param>
/// <param name="SecretSha256">SHA-256 of its secret; the secret itself is random and kept nowhere.</param>
/// <param name="Disabled">It may no longer connect.</param>
internal sealed record Gateway(string Id, byte[] SecretSha256, bool Disabled)
{
    /// <summary>Whether it may hear the alerts of every town.</summary>
    public bool HearsAllTowns { get; init; }

    /// <summary>Codes of the towns whose alerts it may hear.</summary>
    public IReadOnlySet<string> AlertTowns { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Whether this one may hear all that <paramref name="other"/> may.</summary>
    public bool HearsWhat(Gateway other) =>
        HearsAllTowns || (!other.HearsAllTowns && other.AlertTowns.IsSubsetOf(AlertTowns));
}

/// <summary>A sensor as the checks know it.</summary>
internal sealed record Sensor(int Id, string Code, string GatewayId, int RangeMinMm, int RangeMaxMm, bool Disabled)
{
    /// <summary>What is taken off its raw depths from a time (UTC ticks) on, oldest first; mostly nothing.</summary>
    public IReadOnlyList<(long FromTicks, int OffsetMm)> Zeros { get; init; } = [];

    /// <summary>What is taken off a raw depth that was measured then, so that one sent late or twice is the same
    /// depth.</summary>
    public int ZeroAt(long observedTicks)
    {
        for (var i = Zeros.Count - 1; i >= 0; i--)
        {
            if (Zeros[i].FromTicks <= observedTicks)
            {
                return Zeros[i].OffsetMm;
            }
        }

        return 0;
    }
}

/// <summary>All gateways and sensors at one moment; immutable, so that a message is checked against one state of
/// things.</summary>
internal sealed class DirectorySnapshot
{
    private readonly FrozenDictionary<string, Gateway> _gateways;
    private readonly FrozenDictionary<byte[], Sensor>.AlternateLookup<ReadOnlySpan<byte>> _sensors;

    public DirectorySnapshot(IEnumerable<Gateway> gateways, IEnumerable<Sensor> sensors)
    {
        _gateways = gateways.ToFrozenDictionary(gateway => gateway.Id);
        _sensors = sensors
            .ToFrozenDictionary(sensor => System.Text.Encoding.UTF8.GetBytes(sensor.Code), Utf8Comparer.Instance)
            .GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public static DirectorySnapshot Empty { get; } = new([], []);

    public Gateway? Gateway(string id) => _gateways.GetValueOrDefault(id);

    /// <summary>Finds a sensor by its code as it stands in the payload, without making a string of it.</summary>
    public bool TryGetSensor(ReadOnlySpan<byte> code, [NotNullWhen(true)] out Sensor? sensor) =>
        _sensors.TryGetValue(code, out sensor);
}
