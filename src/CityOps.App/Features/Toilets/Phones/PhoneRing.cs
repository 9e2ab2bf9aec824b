using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CityOps.App.Features.Toilets.Phones;

/// <summary>A phone number as it is stored.</summary>
/// <param name="Key">Which key of the ring opens it.</param>
/// <param name="Sealed">Nonce (12 bytes), ciphertext (16) and tag (16).</param>
public sealed record SealedPhone(string Key, byte[] Sealed);

/// <summary>A key of the ring.</summary>
/// <param name="Id">Stands beside each value that it has sealed.</param>
/// <param name="Secret">256 bits.</param>
public sealed record PhoneKey(string Id, DateTimeOffset MadeAt, byte[] Secret);

/// <summary>
/// The keys that citizens' phone numbers are sealed with (AES-256-GCM, NIST SP 800-38D). The last one seals, all of
/// them open. A value is bound to its feedback, so that one put into another row does not open.
/// </summary>
/// <param name="Keys">The oldest first; at least one.</param>
/// <param name="HashKey">256 bits; never changes, since what it hashed cannot be hashed anew.</param>
public sealed record PhoneRing(IReadOnlyList<PhoneKey> Keys, byte[] HashKey)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Every number is filled up to this: its length says nothing.</summary>
    private const int PaddedBytes = 16;

    public PhoneKey Current => Keys[^1];

    public static PhoneRing New(DateTimeOffset now) => new([NewKey(now)], RandomNumberGenerator.GetBytes(32));

    /// <summary>The ring with a further key, which seals from now on.</summary>
    public PhoneRing Rotate(DateTimeOffset now) => this with { Keys = [.. Keys, NewKey(now)] };

    public bool Has(string key) => Keys.Any(k => k.Id == key);

    /// <param name="digits">At most 16.</param>
    public SealedPhone Seal(Guid feedback, string digits)
    {
        var padded = new byte[PaddedBytes];
        Encoding.ASCII.GetBytes(digits, padded);
        var sealedPhone = new byte[NonceBytes + PaddedBytes + TagBytes];
        var nonce = sealedPhone.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(Current.Secret, TagBytes);
        cipher.Encrypt(
            nonce,
            padded,
            sealedPhone.AsSpan(NonceBytes, PaddedBytes),
            sealedPhone.AsSpan(NonceBytes + PaddedBytes),
            Bound(feedback, Current.Id)
        );
        return new(Current.Id, sealedPhone);
    }

    /// <summary>The digits; null when the ring has not this key, or the value is not what was sealed for this
    /// feedback.</summary>
    public string? Open(Guid feedback, SealedPhone phone)
    {
        if (
            Keys.FirstOrDefault(k => k.Id == phone.Key) is not { } key
            || phone.Sealed.Length != NonceBytes + PaddedBytes + TagBytes
        )
        {
            return null;
        }

        var padded = new byte[PaddedBytes];
        using var cipher = new AesGcm(key.Secret, TagBytes);
        try
        {
            cipher.Decrypt(
                phone.Sealed.AsSpan(0, NonceBytes),
                phone.Sealed.AsSpan(NonceBytes, PaddedBytes),
                phone.Sealed.AsSpan(NonceBytes + PaddedBytes),
                padded,
                Bound(feedback, key.Id)
            );
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return Encoding.ASCII.GetString(padded).TrimEnd('\0');
    }

    /// <summary>HMAC-SHA-256 of a content's hash: a plain one could be tried for every number that there is.</summary>
    public byte[] Hash(byte[] contentSha256) => HMACSHA256.HashData(HashKey, contentSha256);

    private static byte[] Bound(Guid feedback, string key) => Encoding.ASCII.GetBytes($"feedback/{feedback:N}/{key}");

    private static PhoneKey NewKey(DateTimeOffset now)
    {
        var id = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(id, RandomNumberGenerator.GetInt32(int.MaxValue));
        return new($"{now:yyyyMMdd}-{Convert.ToHexStringLower(id[4..])}", now, RandomNumberGenerator.GetBytes(32));
    }
}
