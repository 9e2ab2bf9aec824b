using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CityOps.App.Database;

namespace CityOps.App.Tables;

/// <summary>
/// A GeoJSON FeatureCollection (RFC 7946) as one stream: a slow reader slows the reading of the rows, and no number of
/// them needs more memory than a few.
/// </summary>
internal static class FeatureOutput
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>With words as they are, not as escapes.</summary>
    public static JsonSerializerOptions Readable { get; } =
        new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <param name="write">Writes one row as a Feature.</param>
    public static async Task WriteAsync<T>(
        PipeWriter output,
        IAsyncEnumerable<T> rows,
        Action<Utf8JsonWriter, T> write,
        CancellationToken ct
    )
    {
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Readable.Encoder });
        var flushed = 0L;
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        await foreach (var row in rows.WithCancellation(ct))
        {
            write(json, row);
            // What the writer has handed on lies in the pipe until that is flushed, and counts too.
            if (json.BytesCommitted + json.BytesPending - flushed > FlushBytes)
            {
                await json.FlushAsync(ct);
                await output.FlushAsync(ct);
                flushed = json.BytesCommitted;
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(ct);
        await output.FlushAsync(ct);
    }

    /// <summary>The member <c>geometry</c>.</summary>
    /// <param name="lon">Degrees, WGS84.</param>
    /// <param name="lat">Degrees, WGS84.</param>
    public static void WritePoint(this Utf8JsonWriter json, double lon, double lat)
    {
        json.WriteStartObject("geometry");
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        json.WriteNumberValue(lon);
        json.WriteNumberValue(lat);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>By the city's clock, with its offset.</summary>
    public static void WriteInstant(this Utf8JsonWriter json, string name, DateTimeOffset? instant)
    {
        if (instant is { } at)
        {
            json.WriteString(name, CityTime.Local(at));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
