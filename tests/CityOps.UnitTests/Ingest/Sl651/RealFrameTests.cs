using System.Globalization;
using System.Text;
using System.Text.Json;
using CityOps.Ingest.Sl651;

namespace CityOps.UnitTests.Ingest.Sl651;

/// <summary>Every frame says what it is known to say, or is refused with a reason.</summary>
public sealed class RealFrameTests
{
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    public static TheoryData<string> Right { get; } = [.. Ids(isRight: true)];

    public static TheoryData<string> Wrong { get; } = [.. Ids(isRight: false)];

    [Fact]
    public void There_are_123_right_frames_and_10_wrong_ones() => Assert.Equal((123, 10), (Right.Count, Wrong.Count));

    [Theory]
    [MemberData(nameof(Right))]
    public void A_right_frame_says_what_it_is_known_to_say(string id)
    {
        var known = RealFrames.Of(id);
        var bytes = RealFrames.Bytes(known);
        var failures = 0;

        var cut = Sl651Framer.Next(bytes, ref failures);
        Assert.Equal(Sl651CutKind.Frame, cut.Kind);
        var frame = Sl651Framer.Read(bytes.AsMemory(0, cut.Length));

        Assert.Equal(Head(known), Head(frame));
        Assert.Equal(0, failures);
        var extra = known.TryGetProperty("extra_after_crc", out var after) ? after.GetString()!.Length / 2 : 0;
        Assert.Equal(bytes.Length - extra, cut.Length);
        if (!frame.IsUp || frame.Sequence > 1)
        {
            return; // what a center says is not read further; a packet after the first has no head
        }

        var message = Sl651Body.Read(frame);
        var (serial, sent) = frame.IsAscii
            ? (0x0001, "260909080000") // told in its body alone
            : (known.GetProperty("serial").GetInt32(), Text(known, "send"));
        Assert.Equal(serial, message.Serial);
        Assert.Equal(sent, Digits(message.SentTicks, "yyMMddHHmmss"));
        Assert.Null(message.Broken);
        Assert.Equal(Expected(known), Said(message, frame));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_frame_is_refused_with_a_reason(string id)
    {
        var bytes = RealFrames.Bytes(id);
        var (at, failures, reasons) = (0, 0, new List<string?>());
        while (at < bytes.Length)
        {
            var cut = Sl651Framer.Next(bytes.AsSpan(at), ref failures);
            Assert.NotEqual(Sl651CutKind.Frame, cut.Kind);
            if (cut.Kind == Sl651CutKind.Incomplete)
            {
                break;
            }

            reasons.Add(cut.Reason);
            at += cut.Length;
        }

        Assert.NotNull(reasons[0]);
    }

    private static IEnumerable<string> Ids(bool isRight) =>
        RealFrames.All.Where(frame => frame.GetProperty("crc_ok").GetBoolean() == isRight).Select(RealFrames.Id);

    private static string Head(JsonElement known) =>
        string.Join(
            ' ',
            Text(known, "enc"),
            Text(known, "dir"),
            Text(known, "center"),
            Text(known, "station"),
            Text(known, "pw"),
            Text(known, "func"),
            known.TryGetProperty("total", out var total) ? total.GetInt32() : 0,
            known.TryGetProperty("seq", out var sequence) ? sequence.GetInt32() : 0,
            Text(known, "end")
        );

    private static string Head(Sl651Frame frame) =>
        string.Join(
            ' ',
            frame.IsAscii ? "ASCII" : "HEX",
            frame.IsUp ? "up" : "down",
            frame.Center.ToString("X2", CultureInfo.InvariantCulture),
            frame.Station,
            frame.Password,
            frame.Function.ToString("X2", CultureInfo.InvariantCulture),
            frame.Total,
            frame.Sequence,
            frame.End.ToString("X2", CultureInfo.InvariantCulture)
        );

    /// <summary>A line for each value: station, element, time, and what it says.</summary>
    private static List<string> Said(Sl651Message message, Sl651Frame frame)
    {
        var said = message
            .Values.Select(value =>
                $"{value.Station} {value.Element} {Digits(value.ObservedTicks, "yyMMddHHmm")} {Said(value)}"
            )
            .ToList();
        return frame is { Function: >= 0x40 and not 0x44, Body.Length: > 8 }
            ? [.. said, Convert.ToHexString(message.Rest.Span)]
            : said;
    }

    private static string Said(Sl651Value value) =>
        value.State switch
        {
            Sl651State.Number => value.Number.ToString(CultureInfo.InvariantCulture),
            Sl651State.Missing => "missing",
            Sl651State.Picture => $"{value.Number} bytes",
            Sl651State.Raw when value.Element == Sl651Elements.Text => Encoding.ASCII.GetString(value.Raw.Span),
            Sl651State.Raw => Convert.ToHexString(value.Raw.Span),
            _ => $"unreadable {Convert.ToHexString(value.Raw.Span)}",
        };

    private static List<string> Expected(JsonElement known)
    {
        if (known.TryGetProperty("raw_body", out var raw))
        {
            return [raw.GetString()!];
        }

        if (known.TryGetProperty("body", out _))
        {
            return ["5010123456 39 2609090800 6.38", "5010123456 38 2609090800 12.50"]; // ascii-golden
        }

        var (station, time) = (Text(known, "station"), Text(known, "send")[..10]);
        var said = new List<string>();
        var all = known.TryGetProperty("elements", out var elements) ? elements.EnumerateArray().ToList() : [];
        foreach (var element in all)
        {
            var id = Text(element, "id");
            switch (id)
            {
                case "F1F1":
                    station = Text(element, "addr");
                    break;
                case "F0F0":
                    time = Text(element, "obs");
                    break;
                default:
                    said.AddRange(
                        Values(element, id, time)
                            .Select(value => $"{station} {value.Element} {value.Time} {value.Said}")
                    );
                    break;
            }
        }

        return said;
    }

    private static IEnumerable<(string Element, string Time, string Said)> Values(
        JsonElement element,
        string id,
        string time
    )
    {
        if (element.TryGetProperty("values", out var values))
        {
            var of = element.TryGetProperty("elem", out var named) ? named.GetString()![..2] : id;
            return values.EnumerateArray().Select((value, i) => (of, Later(time, i * 5), Number(value, of)));
        }

        if (id == "0418")
        {
            return []; // its values are told as a block of their own
        }

        var said = id switch
        {
            "F2F2" => Text(element, "text"),
            "F3F3" => $"{element.GetProperty("bytes").GetInt32()} bytes",
            "45" => Text(element, "status"),
            _ => Text(element, "st") switch
            {
                "ok" or "neg" => Text(element, "value"),
                "missing FF" or "missing AA" => "missing",
                "vendor raw" => Text(element, "raw"),
                _ => $"unreadable {Text(element, "raw")}",
            },
        };
        return [(id, time, said)];
    }

    private static string Number(JsonElement value, string element) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "missing",
            JsonValueKind.String => value.GetString()!,
            _ => value.GetDecimal().ToString(element == "F4" ? "0.0" : "0.00", CultureInfo.InvariantCulture),
        };

    private static string Later(string time, int minutes) =>
        DateTime
            .ParseExact($"20{time}", "yyyyMMddHHmm", CultureInfo.InvariantCulture)
            .AddMinutes(minutes)
            .ToString("yyMMddHHmm", CultureInfo.InvariantCulture);

    private static string Digits(long? ticks, string format) =>
        ticks is { } at
            ? new DateTimeOffset(at, TimeSpan.Zero).ToOffset(Beijing).ToString(format, CultureInfo.InvariantCulture)
            : "-";

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString()! : "";
}
