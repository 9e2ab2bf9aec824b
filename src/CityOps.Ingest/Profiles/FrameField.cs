using System.Buffers.Binary;
using System.Globalization;

namespace CityOps.Ingest.Profiles;

/// <summary>A value in a frame of bytes: where it stands and how its bytes are to be taken.</summary>
internal sealed class FrameField
{
    private const int MaxDigits = 14;
    private const int MaxHexLength = 32;
    private readonly int _at;
    private readonly int _length;
    private readonly int[] _order;
    private readonly string _type;

    private static ReadOnlySpan<byte> Digits => "0123456789ABCDEF"u8;

    private FrameField(int at, int length, int[] order, string type)
    {
        _at = at;
        _length = length;
        _order = order;
        _type = type;
    }

    /// <summary>Whether it is text: decimal digits with their leading zeros, or hex digits.</summary>
    public bool IsText => _type is "bcd" or "hex";

    /// <exception cref="ProfileException">It cannot be read so.</exception>
    public static FrameField Compile(ProfileValue value, string where)
    {
        var type = value.Type
            ?? throw new ProfileException(
                $"{where}.type",
                "A value in a frame has a type: u16, i16, u32, f32, bcd, hex, …"
            );
        var length = type switch
        {
            "u8" or "i8" => 1,
            "u16" or "i16" => 2,
            "u32" or "i32" or "f32" => 4,
            "bcd" when value.Length is >= 1 and <= MaxDigits / 2 => value.Length.Value,
            "hex" when value.Length is >= 1 and <= MaxHexLength => value.Length.Value,
            "bcd" => throw new ProfileException($"{where}.length", $"bcd has a length of 1 to {MaxDigits / 2} bytes."),
            "hex" => throw new ProfileException($"{where}.length", $"hex has a length of 1 to {MaxHexLength} bytes."),
            _ => throw new ProfileException(
                $"{where}.type",
                $"{type} is not known; u8, i8, u16, i16, u32, i32, f32, bcd and hex are."
            ),
        };
        return new FrameField(value.At!.Value, length, Order(value.Order, length, $"{where}.order"), type);
    }

    /// <summary>Its number; false when the frame is too short or it is none.</summary>
    public bool TryNumber(scoped ReadOnlySpan<byte> frame, out decimal number)
    {
        number = 0;
        Span<byte> bytes = stackalloc byte[MaxHexLength];
        if (!TryTake(frame, ref bytes))
        {
            return false;
        }

        switch (_type)
        {
            case "u8":
                number = bytes[0];
                return true;
            case "i8":
                number = (sbyte)bytes[0];
                return true;
            case "u16":
                number = BinaryPrimitives.ReadUInt16BigEndian(bytes);
                return true;
            case "i16":
                number = BinaryPrimitives.ReadInt16BigEndian(bytes);
                return true;
            case "u32":
                number = BinaryPrimitives.ReadUInt32BigEndian(bytes);
                return true;
            case "i32":
                number = BinaryPrimitives.ReadInt32BigEndian(bytes);
                return true;
            case "f32":
                var single = BinaryPrimitives.ReadSingleBigEndian(bytes);
                var isNumber = float.IsFinite(single) && Math.Abs(single) < ProfileSource.MaxNumber;
                number = isNumber ? (decimal)single : 0;
                return isNumber;
            default:
                return TryDigits(bytes, out number);
        }
    }

    /// <summary>Its digits; false when the frame is too short, or a digit of bcd is none.</summary>
    public bool TryText(scoped ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> text)
    {
        text = default;
        Span<byte> bytes = stackalloc byte[MaxHexLength];
        if (!TryTake(frame, ref bytes) || (_type == "bcd" && !TryDigits(bytes, out _)))
        {
            return false;
        }

        var digits = new byte[bytes.Length * 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            digits[2 * i] = Digits[bytes[i] >> 4];
            digits[(2 * i) + 1] = Digits[bytes[i] & 0x0F];
        }

        text = digits;
        return true;
    }

    /// <summary>Where it should stand, for a refusal.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{_type} at {_at}{(_length > 1 ? $", {_length} bytes" : "")}");

    /// <summary>Its bytes, the highest first.</summary>
    private bool TryTake(scoped ReadOnlySpan<byte> frame, ref Span<byte> into)
    {
        var at = _at < 0 ? frame.Length + _at : _at;
        if (at < 0 || at > frame.Length - _length)
        {
            return false;
        }

        into = into[.._length];
        for (var i = 0; i < _length; i++)
        {
            into[i] = frame[at + _order[i]];
        }

        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> bytes, out decimal number)
    {
        number = 0;
        foreach (var pair in bytes)
        {
            var (high, low) = (pair >> 4, pair & 0x0F);
            if (high > 9 || low > 9)
            {
                return false;
            }

            number = (number * 100) + (high * 10) + low;
        }

        return true;
    }

    private static int[] Order(string? order, int length, string where)
    {
        int[] indexes = order is null
            ? [.. Enumerable.Range(0, length)]
            : [.. Enumerable.Range(0, length).Select(i => order.IndexOf((char)('A' + i), StringComparison.Ordinal))];
        return (order is null || order.Length == length) && !indexes.Contains(-1)
            ? indexes
            : throw new ProfileException(
                where,
                $"The order of {length} bytes names them by letters, such as {Example(length)}."
            );
    }

    private static string Example(int length) => length == 2 ? "AB or BA" : "ABCD, DCBA, CDAB or BADC";
}
