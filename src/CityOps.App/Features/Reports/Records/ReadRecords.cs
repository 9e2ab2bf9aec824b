using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports.Records;

/// <summary>A row of sql/queries/reports/records.sql.</summary>
/// <param name="Kind">report or handling.</param>
/// <param name="Answers">JSON, an object.</param>
internal sealed record RecordRow(
    string Kind,
    Guid Id,
    DateTimeOffset At,
    int Version,
    string? Answers,
    string CategoryCode,
    string CategoryName,
    string OrganisationCode,
    string OrganisationName,
    string TownCode,
    string TownName,
    double Lon,
    double Lat,
    string? AccountName,
    Guid? CaseId,
    string? CaseNumber,
    DateTimeOffset? WithdrawnAt,
    DateTimeOffset? CorrectedAt
)
{
    /// <summary>Empty where a handling of an earlier version kept none.</summary>
    public JsonElement AnswersGiven()
    {
        using var document = JsonDocument.Parse(Answers ?? "{}");
        return document.RootElement.Clone();
    }
}

/// <summary>Reads the records of a form that a caller may see.</summary>
internal static class ReadRecords
{
    /// <param name="after">The last of the page before; null on the first page.</param>
    /// <param name="size">All when null.</param>
    public static IQueryable<RecordRow> Of(
        CityOpsDb db,
        WantedRecords wanted,
        Caller caller,
        (DateTimeOffset At, Guid Id)? after,
        int? size
    ) =>
        db.Database.SqlQueryRaw<RecordRow>(
            Sql.Text("queries/reports/records"),
            [.. wanted.ToParameters(caller, after, size)]
        );
}
