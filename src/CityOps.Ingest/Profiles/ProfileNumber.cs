using System.Globalization;
using CityOps.Ingest.Decode;

namespace CityOps.Ingest.Profiles;

/// <summary>A value that becomes a number: bits, scale and offset on top of its source.</summary>
internal sealed class ProfileNumber
{
    private const decimal MaxScale = 1_000_000;
    private const int MaxBits = 32;
    private readonly int _firstBit;
    private readonly int _bits;
    private readonly decimal _scale;
    private readonly decimal _offset;

    private ProfileNumber(ProfileSource source, int firstBit, int bits, decimal scale, decimal offset)
    {
        Source = source;
        _firstBit = firstBit;
        _bits = bits;
        _scale = scale;
        _offset = offset;
    }

    public ProfileSource Source { get; }

    /// <param name="unit">Multiplied with last; of a level the millimetres of its unit.</param>
    public static ProfileNumber Compile(string role, ProfileValue value, ProfileForm form, decimal unit = 1)
    {
        var scale = value.Scale ?? 1;
        var offset = value.Offset ?? 0;
        if (Math.Abs(scale) > MaxScale || Math.Abs(offset) > ProfileSource.MaxNumber)
        {
            throw new ProfileException(
                $"{role}.scale",
                $"A scale is {MaxScale} at most, an offset two thousand million."
            );
        }

        var (first, count) = Bits(value.Bits, role);
        return new ProfileNumber(ProfileSource.Compile(role, value, form), first, count, scale * unit, offset * unit);
    }

    /// <summary>The number; null where the terminal has none.</summary>
    public Failure? Read(scoped in ProfilePart part, out decimal? number)
    {
        if (Source.ReadNumber(part, out number) is { } failure)
        {
            return failure;
        }

        if (number is not { } raw)
        {
            return null;
        }

        if (_bits > 0)
        {
            if (raw != decimal.Truncate(raw) || raw < 0)
            {
                number = null;
                return Source.Failed(
                    RejectionReason.WrongType,
                    FormattableString.Invariant($"{Source.Place} must be a whole number of bits; {raw} came")
                );
            }

            raw = ((long)raw >> _firstBit) & ((1L << _bits) - 1);
        }

        number = (raw * _scale) + _offset;
        return null;
    }

    private static (int First, int Count) Bits(string? bits, string role)
    {
        if (bits is null)
        {
            return default;
        }

        var ends = bits.Split('-');
        return
            ends.Length <= 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first <= last
            && last < MaxBits
            ? (first, last - first + 1)
            : throw new ProfileException($"{role}.bits", $"bits is 3 or 0-3, of 0 to {MaxBits - 1}, unlike {bits}.");
    }
}
