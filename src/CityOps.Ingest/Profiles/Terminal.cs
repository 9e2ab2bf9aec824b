using System.Collections.Frozen;
using System.Text;
using CityOps.Ingest.Directory;

namespace CityOps.Ingest.Profiles;

/// <summary>A sensor of a terminal.</summary>
/// <param name="CodeUtf8">Our sensor's code.</param>
/// <param name="ZeroMm">The terminal's value where the depth is zero: taken off a level; what a distance is taken
/// from.</param>
internal readonly record struct TerminalSensor(byte[] CodeUtf8, int ZeroMm);

/// <summary>A gateway that speaks a format of its own, with what reads it.</summary>
internal sealed class Terminal
{
    private readonly FrozenDictionary<byte[], TerminalSensor> _sensors;
    private readonly FrozenDictionary<byte[], TerminalSensor>.AlternateLookup<ReadOnlySpan<byte>> _byNumber;
    private readonly TopicPattern? _topic;
    private readonly TopicPattern? _ofAnyDevice;

    /// <param name="reader">Null where its profile is not known, or cannot be used.</param>
    /// <param name="device">Its own number, such as its IMEI; null where nobody has entered it.</param>
    /// <param name="sensors">By the terminal's own numbers; of its only sensor, empty.</param>
    public Terminal(
        string gatewayId,
        string profileCode,
        ProfileReader? reader,
        string? topic,
        string? device,
        IEnumerable<(string Number, TerminalSensor Sensor)> sensors
    )
    {
        GatewayId = gatewayId;
        ProfileCode = profileCode;
        Reader = reader;
        Device = device;
        _topic = TopicPattern.Of(topic, device);
        _ofAnyDevice = TopicPattern.Of(topic, "+");
        OnlyTopic = _topic?.Only;
        OnlyTopicUtf8 = OnlyTopic is null ? null : Encoding.UTF8.GetBytes(OnlyTopic);
        _sensors = sensors.ToFrozenDictionary(
            sensor => Encoding.UTF8.GetBytes(sensor.Number),
            sensor => sensor.Sensor,
            Utf8Comparer.Instance
        );
        _byNumber = _sensors.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public string GatewayId { get; }

    public string ProfileCode { get; }

    public ProfileReader? Reader { get; }

    public string? Device { get; }

    /// <summary>How a platform proves who pushes; null where none does.</summary>
    public PushDoor? Push { get; init; }

    /// <summary>Its one topic of the maker's; null where it has none, or several.</summary>
    public string? OnlyTopic { get; }

    public byte[]? OnlyTopicUtf8 { get; }

    /// <summary>Whether it may publish here.</summary>
    public bool Takes(string topic) => _topic?.Matches(topic) == true;

    /// <summary>Whether the topic is another terminal's of the same make.</summary>
    public bool IsOfAnother(string topic) => _ofAnyDevice?.Matches(topic) == true;

    /// <summary>
    /// Our sensor of the terminal's number, empty for its only one. A number that nobody has entered is taken for our
    /// sensor's code, so that sensors may be called what their makers call them.
    /// </summary>
    public bool TryFind(ReadOnlySpan<byte> number, out ReadOnlyMemory<byte> code, out int zeroMm)
    {
        var isNamed = _byNumber.TryGetValue(number, out var sensor);
        code = isNamed ? sensor.CodeUtf8 : number.ToArray();
        zeroMm = isNamed ? sensor.ZeroMm : 0;
        return isNamed || (!number.IsEmpty && _sensors.Count == 0);
    }

    /// <summary>Why a number is no sensor.</summary>
    public string NotNamed(ReadOnlySpan<byte> number)
    {
        var named = string.Join(", ", _sensors.Keys.Take(20).Select(key => $"\"{Encoding.UTF8.GetString(key)}\""));
        return number.IsEmpty
            ? $"no sensor is named for terminal {GatewayId}"
            : $"the terminal's number \"{JsonText.Shown(number)}\" is no sensor of {GatewayId}; named are {named}";
    }
}
