namespace CityOps.Ingest.Profiles;

/// <summary>
/// How a terminal's own format is read, as data: where in its messages the level, the time and the rest stand, and in
/// what units. docs/profiles.md explains it with examples. Paths are relative to the part where there is
/// <see cref="Each"/>; from the whole message with <c>$.</c> before them.
/// </summary>
public sealed record PayloadProfile
{
    /// <summary>The MQTT topic that the terminal publishes to, with <c>{device}</c> for its own number and <c>+</c> for
    /// any level; null where it can be told to use <c>cityops/v1/{gateway}/raw</c>.</summary>
    public string? Topic { get; init; }

    /// <summary>What must hold of a part; otherwise it is passed over: acknowledged, no reading, no refusal.</summary>
    public IReadOnlyList<ProfileCondition>? When { get; init; }

    /// <summary>Path to the parts of a message, each a reading: <c>devices[*]</c> the elements of an array (an object
    /// alone counts as one), <c>devices.*</c> the members of an object. Null: the message is one part.</summary>
    public string? Each { get; init; }

    /// <summary>The frame of bytes that values with <c>at</c> are read from; null where all is JSON.</summary>
    public ProfileFrame? Frame { get; init; }

    /// <summary>The terminal's own number of the sensor; null where it has one sensor.</summary>
    public ProfileValue? Sensor { get; init; }

    /// <summary>When it was measured.</summary>
    public ProfileTime? Time { get; init; }

    /// <summary>How high the water stands, or how far away it is.</summary>
    public ProfileValue? Level { get; init; }

    /// <summary>Optional fields of a reading by their names in docs/mqtt.md, such as <c>batteryMv</c>. One that cannot
    /// be read is left out; the level counts.</summary>
    public IReadOnlyDictionary<string, ProfileValue>? Fields { get; init; }
}

/// <summary>Where a value stands and how it becomes a number: in JSON at a path, or in a frame at an offset.</summary>
public record ProfileValue
{
    /// <summary>Path in the JSON: <c>params.56</c>, <c>Data[name=level].value</c>, <c>d|json.level</c>.</summary>
    public string? Path { get; init; }

    /// <summary>It is the name of the member that <c>each</c> took (<c>.*</c>), not a value in it.</summary>
    public bool Key { get; init; }

    /// <summary>Offset of its first byte in the frame, from 0; below zero from the end.</summary>
    public int? At { get; init; }

    /// <summary>u8, i8, u16, i16, u32, i32, f32, bcd (decimal digits) or hex (as text).</summary>
    public string? Type { get; init; }

    /// <summary>Order of its bytes as Modbus manuals write it: AB, BA, ABCD, DCBA, CDAB, BADC; the high byte first when
    /// left out.</summary>
    public string? Order { get; init; }

    /// <summary>How many bytes, of bcd and hex.</summary>
    public int? Length { get; init; }

    /// <summary>Of a text of several values the one to take, from 0.</summary>
    public int? Part { get; init; }

    /// <summary>What stands between them; a comma when left out.</summary>
    public string? Separator { get; init; }

    /// <summary>Bits of a whole number, <c>3</c> or <c>0-3</c>, the lowest being 0.</summary>
    public string? Bits { get; init; }

    /// <summary>Multiplied with, before the offset is added.</summary>
    public decimal? Scale { get; init; }

    /// <summary>Added.</summary>
    public decimal? Offset { get; init; }

    /// <summary>Of a level: mm, cm or m.</summary>
    public string? Unit { get; init; }

    /// <summary>Of a level: <c>level</c>, or <c>distance</c> from a sensor above the water down to it.</summary>
    public string? Measures { get; init; }

    /// <summary>What the terminal sends when it has no value, as it stands there: <c>-1</c>, <c>65535</c>; such a part
    /// is passed over. JSON's null always is.</summary>
    public IReadOnlyList<string>? Missing { get; init; }
}

/// <summary>Where the time stands and what it is.</summary>
public sealed record ProfileTime : ProfileValue
{
    /// <summary>epoch (seconds or milliseconds since 1970, told apart by their size), epochSeconds, epochMilliseconds,
    /// iso (with an offset), local (without one, or with a wrong one, of <see cref="Zone"/>), or received: when it
    /// reached us, for terminals without a clock.</summary>
    public string? As { get; init; }

    /// <summary>Of a local time: <c>+08:00</c>, <c>Z</c> or a name such as <c>Asia/Shanghai</c>.</summary>
    public string? Zone { get; init; }
}

/// <summary>Something that must hold of a part.</summary>
public sealed record ProfileCondition : ProfileValue
{
    /// <summary>The values that count, as they stand there; null: any.</summary>
    public IReadOnlyList<string>? Is { get; init; }
}

/// <summary>A frame of bytes.</summary>
public sealed record ProfileFrame
{
    /// <summary>Path to it in the JSON, ending in <c>|hex</c> or <c>|base64</c>; null: the payload itself.</summary>
    public string? From { get; init; }

    /// <summary>Of the payload itself: binary, or hex for hex digits.</summary>
    public string? Encoding { get; init; }

    /// <summary>How many bytes it must have; null: any number.</summary>
    public int? Length { get; init; }

    /// <summary>What it must begin with, as hex digits.</summary>
    public string? Starts { get; init; }

    /// <summary>crc16-modbus: the last two bytes are that check of all before them, low byte first.</summary>
    public string? Check { get; init; }
}
