using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CityOps.Ingest.Profiles;

/// <summary>How an IoT platform that pushes by HTTP proves that it is the one.</summary>
/// <param name="Style">One of <see cref="PushStyle"/>.</param>
/// <param name="Token">What was agreed with it.</param>
internal sealed record PushDoor(string Style, string Token);

/// <summary>The styles of platforms.</summary>
public static class PushStyle
{
    /// <summary>The token itself in the address (<c>?token=</c>) or in the header <c>Authorization</c> or
    /// <c>token</c>: 天翼物联 CTWing, whose messages bear no signature, and others.</summary>
    public const string Token = "token";

    /// <summary>中国移动 OneNET: MD5 of token, nonce and message in base64, in the body; the address is tried by a GET
    /// that is to be answered with its <c>msg</c>.</summary>
    public const string OneNet = "onenet";

    /// <summary>华为云 IoTDA: SHA-256 of token, timestamp and nonce, put in order, in the headers.</summary>
    public const string IoTda = "iotda";

    /// <summary>Every style.</summary>
    public static IReadOnlyList<string> All { get; } = [Token, OneNet, IoTda];
}

/// <summary>What a push says of itself, of its address and headers; null for what is not there.</summary>
/// <param name="Token">Of the address, or the header.</param>
public sealed record PushProof(
    string? Token = null,
    string? Timestamp = null,
    string? Nonce = null,
    string? Signature = null
);

/// <summary>Whether a push is its platform's. Pure; every comparison takes the same time whatever is wrong.</summary>
internal static class PushSignature
{
    public static bool IsRight(PushDoor door, PushProof proof, ReadOnlyMemory<byte> body) =>
        door.Style switch
        {
            PushStyle.Token => Same(proof.Token, door.Token),
            PushStyle.IoTda => proof is { Timestamp: { } timestamp, Nonce: { } nonce }
                && Same(proof.Signature?.ToLowerInvariant(), OfIoTda(door.Token, timestamp, nonce)),
            PushStyle.OneNet => IsOneNet(door.Token, body),
            _ => false,
        };

    /// <summary>Whether a GET that tries OneNET's address is right; then its <c>msg</c> is the answer.</summary>
    public static bool IsEcho(PushDoor door, string message, string nonce, string signature) =>
        door.Style == PushStyle.OneNet
        // a plus sign that was not escaped in the address arrives as a blank
        && Same(signature.Replace(' ', '+'), OfOneNet(door.Token, nonce, Encoding.UTF8.GetBytes(message)));

    /// <summary>base64(MD5(token + nonce + msg)).</summary>
    public static string OfOneNet(string token, string nonce, ReadOnlySpan<byte> message)
    {
#pragma warning disable CA5351 // the platform's document asks for MD5
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        hash.AppendData(Encoding.UTF8.GetBytes(token + nonce));
        hash.AppendData(message);
        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    /// <summary>Hex digits of SHA-256 of the three, put in order and together.</summary>
    public static string OfIoTda(string token, string timestamp, string nonce)
    {
        string[] parts = [token, timestamp, nonce];
        Array.Sort(parts, StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
    }

    /// <summary>The message is signed as it stands in the body, or, where it is a text, as that text.</summary>
    private static bool IsOneNet(string token, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonPath.Open(body);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("msg"u8, out var message)
                && TryText(root, "nonce"u8, out var nonce)
                && (TryText(root, "msg_signature"u8, out var signature) || TryText(root, "signature"u8, out signature))
                && Same(signature, OfOneNet(token, nonce, Signed(message)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static ReadOnlySpan<byte> Signed(JsonElement message) =>
        message.ValueKind == JsonValueKind.String && JsonText.TryRead(message, out var text)
            ? text
            : System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(message);

    private static bool TryText(JsonElement root, ReadOnlySpan<byte> name, out string text)
    {
        text = "";
        if (!root.TryGetProperty(name, out var member) || !JsonText.TryRead(member, out var bytes))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(bytes);
        return true;
    }

    private static bool Same(string? one, string other) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(one ?? "")),
            SHA256.HashData(Encoding.UTF8.GetBytes(other))
        );
}
