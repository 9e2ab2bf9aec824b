using System.Buffers.Text;
using System.Text;

namespace CityOps.App.Http;

/// <summary>A gateway's name and secret in a request's Authorization header (Basic, RFC 7617).</summary>
public static class GatewayKey
{
    private const int MaxKeyLength = 512;

    /// <summary>False when the header is none of that; whether the secret is right is not known yet.</summary>
    public static bool TryRead(HttpRequest request, out string id, out ReadOnlyMemory<byte> secret)
    {
        (id, secret) = ("", default);
        var header = request.Headers.Authorization.ToString();
        if (header.Length > MaxKeyLength || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var key = new byte[Base64.GetMaxDecodedFromUtf8Length(header.Length)];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), key, out var length))
        {
            return false;
        }

        var colon = key.AsSpan(0, length).IndexOf((byte)':');
        if (colon < 1)
        {
            return false;
        }

        id = Encoding.UTF8.GetString(key, 0, colon);
        secret = key.AsMemory((colon + 1)..length);
        return !id.Contains('\0', StringComparison.Ordinal);
    }
}
