using CityOps.Ingest.Sl651;
using CsCheck;

namespace CityOps.UnitTests.Ingest.Sl651;

/// <summary>Frames in a stream: behind each other, in pieces, among garbage.</summary>
public sealed class FramerTests
{
    private const int Enough = 100_000;
    private static readonly byte[] Level = RealFrames.Bytes("yu-L117");
    private static readonly byte[] Ascii = RealFrames.Bytes("ascii-golden");

    [Fact]
    public void Frames_stand_behind_each_other_and_a_stray_7E_between_them_loses_none() =>
        Assert.Equal(
            ["0012345678 34", "0012345678 32"],
            Frames(RealFrames.Bytes("c-stray7E")).Select(frame => $"{frame.Station} {frame.Function:X2}")
        );

    [Fact]
    public void A_frame_behind_one_that_broke_off_is_found_at_once()
    {
        byte[] stream = [.. RealFrames.Bytes("yu-L123")[..30], .. Level];
        var failures = 0;

        var cut = Sl651Framer.Next(stream, ref failures);

        Assert.Equal((Sl651CutKind.Garbage, 30), (cut.Kind, cut.Length));
        Assert.Single(Frames(stream));
    }

    [Fact]
    public void A_frame_that_is_not_whole_is_waited_for_at_every_length()
    {
        foreach (var whole in new[] { Level, Ascii })
        {
            for (var length = 0; length < whole.Length; length++)
            {
                var failures = 0;
                var cut = Sl651Framer.Next(whole.AsSpan(0, length), ref failures);
                Assert.Equal((Sl651CutKind.Incomplete, 0), (cut.Kind, cut.Length));
            }
        }
    }

    [Fact]
    public void One_wrong_bit_anywhere_in_a_frame_refuses_it()
    {
        foreach (var whole in new[] { Level, Ascii })
        {
            for (var bit = 0; bit < whole.Length * 8; bit++)
            {
                var broken = whole.ToArray();
                broken[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.DoesNotContain(Frames(broken), frame => frame.Raw.Length == whole.Length && !IsCase(bit));
            }
        }

        // The check of an ASCII frame is four hex digits: in lower case they are the same.
        static bool IsCase(int bit) => bit % 8 == 5;
    }

    [Fact]
    public void Patience_with_frames_whose_check_is_wrong_can_be_counted()
    {
        var broken = RealFrames.Bytes("c-badcrc");
        var failures = 0;

        var cut = Sl651Framer.Next(broken, ref failures);

        Assert.Equal((Sl651CutKind.Garbage, 1), (cut.Kind, failures));
        Assert.Equal("its check is 20FB and should be 20FA", cut.Reason);
    }

    [Fact]
    public void Whatever_comes_the_framer_goes_on_to_the_end_without_a_throw()
    {
        var real = One([.. RealFrames.All.Select(RealFrames.Bytes)]);
        var noise = Gen.OneOf(
            Gen.Byte.Array[0, 40],
            One<byte>(0x7E, 0x01, 0x02, 0x03, 0x16, 0x17, 0x80, 0x00, 0xFF).Array[0, 60]
        );
        var cut = Gen.Select(real, Gen.Int[0, 400]).Select((bytes, length) => bytes[..Math.Min(length, bytes.Length)]);
        var flipped = Gen.Select(real, Gen.Int[0, 10_000], Gen.Byte)
            .Select(
                (bytes, at, value) =>
                {
                    var changed = bytes.ToArray();
                    changed[at % changed.Length] = value;
                    return changed;
                }
            );

        Gen.OneOf(real, noise, cut, flipped)
            .Array[0, 8]
            .Sample(
                parts =>
                {
                    byte[] stream = [.. parts.SelectMany(part => part)];
                    foreach (var frame in Frames(stream))
                    {
                        var message = Sl651Body.Read(frame);
                        Assert.All(message.Values, value => Assert.True(value.Raw.Length <= stream.Length));
                    }
                },
                iter: 5_000
            );
    }

    [Fact]
    public void A_body_of_anything_is_read_without_a_throw() =>
        Gen.Select(
                Gen.Bool,
                Gen.Byte,
                Gen.OneOf(
                    Gen.Byte.Array[0, 200],
                    One<byte>(0x04, 0x18, 0xF0, 0xF1, 0xF2, 0xF4, 0xF5, 0xFF, 0x39, 0x23, 0x00, 0x5C).Array[0, 80],
                    One((byte)' ', (byte)'Z', (byte)'M', (byte)'S', (byte)'T', (byte)'0', (byte)'1').Array[0, 80]
                )
            )
            .Sample(
                (isAscii, function, body) =>
                {
                    var message = Sl651Body.Read(isAscii, function, "0012345678", body);
                    Assert.NotNull(message.Values);
                },
                iter: 20_000
            );

    private static Gen<T> One<T>(params T[] of) => Gen.Int[0, of.Length - 1].Select(i => of[i]);

    /// <summary>All frames of a stream that has ended.</summary>
    internal static List<Sl651Frame> Frames(byte[] stream)
    {
        var frames = new List<Sl651Frame>();
        var (at, failures) = (0, 0);
        for (var turns = 0; at < stream.Length; turns++)
        {
            Assert.True(turns < Enough, "it does not go on");
            var cut = Sl651Framer.Next(stream.AsSpan(at), ref failures);
            if (cut.Kind == Sl651CutKind.Incomplete)
            {
                Assert.Equal(0, cut.Length);
                break;
            }

            Assert.InRange(cut.Length, 1, stream.Length - at);
            if (cut.Kind == Sl651CutKind.Frame)
            {
                frames.Add(Sl651Framer.Read(stream.AsMemory(at, cut.Length)));
            }

            at += cut.Length;
        }

        return frames;
    }
}
