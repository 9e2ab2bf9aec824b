using System.Buffers.Binary;

namespace CityOps.Ingest.Sl651;

/// <summary>Reads a body in HEX/BCD: <c>serial(2) time(6) [F1F1 address(5) [class]] [F0F0 time(5)]
/// element…</c></summary>
internal ref struct HexBody
{
    private const int Head = 8;
    private const int BlockValues = 12;
    private const long Minute = TimeSpan.TicksPerMinute;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly List<Sl651Value> _values;
    private readonly bool _hasClass;
    private string _station;
    private long? _observed;
    private int _at;

    private HexBody(byte function, string station, ReadOnlyMemory<byte> body, long? sent)
    {
        _body = body;
        _bytes = body.Span;
        _values = new List<Sl651Value>(8);
        _hasClass = function == Sl651Function.Picture || Sl651Function.HasElements(function);
        _station = station;
        _observed = sent; // what stands before the first F0F0 was measured when it was sent
        _at = Head;
    }

    public static Sl651Message Read(byte function, string station, ReadOnlyMemory<byte> body)
    {
        if (body.Length < Head)
        {
            return new Sl651Message(0, null, [], "it is too short for a serial number and a time");
        }

        var serial = BinaryPrimitives.ReadUInt16BigEndian(body.Span);
        var sent = Sl651Clock.Ticks(body.Span[2..Head]);
        if (
            !Sl651Function.HasElements(function)
            && !Sl651Function.IsText(function)
            && function != Sl651Function.Picture
        )
        {
            return new Sl651Message(serial, sent, []) { Rest = body[Head..] };
        }

        var reading = new HexBody(function, station, body, sent);
        var broken = reading.ReadElements();
        return new Sl651Message(serial, sent, reading._values, broken);
    }

    /// <returns>Why it could not be read to its end.</returns>
    private string? ReadElements()
    {
        while (_at < _bytes.Length)
        {
            var begins = _at;
            if (!TryElement())
            {
                return $"it breaks off in the element at byte {begins}";
            }
        }

        return null;
    }

    private bool TryElement()
    {
        if (_bytes.Length - _at < 2)
        {
            return false;
        }

        var (first, second) = (_bytes[_at], _bytes[_at + 1]);
        switch (first, second)
        {
            case (0xF0, 0xF0):
                return TryTime();
            case (0xF1, 0xF1):
                return TryStation();
            case (0xF2, 0xF2):
                TakeRest(Sl651Elements.Text, Sl651State.Raw);
                return true;
            case (0xF3, 0xF3):
                TakeRest(Sl651Elements.Picture, Sl651State.Picture);
                return true;
            case (0x04, 0x18):
                return TryRow();
            default:
                return TryHead(out var element) && TryValue(element);
        }
    }

    private bool TryTime()
    {
        if (!Has(2 + 5))
        {
            return false;
        }

        _observed = Sl651Clock.Ticks(_bytes.Slice(_at + 2, 5));
        _at += 7;
        return true;
    }

    private bool TryStation()
    {
        var length = 2 + 5 + (_hasClass ? 1 : 0);
        if (!Has(length))
        {
            return false;
        }

        var address = Convert.ToHexString(_bytes.Slice(_at + 2, 5));
        _station = address == _station ? _station : address;
        _at += length;
        return true;
    }

    private void TakeRest(string element, Sl651State state)
    {
        var raw = state == Sl651State.Picture ? default : _body[(_at + 2)..];
        _values.Add(new Sl651Value(_station, element, state, _observed, _bytes.Length - _at - 2, 0, raw));
        _at = _bytes.Length;
    }

    /// <param name="Code">The identifier's byte, of an extension the one after FF.</param>
    private readonly record struct Element(byte Code, bool IsExtension, byte Definition)
    {
        public string Name => IsExtension ? Sl651Elements.OfExtension(Code) : Sl651Elements.Of(Code);

        public bool IsRainBlock => !IsExtension && Code == Sl651Elements.RainBlock;

        public bool IsLevelBlock => !IsExtension && Sl651Elements.IsLevelBlock(Code);

        public bool IsStatus => !IsExtension && Name == Sl651Elements.Status;

        /// <summary>Of one value. Blocks have theirs whatever the definition says: some makers write F5 5C.</summary>
        public int Length =>
            IsRainBlock ? 1
            : IsLevelBlock ? 2
            : Definition >> 3;

        public int Decimals => Definition & 0x07;
    }

    private bool TryHead(out Element element)
    {
        var isExtension = _bytes[_at] == Sl651Elements.Extension;
        var length = isExtension ? 3 : 2;
        element = default;
        if (!Has(length))
        {
            return false;
        }

        element = new Element(_bytes[_at + length - 2], isExtension, _bytes[_at + length - 1]);
        _at += length;
        return true;
    }

    private bool TryValue(Element element)
    {
        if (element.IsRainBlock || element.IsLevelBlock)
        {
            if (!Has(BlockValues * element.Length))
            {
                return false;
            }

            TakeRow(element, BlockValues, 5 * Minute);
            return true;
        }

        if (!Has(element.Length))
        {
            return false;
        }

        Take(element, _observed);
        return true;
    }

    /// <summary>Values at even times: <c>04 18</c>, days, hours and minutes from one to the next, an element, and its
    /// values to the end. A step of zero goes with blocks, whose own is five minutes.</summary>
    private bool TryRow()
    {
        if (!Has(5))
        {
            return false;
        }

        var step = Step(_bytes.Slice(_at + 2, 3));
        _at += 5;
        if (step is null || _bytes.Length - _at < 2 || !TryHead(out var element))
        {
            return false;
        }

        var isBlock = element.IsRainBlock || element.IsLevelBlock;
        var ticks = step == 0 && isBlock ? 5 * Minute : step.Value;
        if (element.Length == 0 || ticks == 0)
        {
            return false;
        }

        var rest = _bytes[_at..];
        var count = 0;
        while (
            (count + 1) * element.Length <= rest.Length
            && (isBlock || rest[(count * element.Length)..] is not [0xF0, 0xF0, ..] and not [0xF1, 0xF1, ..])
        )
        {
            count++;
        }

        TakeRow(element, count, ticks);
        return count > 0;
    }

    private void TakeRow(Element element, int count, long step)
    {
        for (var i = 0; i < count; i++)
        {
            Take(element, _observed + (i * step), step, i, count - 1 - i);
        }
    }

    private void Take(Element element, long? observed, long step = 0, int before = 0, int after = 0)
    {
        var raw = _body.Slice(_at, element.Length);
        _at += element.Length;
        var state = Read(element, raw.Span, out var number);
        _values.Add(
            new Sl651Value(
                _station,
                element.Name,
                state,
                observed,
                number,
                element.Definition,
                raw,
                step,
                before,
                after
            )
        );
    }

    private static Sl651State Read(Element element, ReadOnlySpan<byte> raw, out decimal number)
    {
        number = 0;
        if (element.IsRainBlock)
        {
            number = new decimal(raw[0], 0, 0, false, 1); // tenths of a millimetre
            return raw[0] == 0xFF ? Sl651State.Missing : Sl651State.Number;
        }

        if (element.IsLevelBlock)
        {
            var centimetres = BinaryPrimitives.ReadUInt16BigEndian(raw);
            number = new decimal(centimetres, 0, 0, false, 2); // metres above the station's own base
            return centimetres == ushort.MaxValue ? Sl651State.Missing : Sl651State.Number;
        }

        return element.IsStatus
            ? Sl651State.Raw
            : Sl651Number.Read(raw, element.Decimals, element.IsExtension, out number);
    }

    /// <summary>Days, hours and minutes in BCD, as ticks; null when they are none.</summary>
    private static long? Step(ReadOnlySpan<byte> bcd) =>
        Sl651Number.Read(bcd[..1], 0, false, out var days) == Sl651State.Number
        && Sl651Number.Read(bcd[1..2], 0, false, out var hours) == Sl651State.Number
        && Sl651Number.Read(bcd[2..3], 0, false, out var minutes) == Sl651State.Number
            ? (long)((days * 1440) + (hours * 60) + minutes) * Minute
            : null;

    private readonly bool Has(int length) => _bytes.Length - _at >= length;
}
