using System.Text;
using UtfUnknown;

namespace CityOps.App.Tables;

/// <summary>
/// Text as Chinese offices write it: UTF-8, UTF-16, GB18030, each with or without a mark. What is neither is refused:
/// read as one of them it would come out as other characters.
/// </summary>
internal static class TextFile
{
    private const float Sure = 0.6f;

    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding(
        "GB18030",
        EncoderFallback.ExceptionFallback,
        DecoderFallback.ExceptionFallback
    )!;

    private static readonly (byte[] Mark, Encoding Encoding, string Name)[] Marks =
    [
        ([0xEF, 0xBB, 0xBF], new UTF8Encoding(false, true), "UTF-8"),
        ([0x84, 0x31, 0x95, 0x33], Gb18030, "GB18030"),
        ([0xFF, 0xFE], new UnicodeEncoding(false, false, true), "UTF-16"),
        ([0xFE, 0xFF], new UnicodeEncoding(true, false, true), "UTF-16"),
    ];

    /// <param name="name">Of the file, for the sentence.</param>
    /// <exception cref="InvalidDataException">It is in no encoding that is taken.</exception>
    public static (string Text, string Encoding) Decode(byte[] bytes, string name)
    {
        try
        {
            foreach (var (mark, encoding, called) in Marks)
            {
                if (bytes.AsSpan().StartsWith(mark))
                {
                    return (encoding.GetString(bytes, mark.Length, bytes.Length - mark.Length), called);
                }
            }

            if (WithoutMark(bytes) is { } utf16)
            {
                return (utf16.GetString(bytes), "UTF-16");
            }

            return Try(new UTF8Encoding(false, true), bytes) is { } utf8 ? (utf8, "UTF-8")
                : OtherThanChinese(bytes) is { } other ? throw Unreadable(name, other)
                : (Gb18030.GetString(bytes), "GB18030");
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable(name, CharsetDetector.DetectFromBytes(bytes).Detected?.EncodingName);
        }
    }

    /// <summary>The encoding of bytes that are no UTF-8, where it is surely none of ours.</summary>
    private static string? OtherThanChinese(byte[] bytes)
    {
        var found = CharsetDetector.DetectFromBytes(bytes);
        // GB18030 first: its rarer characters make the detector hesitate
        return
            found.Details is null or []
            || found.Details.Any(d =>
                d.EncodingName.StartsWith("gb", StringComparison.OrdinalIgnoreCase) && d.Confidence > 0.3f
            )
            || found.Detected is not { Confidence: >= Sure } best
            || !best.EncodingName.StartsWith("big5", StringComparison.OrdinalIgnoreCase)
                && !best.EncodingName.StartsWith("euc", StringComparison.OrdinalIgnoreCase)
                && !best.EncodingName.StartsWith("shift", StringComparison.OrdinalIgnoreCase)
            ? null
            : best.EncodingName;
    }

    // Every line break and digit has a zero byte.
    private static UnicodeEncoding? WithoutMark(byte[] bytes)
    {
        var head = bytes.AsSpan(0, Math.Min(bytes.Length & ~1, 4096));
        var (even, odd) = (0, 0);
        for (var i = 0; i < head.Length; i += 2)
        {
            even += head[i] == 0 ? 1 : 0;
            odd += head[i + 1] == 0 ? 1 : 0;
        }

        // the low byte of 一 is zero too, but that of few others
        return odd > 4 * even ? new(false, false, true)
            : even > 4 * odd ? new(true, false, true)
            : null;
    }

    private static string? Try(Encoding encoding, byte[] bytes)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static InvalidDataException Unreadable(string name, string? seen) =>
        new(
            $"{name} is neither UTF-8 nor GB18030 nor UTF-16{(seen is null ? "" : $"; it looks like {seen}")}. Save it as “CSV UTF-8” or .xlsx. "
                + $"文件编码不是 UTF-8、GB18030 或 UTF-16，请另存为“CSV UTF-8”或 .xlsx。"
        );
}
