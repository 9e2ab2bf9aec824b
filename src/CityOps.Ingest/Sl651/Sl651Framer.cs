using System.Globalization;
using System.Text;

namespace CityOps.Ingest.Sl651;

/// <summary>What a stream of bytes begins with.</summary>
internal enum Sl651CutKind
{
    /// <summary>A frame whose check is right.</summary>
    Frame,

    /// <summary>Bytes that begin no frame, up to where one may begin.</summary>
    Garbage,

    /// <summary>A frame that has not come whole yet.</summary>
    Incomplete,
}

/// <param name="Length">How many bytes it is about; of an incomplete frame 0.</param>
/// <param name="Reason">Of garbage: what was wrong, when it began like a frame; null for bytes of no shape.</param>
internal readonly record struct Sl651Cut(Sl651CutKind Kind, int Length, string? Reason = null);

/// <summary>
/// Cuts frames out of a stream. A frame is cut by its length field and then its end character and check are looked at;
/// nothing is escaped, so 7E 7E and 03 occur in bodies. Where that fails, one byte is skipped and the next beginning is
/// looked for. Pure: never reads past what it is given, never throws.
/// </summary>
internal static class Sl651Framer
{
    /// <summary>The longest frame: an ASCII one with a body of 4095 characters.</summary>
    public const int MaximumLength = AsciiAround + 0xFFF;

    private const int HexAround = 17;
    private const int AsciiAround = 29;
    private const int HexHead = 14;
    private const int AsciiHead = 24;
    private const int PacketNumbers = 3;
    private const int AsciiPacketNumbers = 6;

    private const string CutShort = "a frame broke off and another one began";
    private const string BadDirection = "its direction is neither up nor down";
    private const string BadStart = "neither STX nor SYN stands before its body";
    private const string BadEnd = "no end character stands where its length says";

    private enum Verdict
    {
        Frame,
        None,
        Incomplete,
    }

    /// <param name="bytes">What has come and is not dealt with.</param>
    /// <param name="failures">Counts checks that were worked out in vain, for the caller's patience.</param>
    public static Sl651Cut Next(ReadOnlySpan<byte> bytes, ref int failures)
    {
        if (bytes.IsEmpty)
        {
            return new Sl651Cut(Sl651CutKind.Incomplete, 0);
        }

        switch (Judge(bytes, ref failures, out var length, out var reason))
        {
            case Verdict.Frame:
                return new Sl651Cut(Sl651CutKind.Frame, length);
            case Verdict.Incomplete:
                // A frame that broke off may have a whole one behind it, which it would swallow.
                return FindWhole(bytes, ref failures) is var at and > 0
                    ? new Sl651Cut(Sl651CutKind.Garbage, at, CutShort)
                    : new Sl651Cut(Sl651CutKind.Incomplete, 0);
            default:
                return new Sl651Cut(Sl651CutKind.Garbage, NextBeginning(bytes, 1), reason);
        }
    }

    /// <summary>The frame that <see cref="Next"/> found.</summary>
    public static Sl651Frame Read(ReadOnlyMemory<byte> raw) =>
        raw.Span[0] == Sl651Mark.Soh ? ReadAscii(raw) : ReadHex(raw);

    /// <summary>Where the next frame may begin, from <paramref name="from"/> on; the length when nowhere.</summary>
    public static int NextBeginning(ReadOnlySpan<byte> bytes, int from)
    {
        for (var at = from; at < bytes.Length; at++)
        {
            if (
                bytes[at] == Sl651Mark.Soh
                || (bytes[at] == Sl651Mark.Hex && (at + 1 == bytes.Length || bytes[at + 1] == Sl651Mark.Hex))
            )
            {
                return at;
            }
        }

        return bytes.Length;
    }

    private static int FindWhole(ReadOnlySpan<byte> bytes, ref int failures)
    {
        for (var at = NextBeginning(bytes, 1); at < bytes.Length; at = NextBeginning(bytes, at + 1))
        {
            if (Judge(bytes[at..], ref failures, out _, out _) == Verdict.Frame)
            {
                return at;
            }
        }

        return 0;
    }

    private static Verdict Judge(ReadOnlySpan<byte> bytes, ref int failures, out int length, out string? reason)
    {
        (length, reason) = (0, null);
        return bytes[0] switch
        {
            Sl651Mark.Hex => JudgeHex(bytes, ref failures, out length, out reason),
            Sl651Mark.Soh => JudgeAscii(bytes, ref failures, out length, out reason),
            _ => Verdict.None,
        };
    }

    private static Verdict JudgeHex(ReadOnlySpan<byte> bytes, ref int failures, out int length, out string? reason)
    {
        (length, reason) = (0, null);
        if (bytes.Length > 1 && bytes[1] != Sl651Mark.Hex)
        {
            return Verdict.None;
        }

        if (bytes.Length > 11 && (bytes[11] & 0xF0) is not (0x00 or 0x80))
        {
            reason = BadDirection;
            return Verdict.None;
        }

        if (bytes.Length < HexHead)
        {
            return Verdict.Incomplete;
        }

        var body = ((bytes[11] & 0x0F) << 8) | bytes[12];
        if (!IsStart(bytes[13], body, PacketNumbers))
        {
            reason = BadStart;
            return Verdict.None;
        }

        length = HexAround + body;
        if (bytes.Length < length)
        {
            return Verdict.Incomplete;
        }

        var end = bytes[HexHead + body];
        var given = (ushort)((bytes[length - 2] << 8) | bytes[length - 1]);
        return Check(bytes[..(length - 2)], end, given, ref failures, out reason);
    }

    private static Verdict JudgeAscii(ReadOnlySpan<byte> bytes, ref int failures, out int length, out string? reason)
    {
        (length, reason) = (0, null);
        var head = bytes[1..Math.Min(bytes.Length, AsciiHead - 1)];
        if (!AreHexDigits(head) || (bytes.Length > 19 && bytes[19] is not ((byte)'0' or (byte)'8')))
        {
            return Verdict.None;
        }

        if (bytes.Length < AsciiHead)
        {
            return Verdict.Incomplete;
        }

        var body = Number(bytes[20..23]);
        if (!IsStart(bytes[23], body, AsciiPacketNumbers))
        {
            reason = BadStart;
            return Verdict.None;
        }

        length = AsciiAround + body;
        if (bytes.Length < length)
        {
            return Verdict.Incomplete;
        }

        if (bytes[23] == Sl651Mark.Syn && !AreHexDigits(bytes.Slice(AsciiHead, AsciiPacketNumbers)))
        {
            reason = BadStart;
            return Verdict.None;
        }

        var check = bytes[(length - 4)..length];
        if (!AreHexDigits(check))
        {
            reason = BadEnd;
            return Verdict.None;
        }

        return Check(bytes[..(length - 4)], bytes[AsciiHead + body], (ushort)Number(check), ref failures, out reason);
    }

    private static Verdict Check(ReadOnlySpan<byte> bytes, byte end, ushort given, ref int failures, out string? reason)
    {
        reason = null;
        if (!Sl651Mark.IsEnd(end))
        {
            reason = BadEnd;
            return Verdict.None;
        }

        var right = Sl651Crc.Of(bytes);
        if (given == right)
        {
            return Verdict.Frame;
        }

        failures++;
        reason = string.Create(CultureInfo.InvariantCulture, $"its check is {given:X4} and should be {right:X4}");
        return Verdict.None;
    }

    private static bool IsStart(byte start, int body, int packetNumbers) =>
        start == Sl651Mark.Stx || (start == Sl651Mark.Syn && body >= packetNumbers);

    private static Sl651Frame ReadHex(ReadOnlyMemory<byte> raw)
    {
        var bytes = raw.Span;
        var isUp = (bytes[11] & 0x80) == 0;
        var body = raw[HexHead..(raw.Length - 3)];
        var isPacket = bytes[13] == Sl651Mark.Syn;
        var numbers = isPacket ? (body.Span[0] << 16) | (body.Span[1] << 8) | body.Span[2] : 0;
        return new Sl651Frame
        {
            Raw = raw,
            IsUp = isUp,
            Center = bytes[isUp ? 2 : 7],
            Station = Convert.ToHexString(bytes.Slice(isUp ? 3 : 2, 5)),
            Password = Convert.ToHexString(bytes.Slice(8, 2)),
            Function = bytes[10],
            Total = numbers >> 12,
            Sequence = numbers & 0xFFF,
            Body = isPacket ? body[PacketNumbers..] : body,
            End = bytes[raw.Length - 3],
        };
    }

    private static Sl651Frame ReadAscii(ReadOnlyMemory<byte> raw)
    {
        var bytes = raw.Span;
        var isUp = bytes[19] == '0';
        var body = raw[AsciiHead..(raw.Length - 5)];
        var isPacket = bytes[23] == Sl651Mark.Syn;
        return new Sl651Frame
        {
            Raw = raw,
            IsAscii = true,
            IsUp = isUp,
            Center = (byte)Number(bytes.Slice(isUp ? 1 : 11, 2)),
            Station = Encoding.ASCII.GetString(bytes.Slice(isUp ? 3 : 1, 10)).ToUpperInvariant(),
            Password = Encoding.ASCII.GetString(bytes.Slice(13, 4)).ToUpperInvariant(),
            Function = (byte)Number(bytes.Slice(17, 2)),
            Total = isPacket ? Number(body.Span[..3]) : 0,
            Sequence = isPacket ? Number(body.Span[3..6]) : 0,
            Body = isPacket ? body[AsciiPacketNumbers..] : body,
            End = bytes[raw.Length - 5],
        };
    }

    private static bool AreHexDigits(ReadOnlySpan<byte> digits)
    {
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value of a few hex digits.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            number = (number << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return number;
    }
}
