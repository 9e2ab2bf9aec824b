using System.Text;

namespace CityOps.App.Features.Photos;

/// <summary>The Upload-Metadata header of tus 1.0: <c>key base64, key base64, key</c>.</summary>
/// <param name="Sha256">The photo's announced hash; null when it cannot be read.</param>
/// <param name="Type">The media type that the client takes it for.</param>
/// <param name="Code">The QR code of a toilet, which lets a citizen without an account upload.</param>
public sealed record UploadMetadata(byte[]? Sha256, string? Type, string? Code)
{
    public static UploadMetadata Parse(string header)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ', 2, StringSplitOptions.TrimEntries);
            values[parts[0]] = parts.Length == 2 ? parts[1] : "";
        }

        return new(
            ReadSha256(values.GetValueOrDefault("sha256")),
            Text(values.GetValueOrDefault("type")),
            Text(values.GetValueOrDefault("code"))
        );
    }

    // As text (hexadecimal or base64) in base64, as bytes in base64, or bare: clients differ, and a hash shows by its
    // length.
    private static byte[]? ReadSha256(string? value) =>
        value is null ? null : PhotoDeclaration.ReadSha256(Text(value)) ?? PhotoDeclaration.ReadSha256(value);

    private static string? Text(string? base64)
    {
        if (string.IsNullOrEmpty(base64))
        {
            return null;
        }

        var bytes = new byte[base64.Length];
        var padded = base64.PadRight((base64.Length + 3) / 4 * 4, '='); // some clients leave the padding out
        return Convert.TryFromBase64String(padded, bytes, out var written)
            ? Encoding.UTF8.GetString(bytes, 0, written)
            : null;
    }
}
