using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace CityOps.Ingest.Directory;

/// <summary>A gateway as the uplink knows it.</summary>
/// <param name="Id">Its MQTT user name and topic level.</param>
/// <param name="SecretSha256">SHA-256 of its secret; the secret itself is random and kept nowhere.</param>
/// <param name="Disabled">It may no longer connect.</param>
internal sealed record Gateway(string Id, byte[] SecretSha256, bool Disabled)
{
    /// <summary>SHA-256 of the secret before this one, taken until <see cref="FormerSecretUntil"/>; null for
    /// none.</summary>
    public byte[]? FormerSecretSha256 { get; init; }

    public DateTimeOffset FormerSecretUntil { get; init; }

    /// <summary>SHA-256 of the secret that a connection proved itself by; null where it did by something
    /// else.</summary>
    public byte[]? ProvedBy { get; init; }

    /// <summary>Whether it may subscribe to the alerts of every town.</summary>
    public bool HearsAllTowns { get; init; }

    /// <summary>Codes of the towns whose alerts it may subscribe to.</summary>
    public IReadOnlySet<string> AlertTowns { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Kinds of messages that it may send: <c>readings</c>, <c>reports</c>, <c>feedback</c>.</summary>
    public IReadOnlySet<string> Sends { get; init; } = FrozenSet<string>.Empty;

    /// <summary>A reading that is older when it comes was filled in afterwards; null for the setting.</summary>
    public TimeSpan? BackfillAfter { get; init; }

    /// <summary>Whether a secret is its present one, or the former one in its time. Takes the same time for
    /// each.</summary>
    public bool Takes(ReadOnlySpan<byte> secretSha256, DateTimeOffset now) =>
        CryptographicOperations.FixedTimeEquals(secretSha256, SecretSha256)
        | (
            CryptographicOperations.FixedTimeEquals(secretSha256, FormerSecretSha256 ?? SecretSha256)
            & now < FormerSecretUntil
        );

    /// <summary>Whether this one may subscribe to every alert that <paramref name="other"/> may.</summary>
    public bool CoversAlertRightsOf(Gateway other) =>
        HearsAllTowns || (!other.HearsAllTowns && other.AlertTowns.IsSubsetOf(AlertTowns));
}

/// <summary>A sensor as the checks know it.</summary>
internal sealed record Sensor(int Id, string Code, string GatewayId, int RangeMinMm, int RangeMaxMm, bool Disabled)
{
    /// <summary>
    /// Zero offsets, each subtracted from raw depths from a time (UTC ticks) on, oldest first; mostly none.
    /// </summary>
    public IReadOnlyList<(long FromTicks, int OffsetMm)> Zeros { get; init; } = [];

    /// <summary>The offset at the time of measuring, so that a depth that is sent late or twice is the same.</summary>
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

    /// <summary>Finds a sensor by the UTF-8 bytes of its code, without allocating a string.</summary>
    public bool TryGetSensor(ReadOnlySpan<byte> code, [NotNullWhen(true)] out Sensor? sensor) =>
        _sensors.TryGetValue(code, out sensor);
}
