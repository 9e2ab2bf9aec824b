using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CityOps.App.Features.Webhooks;

/// <summary>
/// Signs a message as the Standard Webhooks specification does: HMAC-SHA256 over "id.timestamp.body". The time keeps an
/// old message from being sent again by somebody else; the id tells a repeat from another message.
/// </summary>
public static class Signature
{
    public const string SecretPrefix = "whsec_";

    public static string Of(byte[] secret, Guid id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        var head = Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.")
        );
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(head);
        hash.AppendData(body);
        return "v1," + Convert.ToBase64String(hash.GetHashAndReset());
    }

    /// <summary>The secret as it is given to the receiver.</summary>
    public static string Written(byte[] secret) => SecretPrefix + Convert.ToBase64String(secret);
}
