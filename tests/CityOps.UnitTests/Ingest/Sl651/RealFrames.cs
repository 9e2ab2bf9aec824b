using System.Reflection;
using System.Text.Json;

namespace CityOps.UnitTests.Ingest.Sl651;

/// <summary>
/// Frames of real stations, from public repositories and pages, each with its source and what it says as worked out by
/// hand or printed by the source. <c>constructed</c> holds those that were made by the standard's text.
/// </summary>
internal static class RealFrames
{
    private static readonly JsonElement Root = Read();

    public static IReadOnlyList<JsonElement> All { get; } = [.. Root.GetProperty("frames").EnumerateArray()];

    public static JsonElement Of(string id) =>
        All.Concat(Root.GetProperty("constructed").EnumerateArray()).Single(frame => Id(frame) == id);

    public static string Id(JsonElement frame) => frame.GetProperty("id").GetString()!;

    /// <summary>Its bytes; of one whose digits were printed with one missing, those that there are.</summary>
    public static byte[] Bytes(JsonElement frame)
    {
        var hex = frame.GetProperty("hex").GetString()!;
        return Convert.FromHexString(hex.AsSpan(0, hex.Length & ~1));
    }

    public static byte[] Bytes(string id) => Bytes(Of(id));

    private static JsonElement Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("sl651-frames.json")!;
        return JsonDocument.Parse(stream).RootElement;
    }
}
