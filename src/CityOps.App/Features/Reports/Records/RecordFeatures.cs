using System.Text.Json;
using CityOps.App.Tables;

namespace CityOps.App.Features.Reports.Records;

/// <summary>
/// The records of a form as GeoJSON (RFC 7946), a point each. Answers are members of their own, <c>answers.field</c>,
/// with choices in words: maps' programs read one level.
/// </summary>
internal static class RecordFeatures
{
    public static void Write(Utf8JsonWriter json, RecordColumns columns, RecordRow row)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteString("id", row.Id);
        json.WritePoint(row.Lon, row.Lat);
        json.WriteStartObject("properties");
        json.WriteString("kind", row.Kind);
        json.WriteInstant("at", row.At);
        json.WriteString("category", row.CategoryCode);
        json.WriteString("categoryName", row.CategoryName);
        json.WriteString("organisation", row.OrganisationCode);
        json.WriteString("organisationName", row.OrganisationName);
        json.WriteString("town", row.TownCode);
        json.WriteString("townName", row.TownName);
        json.WriteString("by", row.AccountName);
        json.WriteString("case", row.CaseNumber);
        json.WriteInstant("withdrawnAt", row.WithdrawnAt);
        json.WriteInstant("correctedAt", row.CorrectedAt);
        foreach (var (column, cell) in columns.All.Zip(columns.Cells(row.AnswersGiven())))
        {
            json.WritePropertyName($"answers.{column.Code}");
            JsonSerializer.Serialize(json, cell, FeatureOutput.Readable);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
