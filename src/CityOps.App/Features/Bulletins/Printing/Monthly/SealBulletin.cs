using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>
/// The check sum on the last page: SHA-256 over the canonical JSON of the whole model, in which the check sum itself is
/// empty.
/// The model holds every word and number that is printed, and the hashes of the figures and of the template.
/// </summary>
public static class SealBulletin
{
    /// <summary>The model's canonical JSON, and its check sum.</summary>
    public static (string Model, byte[] Sha256) Run(Bulletin bulletin)
    {
        var sha256 = Sha256Of(JsonSerializer.Serialize(bulletin, JsonSerializerOptions.Web));
        var model = bulletin with { Seal = bulletin.Seal with { Sha256 = Convert.ToHexStringLower(sha256) } };
        return (
            System.Text.Encoding.UTF8.GetString(
                CanonicalJson.Of(JsonSerializer.SerializeToElement(model, JsonSerializerOptions.Web))
            ),
            sha256
        );
    }

    /// <summary>Of the text and not of our classes, so that a later version of them comes to the same.</summary>
    public static byte[] Sha256Of(string model)
    {
        var node = JsonNode.Parse(model)!;
        node["seal"]!["sha256"] = "";
        return SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(node)));
    }
}
