using System.Reflection;
using System.Text;
using System.Text.Json;
using CityOps.Ingest.Profiles;

namespace CityOps.UnitTests.Ingest.Profiles;

/// <summary>What terminals and platforms send, from public manuals and repositories, each with its source and what it
/// says.</summary>
internal static class Payloads
{
    public static IReadOnlyList<JsonElement> All { get; } = Read();

    public static JsonElement Of(string id) => All.Single(payload => payload.GetProperty("id").GetString() == id);

    public static byte[] Bytes(JsonElement payload) =>
        payload.TryGetProperty("hex", out var hex)
            ? Convert.FromHexString(hex.GetString()!)
            : Encoding.UTF8.GetBytes(payload.GetProperty("payload").GetString()!);

    public static byte[] Bytes(string id) => Bytes(Of(id));

    /// <summary>A profile that comes with the program.</summary>
    public static PayloadProfile Shipped(string code)
    {
        var (profile, problem) = ProfileText.Read(ShippedProfiles.Find(code)!.Definition);
        Assert.Null(problem);
        return profile!;
    }

    private static List<JsonElement> Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("profile-payloads.json")!;
        return [.. JsonDocument.Parse(stream).RootElement.GetProperty("payloads").EnumerateArray()];
    }
}
