using System.Text;

namespace CityOps.IntegrationTests.Maps;

/// <summary>
/// Reads as much of a Mapbox Vector Tile (specification 2.1) as the tests ask for: each layer's features with their
/// properties and, of a point, its place in tile units.
/// </summary>
internal static class VectorTile
{
    public sealed record Feature(IReadOnlyDictionary<string, object> Properties, long X, long Y);

    public static Dictionary<string, List<Feature>> Read(ReadOnlySpan<byte> tile)
    {
        var layers = new Dictionary<string, List<Feature>>();
        foreach (var (field, _, layer) in Fields(tile))
        {
            if (field == 3)
            {
                var (name, features) = Layer(layer);
                layers[name] = features;
            }
        }

        return layers;
    }

    private static (string Name, List<Feature> Features) Layer(byte[] layer)
    {
        var fields = Fields(layer);
        var keys = fields.Where(f => f.Field == 3).Select(f => Encoding.UTF8.GetString(f.Bytes)).ToList();
        var values = fields.Where(f => f.Field == 4).Select(f => Value(f.Bytes)).ToList();
        var name = Encoding.UTF8.GetString(fields.Single(f => f.Field == 1).Bytes);
        return (name, [.. fields.Where(f => f.Field == 2).Select(f => Read(f.Bytes, keys, values))]);
    }

    private static Feature Read(byte[] feature, List<string> keys, List<object> values)
    {
        var properties = new Dictionary<string, object>();
        (long X, long Y) place = default;
        foreach (var (field, _, bytes) in Fields(feature))
        {
            if (field == 2)
            {
                var tags = Numbers(bytes);
                for (var i = 0; i < tags.Count; i += 2)
                {
                    properties[keys[(int)tags[i]]] = values[(int)tags[i + 1]];
                }
            }
            else if (field == 4)
            {
                var commands = Numbers(bytes); // MoveTo, then the first position, zigzag
                place = (ZigZag(commands[1]), ZigZag(commands[2]));
            }
        }

        return new(properties, place.X, place.Y);
    }

    private static object Value(byte[] value)
    {
        var (field, number, bytes) = Fields(value)[0];
        return field switch
        {
            1 => Encoding.UTF8.GetString(bytes),
            6 => ZigZag(number),
            7 => number != 0,
            _ => (object)(long)number,
        };
    }

    private static long ZigZag(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);

    private static List<ulong> Numbers(ReadOnlySpan<byte> packed)
    {
        var numbers = new List<ulong>();
        while (packed.Length > 0)
        {
            numbers.Add(Varint(ref packed));
        }

        return numbers;
    }

    // The fields of a protobuf message: numbers and byte strings are all that a tile without doubles is made of.
    private static List<(int Field, ulong Number, byte[] Bytes)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, ulong, byte[])>();
        while (message.Length > 0)
        {
            var tag = Varint(ref message);
            var (field, number, bytes) = ((int)(tag >> 3), 0UL, Array.Empty<byte>());
            switch (tag & 7)
            {
                case 0:
                    number = Varint(ref message);
                    break;
                case 2:
                    var length = (int)Varint(ref message);
                    bytes = message[..length].ToArray();
                    message = message[length..];
                    break;
                default:
                    throw new InvalidDataException(
                        $"Field {field} has wire type {tag & 7}, which these tests know nothing of."
                    );
            }

            fields.Add((field, number, bytes));
        }

        return fields;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return number;
            }
        }
    }
}
