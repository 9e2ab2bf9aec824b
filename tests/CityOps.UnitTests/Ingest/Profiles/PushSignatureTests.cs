using System.Text;
using CityOps.Ingest.Profiles;

namespace CityOps.UnitTests.Ingest.Profiles;

/// <summary>A push counts when it proves itself as its platform does.</summary>
public sealed class PushSignatureTests
{
    private const string Token = "abcdefgh-token";
    private const string Message = """{"at":1466133706841,"type":1,"ds_id":"level","value":42,"dev_id":2016617}""";

    [Fact]
    public void OneNet_signs_the_message_as_it_stands_in_the_body()
    {
        // printf '%s' 'abcdefgh-tokenn0nce{"at":…}' | openssl md5 -binary | base64
        const string signature = "J+Qlc3Y0i5fAUnrB2UhOWg==";
        var door = new PushDoor(PushStyle.OneNet, Token);

        Assert.True(IsRight(door, $$"""{"msg":{{Message}},"msg_signature":"{{signature}}","nonce":"n0nce"}"""));
        Assert.False(IsRight(door, $$"""{"msg":{{Message}},"msg_signature":"{{signature}}","nonce":"other"}"""));
        Assert.False(IsRight(door, $$"""{"msg":{},"msg_signature":"{{signature}}","nonce":"n0nce"}"""));
        Assert.False(IsRight(door, "not json"));
        Assert.False(IsRight(door, "[]"));
    }

    [Fact]
    public void OneNet_may_send_the_message_as_a_text()
    {
        var signature = PushSignature.OfOneNet(Token, "n", Encoding.UTF8.GetBytes(Message));
        var text = Message.Replace("\"", "\\\"", StringComparison.Ordinal);

        Assert.True(
            IsRight(
                new PushDoor(PushStyle.OneNet, Token),
                $$"""{"msg":"{{text}}","signature":"{{signature}}","nonce":"n"}"""
            )
        );
    }

    [Fact]
    public void OneNet_tries_an_address_by_its_signature()
    {
        var door = new PushDoor(PushStyle.OneNet, Token);
        var signature = PushSignature.OfOneNet(Token, "n", "hello"u8);

        Assert.True(PushSignature.IsEcho(door, "hello", "n", signature));
        Assert.True(PushSignature.IsEcho(door, "hello", "n", signature.Replace('+', ' ')));
        Assert.False(PushSignature.IsEcho(door, "hell", "n", signature));
        Assert.False(PushSignature.IsEcho(new PushDoor(PushStyle.Token, Token), "hello", "n", signature));
    }

    [Fact]
    public void IoTda_signs_by_headers()
    {
        var door = new PushDoor(PushStyle.IoTda, Token);
        // printf '%s' 1700000000000abcdefgh-tokenxyz | sha256sum
        const string signature = "b07b939768b4d83cef5dfeb14480b3cf265dc4099a69822784fb61044a42a0e2";

        Assert.True(IsRight(door, "{}", new PushProof(null, "1700000000000", "xyz", signature)));
        Assert.True(IsRight(door, "{}", new PushProof(null, "1700000000000", "xyz", signature.ToUpperInvariant())));
        Assert.False(IsRight(door, "{}", new PushProof(null, "1700000000001", "xyz", signature)));
        Assert.False(IsRight(door, "{}", new PushProof(Token)));
    }

    [Fact]
    public void A_token_is_itself()
    {
        var door = new PushDoor(PushStyle.Token, Token);

        Assert.True(IsRight(door, "{}", new PushProof(Token)));
        Assert.False(IsRight(door, "{}", new PushProof(Token + "x")));
        Assert.False(IsRight(door, "{}", new PushProof()));
    }

    private static bool IsRight(PushDoor door, string body, PushProof? proof = null) =>
        PushSignature.IsRight(door, proof ?? new PushProof(), Encoding.UTF8.GetBytes(body));
}
