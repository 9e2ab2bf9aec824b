namespace CityOps.Ingest.Sl651;

/// <summary>One frame whose check is right, taken apart (SL 651-2014 6.4 for ASCII, 6.5 for HEX/BCD).</summary>
internal sealed record Sl651Frame
{
    /// <summary>The frame as it came.</summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>ASCII (6.4) instead of HEX/BCD (6.5); one station uses one of them, up and down.</summary>
    public bool IsAscii { get; init; }

    /// <summary>From a station to the center.</summary>
    public bool IsUp { get; init; }

    /// <summary>The center's address.</summary>
    public byte Center { get; init; }

    /// <summary>The station's address: ten hex digits as they were sent. They need not be decimal (6.2.3.2).</summary>
    public required string Station { get; init; }

    /// <summary>The password: four hex digits.</summary>
    public required string Password { get; init; }

    /// <summary>The function code.</summary>
    public byte Function { get; init; }

    /// <summary>How many packets the message has; 0 when it is a message of its own.</summary>
    public int Total { get; init; }

    /// <summary>Which of them this is, from 1.</summary>
    public int Sequence { get; init; }

    /// <summary>What is between the start character (and the packet's numbers) and the end character.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>One of <see cref="Sl651Mark"/>'s end characters.</summary>
    public byte End { get; init; }

    /// <summary>Whether it is one of several packets.</summary>
    public bool IsPacket => Total > 0;
}

/// <summary>The characters that frames are built with (SL 651-2014 tables 8 to 10).</summary>
internal static class Sl651Mark
{
    /// <summary>Begins an ASCII frame.</summary>
    public const byte Soh = 0x01;

    /// <summary>Twice: begins a HEX frame.</summary>
    public const byte Hex = 0x7E;

    /// <summary>The body begins.</summary>
    public const byte Stx = 0x02;

    /// <summary>The body of one of several packets begins.</summary>
    public const byte Syn = 0x16;

    /// <summary>Ends a message.</summary>
    public const byte Etx = 0x03;

    /// <summary>Ends a message or packet that another one follows.</summary>
    public const byte Etb = 0x17;

    /// <summary>The center asks.</summary>
    public const byte Enq = 0x05;

    /// <summary>The center has it, and the station may hang up.</summary>
    public const byte Eot = 0x04;

    /// <summary>The center has it, and the station stays on the line.</summary>
    public const byte Esc = 0x1B;

    /// <summary>It is received, and more is expected.</summary>
    public const byte Ack = 0x06;

    /// <summary>A packet is missing.</summary>
    public const byte Nak = 0x15;

    public static bool IsEnd(byte value) => value is Etx or Etb or Enq or Eot or Esc or Ack or Nak;
}

/// <summary>Function codes (SL 651-2014 table B.1).</summary>
internal static class Sl651Function
{
    public const byte KeepAlive = 0x2F;
    public const byte Test = 0x30;
    public const byte Uniform = 0x31;
    public const byte Manual = 0x35;
    public const byte Picture = 0x36;
    public const byte QueryNow = 0x37;
    public const byte QueryPeriod = 0x38;
    public const byte QueryManual = 0x39;
    public const byte QueryElements = 0x3A;
    public const byte Pump = 0x44;

    /// <summary>Whether its body holds elements, after the station's address with its class.</summary>
    public static bool HasElements(byte function) =>
        function is (>= Test and <= 0x34) or QueryNow or QueryPeriod or QueryElements or Pump;

    /// <summary>Whether its body is text that somebody typed.</summary>
    public static bool IsText(byte function) => function is Manual or QueryManual;
}
