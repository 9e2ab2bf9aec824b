using System.Globalization;
using CityOps.Ingest.Decode;
using CityOps.Ingest.Sl651;

namespace CityOps.Ingest.Profiles;

/// <summary>Where a frame comes from and what it must look like.</summary>
internal sealed class FrameRule
{
    private const int CheckLength = 2;
    private readonly bool _isHex;
    private readonly int? _length;
    private readonly byte[] _starts;
    private readonly bool _isChecked;

    private FrameRule(JsonPath? from, bool isHex, int? length, byte[] starts, bool isChecked)
    {
        From = from;
        _isHex = isHex;
        _length = length;
        _starts = starts;
        _isChecked = isChecked;
    }

    /// <summary>Where it stands in the JSON; null: the payload is it.</summary>
    public JsonPath? From { get; }

    /// <exception cref="ProfileException">It contradicts itself.</exception>
    public static FrameRule Compile(ProfileFrame frame)
    {
        var from = frame.From is null ? null : JsonPath.Parse(frame.From, "frame.from");
        if (from is { EndsInBytes: false } or { IsMany: true })
        {
            throw new ProfileException("frame.from", "The path leads to one text and ends in |hex or |base64.");
        }

        if (from is null != frame.Encoding is "hex" or "binary")
        {
            throw new ProfileException(
                "frame.encoding",
                "encoding is hex or binary, unless the frame stands in JSON (from)."
            );
        }

        if (frame.Check is not (null or "crc16-modbus"))
        {
            throw new ProfileException("frame.check", "check is crc16-modbus or left out.");
        }

        byte[] starts = [];
        if (frame.Starts is { } text && !HexText.TryRead(System.Text.Encoding.UTF8.GetBytes(text), out starts))
        {
            throw new ProfileException("frame.starts", "starts is hex digits, such as 0103.");
        }

        return new FrameRule(from, frame.Encoding == "hex", frame.Length, starts, frame.Check is not null);
    }

    /// <summary>The payload's bytes; null when they are no hex digits.</summary>
    public Failure? Read(ReadOnlyMemory<byte> payload, out ReadOnlyMemory<byte> frame)
    {
        frame = payload;
        if (!_isHex)
        {
            return null;
        }

        if (!HexText.TryRead(payload.Span, out var bytes))
        {
            return new Failure(
                RejectionReason.WrongShape,
                $"frame: hex digits are expected; \"{JsonText.Shown(payload.Span)}\" came"
            );
        }

        frame = bytes;
        return null;
    }

    /// <summary>Why these bytes are no such frame; null when they are.</summary>
    public Failure? Check(ReadOnlySpan<byte> frame)
    {
        if (_length is { } length && frame.Length != length)
        {
            return Wrong(RejectionReason.WrongShape, $"{length} bytes are expected; {frame.Length} came");
        }

        if (!frame.StartsWith(_starts))
        {
            var came = Convert.ToHexString(frame[..Math.Min(frame.Length, _starts.Length)]);
            return Wrong(RejectionReason.WrongShape, $"it begins with {came}, not with {Convert.ToHexString(_starts)}");
        }

        if (!_isChecked)
        {
            return null;
        }

        if (frame.Length <= CheckLength)
        {
            return Wrong(RejectionReason.BadFrame, $"{frame.Length} bytes are too few for a check");
        }

        var expected = Sl651Crc.Of(frame[..^CheckLength]); // Modbus has the same check, sent with its low byte first
        var stands = frame[^2] | (frame[^1] << 8);
        return expected == stands
            ? null
            : Wrong(
                RejectionReason.BadFrame,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the check is {frame[^2]:X2}{frame[^1]:X2}, and should be {(byte)expected:X2}{expected >> 8:X2}"
                )
            );
    }

    private static Failure Wrong(string reason, string detail) => new(reason, $"frame: {detail}") { Path = "frame" };
}
