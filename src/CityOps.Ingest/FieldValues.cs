using System.Runtime.CompilerServices;

namespace CityOps.Ingest;

/// <summary>The values of a reading's optional fields, without a heap object: 64 bits for each of
/// <see cref="ReadingFields.All"/>, and which of them were sent.</summary>
internal struct FieldValues
{
    private Slots _slots;
    private uint _sent;

    public void Set(int index, long bits)
    {
        _slots[index] = bits;
        _sent |= 1u << index;
    }

    /// <summary>The value's 64 bits: of a number those of the double; false when it was not sent.</summary>
    public readonly bool TryGet(ReadingField field, out long bits)
    {
        bits = _slots[field.Index];
        return (_sent & (1u << field.Index)) != 0;
    }

    /// <summary>A whole number's value; null when it was not sent.</summary>
    public readonly long? Whole(ReadingField field) => TryGet(field, out var bits) ? bits : null;

    /// <summary>A number's value; null when it was not sent.</summary>
    public readonly double? Number(ReadingField field) =>
        TryGet(field, out var bits) ? BitConverter.Int64BitsToDouble(bits) : null;

    /// <summary>These values; those that were not sent are taken from <paramref name="others"/>.</summary>
    public readonly FieldValues Or(FieldValues others)
    {
        for (var i = 0; i < ReadingFields.Count; i++)
        {
            if ((_sent & (1u << i)) != 0)
            {
                others.Set(i, _slots[i]);
            }
        }

        return others;
    }

    [InlineArray(ReadingFields.Count)]
    private struct Slots
    {
        private long _first;
    }
}
