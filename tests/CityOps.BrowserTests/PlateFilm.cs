using System.Text;
using NetVips;

namespace CityOps.BrowserTests;

/// <summary>A plate as a phone's camera sees it: an uncompressed film of one picture (YUV4MPEG2), which chromium plays
/// in place of a camera.</summary>
internal static class PlateFilm
{
    private const int Width = 640;
    private const int Height = 480;

    /// <param name="png">The code.</param>
    public static byte[] Of(byte[] png)
    {
        using var code = Image.ThumbnailBuffer(png, Height - 80, height: Height - 80);
        using var flat = code.HasAlpha() ? code.Flatten(background: [255.0]) : code.Copy();
        using var grey = flat.Colourspace(Enums.Interpretation.Bw)[0];
        using var seen = grey.Gravity(
            Enums.CompassDirection.Centre,
            Width,
            Height,
            extend: Enums.Extend.Background,
            background: [255.0]
        );
        byte[] colourless = [.. Enumerable.Repeat((byte)128, Width * Height / 2)];
        return
        [
            .. Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F10:1 Ip A1:1 C420jpeg\nFRAME\n"),
            .. seen.WriteToMemory<byte>(),
            .. colourless,
        ];
    }
}
