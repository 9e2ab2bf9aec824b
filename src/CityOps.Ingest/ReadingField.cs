using System.Text;
using System.Text.Json;
using CityOps.Ingest.Decode;

namespace CityOps.Ingest;

/// <summary>The JSON and database types that a reading's field can have.</summary>
public enum FieldType
{
    /// <summary>A whole number of 32 bits, in PostgreSQL <c>integer</c>.</summary>
    Whole32,

    /// <summary>A whole number of 64 bits, in PostgreSQL <c>bigint</c>.</summary>
    Whole64,

    /// <summary>A number with decimals, in PostgreSQL <c>double precision</c>.</summary>
    Number,
}

/// <summary>An optional field of a reading: how it is named, read, refused and stored.</summary>
/// <param name="name">The JSON property, with its unit.</param>
/// <param name="type">Its type.</param>
/// <param name="unit">The unit in the plural, as refusals name it; null for a bare number.</param>
/// <param name="column">The column of <c>reading</c>; null when the value is not stored.</param>
/// <param name="meaning">What it is, for the API's description and docs/mqtt.md.</param>
public sealed class ReadingField(string name, FieldType type, string? unit, string? column, string meaning)
{
    private double _min = double.MinValue;
    private double _max = double.MaxValue;

    /// <summary>The JSON property, with its unit.</summary>
    public string Name { get; } = name;

    /// <summary>Its type.</summary>
    public FieldType Type { get; } = type;

    /// <summary>The column of <c>reading</c>; null when the value is not stored.</summary>
    public string? Column { get; } = column;

    /// <summary>What it is.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>The lowest and highest value that is accepted; null for all that the type holds.</summary>
    public (double Min, double Max)? Bounds
    {
        get => _min == double.MinValue ? null : (_min, _max);
        init => (_min, _max) = value ?? (double.MinValue, double.MaxValue);
    }

    /// <summary>
    /// From which amount on a value with a fraction is rounded, where the column holds whole numbers; a smaller one is
    /// refused. Null: none is.
    /// </summary>
    public int? RoundedFrom { get; init; }

    /// <summary>What a refused value with a fraction may be, for the refusal; null where nothing is known.</summary>
    public string? FractionHint { get; init; }

    /// <summary>What the value must be, e.g. "a whole number of millivolts".</summary>
    public string Content =>
        (Type == FieldType.Number || RoundedFrom == 0 ? "a number" : "a whole number")
        + (unit is null ? "" : $" of {unit}");

    /// <summary>Its place in <see cref="ReadingFields.All"/>.</summary>
    internal int Index { get; set; }

    internal byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>What the value must be, bounds included.</summary>
    public string Accepted =>
        Bounds is var (min, max) ? FormattableString.Invariant($"{Content} from {min} to {max}") : Content;

    /// <summary>Reads the value at the reader's position; false when it is refused.</summary>
    internal bool TryRead(ref Utf8JsonReader reader, ref FieldValues values)
    {
        long bits;
        double number;
        if (Type != FieldType.Number)
        {
            if (
                !JsonNumber.TryReadWhole(ref reader, RoundedFrom, out bits)
                || (Type == FieldType.Whole32 && bits is < int.MinValue or > int.MaxValue)
            )
            {
                return false;
            }

            number = bits;
        }
        else
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out number))
            {
                if (!JsonNumber.TryRead(ref reader, out var text))
                {
                    return false;
                }

                number = (double)text;
            }

            bits = BitConverter.DoubleToInt64Bits(number);
        }

        values.Set(Index, bits);
        return number >= _min && number <= _max;
    }
}
