using System.Net;
using CityOps.App.Features.Webhooks;

namespace CityOps.UnitTests.Webhooks;

public class PublicAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2400:3200::1", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    public void Only_public_addresses_are_reached(string address, bool reached) =>
        Assert.Equal(reached, PublicAddress.MayReach(IPAddress.Parse(address), []));

    [Theory]
    [InlineData("10.20.3.4", true)]
    [InlineData("::ffff:10.20.3.4", true)]
    [InlineData("10.21.0.1", false)]
    public void The_bureaus_own_network_is_reached_when_the_settings_allow_it(string address, bool reached) =>
        Assert.Equal(reached, PublicAddress.MayReach(IPAddress.Parse(address), [IPNetwork.Parse("10.20.0.0/16")]));

    [Fact]
    public void Signature_is_over_id_time_and_body()
    {
        var secret = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        using var reference = new System.Security.Cryptography.HMACSHA256(secret);
        var id = Guid.Parse("0198a3c5-0000-7000-8000-000000000001");
        var body = """{"test": 2432232314}"""u8.ToArray();
        var signed = System.Text.Encoding.UTF8.GetBytes($"{id}.1614265330.").Concat(body).ToArray();

        Assert.Equal(
            "v1," + Convert.ToBase64String(reference.ComputeHash(signed)),
            Signature.Of(secret, id, DateTimeOffset.FromUnixTimeSeconds(1614265330), body)
        );
    }
}
