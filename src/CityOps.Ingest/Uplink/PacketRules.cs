using System.Buffers.Binary;
using MQTTnet.Protocol;

namespace CityOps.Ingest.Uplink;

/// <summary>
/// What the standard demands of every packet but PUBLISH (<see cref="PublishRules"/>), and of the properties of all,
/// and MQTTnet's decoder lets through. Each method throws a <see cref="ProtocolViolation"/> for a packet that must
/// close the connection.
/// </summary>
internal static class PacketRules
{
    private const int FlagsOfRequests = 0x02; // [MQTT-2.1.3-1]: PUBREL, SUBSCRIBE, UNSUBSCRIBE
    private static readonly byte[] OfConnect = [0x11, 0x15, 0x16, 0x17, 0x19, 0x21, 0x22, 0x26, 0x27];
    private static readonly byte[] OfWill = [0x01, 0x02, 0x03, 0x08, 0x09, 0x18, 0x26];
    private static readonly byte[] OfPublish = [0x01, 0x02, 0x03, 0x08, 0x09, 0x0B, 0x23, 0x26];
    private static readonly byte[] OfAck = [0x1F, 0x26];
    private static readonly byte[] OfSubscribe = [0x0B, 0x26];
    private static readonly byte[] OfUnsubscribe = [0x26];
    private static readonly byte[] OfDisconnect = [0x11, 0x1F, 0x26];

    /// <summary>Checks a packet of a client that was let in, or its CONNECT.</summary>
    public static void Check(PacketFrame frame, bool isV5, bool isConnected)
    {
        if (frame.Type == MqttControlPacketType.Connect)
        {
            if (isConnected)
            {
                throw Error("a second CONNECT [MQTT-3.1.0-2]");
            }

            CheckConnect(frame);
            return;
        }

        CheckFlags(frame);
        var body = new PacketReader(frame.Body);
        switch (frame.Type)
        {
            case MqttControlPacketType.Publish when isV5:
                body.Skip(body.Length16());
                body.Skip((frame.Header & 0x06) == 0 ? 0 : 2);
                CheckProperties(ref body, OfPublish);
                break;
            case MqttControlPacketType.PubAck
            or MqttControlPacketType.PubRec
            or MqttControlPacketType.PubRel
            or MqttControlPacketType.PubComp:
                body.Skip(2);
                CheckRest(ref body, isV5, OfAck);
                break;
            case MqttControlPacketType.Subscribe:
                CheckSubscribe(ref body, isV5);
                break;
            case MqttControlPacketType.Unsubscribe:
                CheckId(ref body);
                CheckPropertiesOf(ref body, isV5, OfUnsubscribe);
                CheckFilters(ref body, isV5, hasOptions: false);
                break;
            case MqttControlPacketType.Disconnect:
                CheckRest(ref body, isV5, OfDisconnect);
                break;
            case MqttControlPacketType.PingReq when !body.IsAtEnd:
                throw Malformed("a PINGREQ with a body");
            case MqttControlPacketType.PingReq or MqttControlPacketType.Publish:
                break;
            default:
                throw Error($"packet type {(int)frame.Type} from a client");
        }
    }

    private static void CheckFlags(PacketFrame frame)
    {
        var wanted = frame.Type
            is MqttControlPacketType.PubRel
                or MqttControlPacketType.Subscribe
                or MqttControlPacketType.Unsubscribe
            ? FlagsOfRequests
            : 0;
        if (frame.Type != MqttControlPacketType.Publish && (frame.Header & 0x0F) != wanted)
        {
            throw Malformed($"the flags of packet type {(int)frame.Type} are {frame.Header & 0x0F} [MQTT-2.1.3-1]");
        }
    }

    private static void CheckConnect(PacketFrame frame)
    {
        var body = new PacketReader(frame.Body);
        var name = body.Take(body.Length16());
        var level = body.Byte();
        var isOld = name.SequenceEqual("MQIsdp"u8); // MQTT 3.1
        if (!isOld && !name.SequenceEqual("MQTT"u8))
        {
            throw Malformed("the protocol's name is not MQTT [MQTT-3.1.2-1]");
        }

        if (isOld ? level != 3 : level is not (4 or 5))
        {
            // bridges set the highest bit, and fall back at the answer of v3.1.1
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.ProtocolError,
                $"protocol level {level} [MQTT-3.1.2-2]"
            )
            {
                ConnAck = (level & 0x7F) > 5 ? [0x20, 3, 0, 0x84, 0] : [0x20, 2, 0, 1],
            };
        }

        var isV5 = level == 5;
        try
        {
            CheckConnect(ref body, frame.Header, isV5);
        }
        catch (ProtocolViolation violation) when (isV5)
        {
            violation.ConnAck = [0x20, 3, 0, (byte)violation.Code, 0]; // MQTT 5.0 §4.13.1
            throw;
        }
    }

    private static void CheckConnect(ref PacketReader body, byte header, bool isV5)
    {
        var flags = body.Byte();
        var (hasWill, willQos) = ((flags & 0x04) != 0, (flags >> 3) & 3);
        var (hasName, hasPassword) = ((flags & 0x80) != 0, (flags & 0x40) != 0);
        if ((header & 0x0F) != 0 || (flags & 0x01) != 0)
        {
            throw Malformed("a reserved flag of the CONNECT is set [MQTT-3.1.2-3]");
        }

        if (willQos == 3 || (!hasWill && (flags & 0x38) != 0))
        {
            throw Malformed("the will's flags [MQTT-3.1.2-11, MQTT-3.1.2-12]");
        }

        if (!isV5 && hasPassword && !hasName)
        {
            throw Malformed("a password without a user name [MQTT-3.1.2-22]");
        }

        body.Skip(2); // keep-alive
        CheckPropertiesOf(ref body, isV5, OfConnect);
        var clientId = body.Length16();
        body.Skip(clientId);
        if (!isV5 && clientId == 0 && (flags & 0x02) == 0)
        {
            throw new ProtocolViolation(
                MqttDisconnectReasonCode.ProtocolError,
                "no client id, and no clean session [MQTT-3.1.3-8]"
            )
            {
                ConnAck = [0x20, 2, 0, 2],
            };
        }

        if (hasWill)
        {
            CheckPropertiesOf(ref body, isV5, OfWill);
            body.Skip(body.Length16());
            body.Skip(body.Length16());
        }

        body.Skip(hasName ? body.Length16() : 0);
        body.Skip(hasPassword ? body.Length16() : 0);
        if (!body.IsAtEnd)
        {
            throw Malformed("the CONNECT is longer than what it holds");
        }
    }

    private static void CheckSubscribe(ref PacketReader body, bool isV5)
    {
        CheckId(ref body);
        CheckPropertiesOf(ref body, isV5, OfSubscribe);
        CheckFilters(ref body, isV5, hasOptions: true);
    }

    private static void CheckId(ref PacketReader body)
    {
        if (body.Length16() == 0)
        {
            throw Error("packet identifier 0 [MQTT-2.2.1-3]");
        }
    }

    private static void CheckFilters(ref PacketReader body, bool isV5, bool hasOptions)
    {
        if (body.IsAtEnd)
        {
            throw Error("no topic filter [MQTT-3.8.3-2, MQTT-3.10.3-2]");
        }

        while (!body.IsAtEnd)
        {
            body.Skip(body.Length16());
            var options = hasOptions ? body.Byte() : 0;
            if ((options & 0x03) == 3 || (options & (isV5 ? 0xC0 : 0xFC)) != 0)
            {
                throw Malformed("subscription options [MQTT-3.8.3-4, MQTT-3.8.3-5]");
            }

            if ((options & 0x30) == 0x30)
            {
                throw Error("retain handling 3 (MQTT 5.0 §3.8.3.1)");
            }
        }
    }

    /// <summary>
    /// What may be left out at the end in v5, and is not there in v3.1.1: a reason code and properties.
    /// </summary>
    private static void CheckRest(ref PacketReader body, bool isV5, byte[] allowed)
    {
        if (!isV5 && !body.IsAtEnd)
        {
            throw Malformed("a packet is longer than what it holds");
        }

        if (!body.IsAtEnd)
        {
            body.Byte();
        }

        if (!body.IsAtEnd)
        {
            CheckProperties(ref body, allowed);
        }
    }

    private static void CheckPropertiesOf(ref PacketReader body, bool isV5, byte[] allowed)
    {
        if (isV5)
        {
            CheckProperties(ref body, allowed);
        }
    }

    /// <summary>MQTT 5.0 §2.2.2: each of its packet's, each once but the user's own, and of its values.</summary>
    private static void CheckProperties(ref PacketReader body, byte[] allowed)
    {
        var properties = new PacketReader(body.Take(body.VariableInteger()));
        var seen = 0UL;
        while (!properties.IsAtEnd)
        {
            var id = properties.Byte();
            if (!allowed.Contains(id))
            {
                throw Malformed($"property 0x{id:X2} is none of its packet's (MQTT 5.0 §2.2.2.2)");
            }

            if (id != 0x26 && (seen & (1UL << id)) != 0)
            {
                throw Error($"property 0x{id:X2} comes twice (MQTT 5.0 §2.2.2.2)");
            }

            seen |= 1UL << id;
            if (!IsAllowed(id, ReadValue(ref properties, id)))
            {
                throw Error($"the value of property 0x{id:X2} (MQTT 5.0 §3)");
            }
        }

        if ((seen & (1UL << 0x16)) != 0 && (seen & (1UL << 0x15)) == 0)
        {
            throw Error("authentication data without a method (MQTT 5.0 §3.1.2.11.10)");
        }
    }

    private static bool IsAllowed(byte id, uint value) =>
        id switch
        {
            0x01 or 0x17 or 0x19 => value <= 1, // yes or no
            0x0B or 0x21 or 0x27 => value != 0, // subscription identifier, receive maximum, maximum packet size
            _ => true,
        };

    /// <summary>A property's number; 1 for text.</summary>
    private static uint ReadValue(ref PacketReader properties, byte id)
    {
        switch (id)
        {
            case 0x01 or 0x17 or 0x19:
                return properties.Byte();
            case 0x21 or 0x22 or 0x23:
                return (uint)properties.Length16();
            case 0x02 or 0x11 or 0x18 or 0x27:
                return BinaryPrimitives.ReadUInt32BigEndian(properties.Take(4));
            case 0x0B:
                return (uint)properties.VariableInteger();
            case 0x26:
                properties.Skip(properties.Length16());
                properties.Skip(properties.Length16());
                return 1;
            default:
                properties.Skip(properties.Length16());
                return 1;
        }
    }

    private static ProtocolViolation Malformed(string why) => new(MqttDisconnectReasonCode.MalformedPacket, why);

    private static ProtocolViolation Error(string why) => new(MqttDisconnectReasonCode.ProtocolError, why);
}

/// <summary>Reads a packet's body from its start; what is cut short is malformed.</summary>
internal ref struct PacketReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public int Length16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public void Skip(int length) => Take(length);

    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw new ProtocolViolation(MqttDisconnectReasonCode.MalformedPacket, "a packet is cut short");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    public int VariableInteger()
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            var digit = Byte();
            value |= (digit & 0x7F) << (7 * i);
            if ((digit & 0x80) == 0)
            {
                return value;
            }
        }

        throw new ProtocolViolation(MqttDisconnectReasonCode.MalformedPacket, "a length has more than four bytes");
    }
}
