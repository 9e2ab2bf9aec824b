using QRCoder;

namespace CityOps.App.Features.Bulletins.Printing;

/// <summary>The QR code on the last page.</summary>
public static class QrPicture
{
    /// <summary>A black and white PNG, readable with a quarter of it soiled by a stamp.</summary>
    public static byte[] Draw(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.Q);
        using var code = new PngByteQRCode(data);
        return code.GetGraphic(8);
    }
}
