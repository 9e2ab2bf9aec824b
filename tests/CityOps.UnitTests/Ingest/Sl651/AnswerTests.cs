using System.Buffers;
using System.Text;
using CityOps.Ingest.Sl651;

namespace CityOps.UnitTests.Ingest.Sl651;

/// <summary>What the center says, against frames made by the standard's text and those of real centers.</summary>
public sealed class AnswerTests
{
    private static readonly DateTimeOffset At = new(2025, 7, 14, 4, 0, 5, TimeSpan.Zero); // 12:00:05 in Beijing

    [Fact]
    public void A_confirmation_is_that_of_the_standard() =>
        Assert.Equal(
            "7E7E0012345678011234328008020001250714120006043481",
            Hex(output =>
                Sl651Answer.Confirm(output, Frame("c-neg-level"), 1, At + TimeSpan.FromSeconds(1), Sl651Mark.Eot)
            )
        );

    [Theory]
    [InlineData("yu-L117", "csdn-30down")]
    [InlineData("yu-L119", "csdn-32down")]
    [InlineData("aaa-4", "aaa-5")]
    [InlineData("aaa-8", "aaa-9")]
    [InlineData("gt-33", "gt-33down")]
    [InlineData("gt-34-level", "gt-34down-b")]
    [InlineData("gt-35", "gt-35down")]
    public void A_confirmation_is_what_a_real_center_sent(string up, string down)
    {
        var (sent, answered) = (Frame(up), Frame(down));
        var told = Sl651Body.Read(answered);

        var hex = Hex(output =>
            Sl651Answer.Confirm(
                output,
                sent,
                told.Serial,
                new DateTimeOffset(told.SentTicks!.Value, TimeSpan.Zero),
                answered.End
            )
        );

        Assert.Equal(Convert.ToHexString(answered.Raw.Span), hex);
    }

    [Fact]
    public void A_missing_packet_is_asked_for_and_the_last_one_is_confirmed_for_all()
    {
        var last = Frame("yu-L185");

        Assert.Equal(
            "7E7E001234567801123436800B1600D00200052507141200061513B4",
            Hex(output => Sl651Answer.Ask(output, last, 2, 5, At + TimeSpan.FromSeconds(1)))
        );
        Assert.Equal(
            "7E7E001234567801123436800B1600D00D0005250714120006042F44",
            Hex(output => Sl651Answer.Confirm(output, last, 5, At + TimeSpan.FromSeconds(1), Sl651Mark.Eot))
        );
    }

    [Fact]
    public void The_question_for_values_is_what_a_real_center_sent()
    {
        var asked = Frame("gt-37down");
        var at = new DateTimeOffset(Sl651Body.Read(asked).SentTicks!.Value, TimeSpan.Zero);

        Assert.Equal(
            Convert.ToHexString(asked.Raw.Span),
            Hex(output => Sl651Answer.Query(output, Frame("yu-L117"), at))
        );
    }

    [Fact]
    public void An_ASCII_station_is_answered_in_ASCII()
    {
        var output = new ArrayBufferWriter<byte>();
        Sl651Answer.Confirm(output, Frame("ascii-golden"), 1, At, Sl651Mark.Esc);

        var text = Encoding.ASCII.GetString(output.WrittenSpan);
        Assert.Equal("\u000150101234560100003280100200012507141200051B", Shown(text[..^4]));
        var answer = Assert.Single(FramerTests.Frames(output.WrittenMemory.ToArray()));
        Assert.Equal(
            (true, false, "5010123456", "0000", (byte)0x32),
            (answer.IsAscii, answer.IsUp, answer.Station, answer.Password, answer.Function)
        );
    }

    private static string Shown(string text) =>
        text.Replace("\u0002", "02", StringComparison.Ordinal).Replace("\u001b", "1B", StringComparison.Ordinal);

    private static Sl651Frame Frame(string id)
    {
        var bytes = RealFrames.Bytes(id);
        var failures = 0;
        return Sl651Framer.Read(bytes.AsMemory(0, Sl651Framer.Next(bytes, ref failures).Length));
    }

    private static string Hex(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Convert.ToHexString(output.WrittenSpan);
    }
}
