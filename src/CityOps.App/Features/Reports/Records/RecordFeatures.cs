using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using CityOps.App.Database;

namespace CityOps.App.Features.Reports.Records;

/// <summary>
/// The records of a form as GeoJSON (RFC 7946), a point each. Answers are members of their own, <c>answers.field</c>,
/// with choices in words: maps' programs read one level.
/// </summary>
internal static class RecordFeatures
{
    private const int FlushBytes = 64 * 1024;

    private static readonly JavaScriptEncoder Readable = JavaScriptEncoder.Create(UnicodeRanges.All);
    private static readonly JsonSerializerOptions Values = new() { Encoder = Readable };

    public static async Task WriteAsync(
        PipeWriter output,
        RecordColumns columns,
        IAsyncEnumerable<RecordRow> rows,
        CancellationToken ct
    )
    {
        await using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Readable });
        var flushed = 0L;
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        await foreach (var row in rows.WithCancellation(ct))
        {
            Write(json, columns, row);
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

    private static void Write(Utf8JsonWriter json, RecordColumns columns, RecordRow row)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteString("id", row.Id);
        json.WriteStartObject("geometry");
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        json.WriteNumberValue(row.Lon);
        json.WriteNumberValue(row.Lat);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("kind", row.Kind);
        json.WriteString("at", CityTime.Local(row.At));
        json.WriteString("category", row.CategoryCode);
        json.WriteString("categoryName", row.CategoryName);
        json.WriteString("organisation", row.OrganisationCode);
        json.WriteString("organisationName", row.OrganisationName);
        json.WriteString("town", row.TownCode);
        json.WriteString("townName", row.TownName);
        json.WriteString("by", row.AccountName);
        json.WriteString("case", row.CaseNumber);
        WriteInstant(json, "withdrawnAt", row.WithdrawnAt);
        WriteInstant(json, "correctedAt", row.CorrectedAt);
        foreach (var (column, cell) in columns.All.Zip(columns.Cells(row.AnswersGiven())))
        {
            json.WritePropertyName($"answers.{column.Code}");
            JsonSerializer.Serialize(json, cell, Values);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInstant(Utf8JsonWriter json, string name, DateTimeOffset? instant)
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
