using System.Buffers.Binary;
using System.Text;
using CityOps.App.Features.Photos;

namespace CityOps.UnitTests.Photos;

public class HeifBoxesTests
{
    private static byte[] Box(string type, int content, uint? size = null)
    {
        var box = new byte[8 + content];
        BinaryPrimitives.WriteUInt32BigEndian(box, size ?? (uint)box.Length);
        Encoding.ASCII.GetBytes(type, box.AsSpan(4));
        return box;
    }

    public static TheoryData<string, byte[], bool> Files { get; } =
        new()
        {
            { "a photo", [.. Box("ftyp", 16), .. Box("meta", 200), .. Box("mdat", 3000)], true },
            { "data up to the end", [.. Box("ftyp", 16), .. Box("meta", 200), .. Box("mdat", 3000, size: 0)], true },
            { "without meta", [.. Box("ftyp", 16), .. Box("mdat", 3000)], false },
            { "ftyp and rubbish", [.. Box("ftyp", 16), .. Enumerable.Repeat((byte)0x7F, 300)], false },
            { "cut off", [.. Box("ftyp", 16), .. Box("meta", 200), .. Box("mdat", 3000, size: 9000)], false },
            { "a box of no size", [.. Box("ftyp", 16), .. Box("meta", 200, size: 4)], false },
            { "nothing", [], false },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_photo_is_boxes_to_its_end(string what, byte[] file, bool isWhole)
    {
        using var stream = new MemoryStream(file);

        Assert.True(HeifBoxes.AreWhole(stream) == isWhole, what);
    }
}
