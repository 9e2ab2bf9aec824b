using System.Text.Json;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Submissions;

namespace CityOps.UnitTests.Submissions;

public class ContentHashTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null,"x"]}""", """ {"b" : [true, null, "\u0078"], "a": 1} """, true)]
    [InlineData("""{"a":1.50}""", """{"a":1.5}""", true)]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""", true)]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", false)]
    [InlineData("""{"a":"1"}""", """{"a":1}""", false)]
    [InlineData("""{"a":null}""", """{}""", true)]
    public void Hashes_are_equal_for_what_means_the_same(string one, string other, bool same) =>
        Assert.Equal(same, Hash(one).SequenceEqual(Hash(other)));

    [Theory]
    [InlineData("\"\\u0000\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"a\\u0000\":1}")]
    [InlineData("1e999")]
    public void What_the_database_cannot_hold_is_told(string json)
    {
        using var document = JsonDocument.Parse(json);

        ContentHash.Normalise(document.RootElement, out var storable);

        Assert.False(storable);
    }

    /// <summary>Stored hashes must still be met by phones that send again after an update of ours.</summary>
    [Fact]
    public void A_reports_hash_never_changes()
    {
        using var body = JsonDocument.Parse(
            """
            {"category":"03101","position":{"lon":113.38786763,"lat":22.518417395,"coordSystem":"gcj02","accuracyMetres":8.5},
             "observedAt":"2026-06-01T08:00:00+08:00","patrolId":"0190163d-8694-739b-aea5-966c26f8ad91","description":"路面破损",
             "answers":{"b":2,"a":[1.5,"x"]},"photos":[{"sha256":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","bytes":7,"type":"image/jpeg"}],
             "outcome":"transferred"}
            """
        );
        var (content, _) = body.Deserialize<ReportBody>(JsonSerializerOptions.Web)!.Checked();

        Assert.Equal(
            "4b654134d5fc6ebc2310980198b721d257bb41dd81978540e88e51852bb39c39",
            Convert.ToHexStringLower(ContentHash.Of(content))
        );
    }

    private static byte[] Hash(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ContentHash.Of(ContentHash.Normalise(document.RootElement, out _));
    }
}
