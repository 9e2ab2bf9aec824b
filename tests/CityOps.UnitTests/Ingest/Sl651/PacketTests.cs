using CityOps.Ingest.Sl651;

namespace CityOps.UnitTests.Ingest.Sl651;

/// <summary>Messages of several packets (mode M3).</summary>
public sealed class PacketTests
{
    [Fact]
    public void All_packets_in_their_order_make_the_message()
    {
        var packets = new Sl651Packets();

        Assert.Equal(Sl651PacketKind.Waiting, packets.Add(Packet(1, 3, 1, 2)).Kind);
        Assert.Equal(Sl651PacketKind.Waiting, packets.Add(Packet(2, 3, 3)).Kind);
        var whole = packets.Add(Packet(3, 3, 4));

        Assert.Equal(Sl651PacketKind.Whole, whole.Kind);
        Assert.Equal([1, 2, 3, 4], whole.Body.ToArray());
    }

    [Fact]
    public void A_missing_packet_is_asked_for_twice_and_then_the_message_is_given_up()
    {
        var packets = new Sl651Packets();
        packets.Add(Packet(1, 3, 1));

        var first = packets.Add(Packet(3, 3, 3));
        var second = packets.Add(Packet(3, 3, 3));
        var third = packets.Add(Packet(3, 3, 3));

        Assert.Equal(
            [(Sl651PacketKind.Missing, 2), (Sl651PacketKind.Missing, 2), (Sl651PacketKind.GivenUp, 0)],
            [(first.Kind, first.Packet), (second.Kind, second.Packet), (third.Kind, third.Packet)]
        );
        Assert.Equal(Packet(1, 3, 1).Raw.Length * 2, third.Raw.Length); // what came is kept
    }

    [Fact]
    public void The_packet_that_was_asked_for_completes_the_message_and_the_next_missing_one_is_asked_for()
    {
        var packets = new Sl651Packets();
        packets.Add(Packet(1, 4, 1));
        Assert.Equal(2, packets.Add(Packet(4, 4, 4)).Packet);
        Assert.Equal(3, packets.Add(Packet(2, 4, 2)).Packet);
        Assert.Equal([1, 2, 3, 4], packets.Add(Packet(3, 4, 3)).Body.ToArray());
    }

    [Fact]
    public void A_message_that_is_begun_anew_forgets_the_old_one()
    {
        var packets = new Sl651Packets();
        packets.Add(Packet(1, 2, 1));

        packets.Add(Packet(1, 2, 9));

        Assert.Equal([9, 2], packets.Add(Packet(2, 2, 2)).Body.ToArray());
    }

    [Fact]
    public void Of_a_picture_the_first_packet_alone_is_kept()
    {
        var packets = new Sl651Packets();
        var first = Packet(1, 2, 1) with { Function = Sl651Function.Picture };
        packets.Add(Framed(first));

        var whole = packets.Add(Framed(Packet(2, 2, 2) with { Function = Sl651Function.Picture }));

        Assert.Equal((Sl651PacketKind.Whole, 1), (whole.Kind, whole.Body.Length));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(3, 2)]
    public void A_packet_of_no_message_is_given_up(int sequence, int total) =>
        Assert.Equal(Sl651PacketKind.GivenUp, new Sl651Packets().Add(Packet(sequence, total, 1)).Kind);

    [Fact]
    public void A_message_that_grows_without_end_is_given_up()
    {
        var packets = new Sl651Packets();
        var kinds = Enumerable.Range(1, 4000).Select(i => packets.Add(Packet(i, 4001, new byte[200])).Kind);

        Assert.Contains(Sl651PacketKind.GivenUp, kinds);
    }

    private static Sl651Frame Packet(int sequence, int total, params byte[] body) =>
        Framed(
            new Sl651Frame
            {
                Raw = default,
                IsUp = true,
                Center = 1,
                Station = "0012345678",
                Password = "1234",
                Function = 0x31,
                Total = total,
                Sequence = sequence,
                Body = body,
                End = sequence == total ? Sl651Mark.Etx : Sl651Mark.Etb,
            }
        );

    private static Sl651Frame Framed(Sl651Frame frame)
    {
        var length = frame.Body.Length + 3;
        byte[] bytes =
        [
            0x7E,
            0x7E,
            frame.Center,
            .. Convert.FromHexString(frame.Station),
            .. Convert.FromHexString(frame.Password),
            frame.Function,
            (byte)(length >> 8),
            (byte)length,
            Sl651Mark.Syn,
            (byte)(frame.Total >> 4),
            (byte)((frame.Total << 4) | (frame.Sequence >> 8)),
            (byte)frame.Sequence,
            .. frame.Body.Span,
            frame.End,
        ];
        var check = Sl651Crc.Of(bytes);
        return Sl651Framer.Read((byte[])[.. bytes, (byte)(check >> 8), (byte)check]);
    }
}
