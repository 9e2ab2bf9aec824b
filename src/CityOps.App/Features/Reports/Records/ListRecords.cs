using System.Globalization;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports.Records;

/// <summary>A page of a form's records.</summary>
/// <param name="Name">Of the latest version.</param>
/// <param name="Columns">The questions; each record has a cell for each.</param>
/// <param name="Next">The cursor of the following page; null on the last.</param>
public sealed record RecordsPage(
    string Form,
    string Name,
    string? NameEn,
    IReadOnlyList<RecordColumn> Columns,
    IReadOnlyList<RecordItem> Items,
    string? Next
);

/// <summary>What was filled in once.</summary>
/// <param name="Kind">report, or handling: of a case that was put right.</param>
/// <param name="At">When it was seen, or handled.</param>
/// <param name="Position">WGS84: of the report, or of the case.</param>
/// <param name="By">The account's name; null for a camera's.</param>
/// <param name="Case">The number of the case that it opened or handled.</param>
/// <param name="WithdrawnAt">It counts for nothing since.</param>
/// <param name="CorrectedAt">What is told is what the last correction says; <c>GET /api/v1/reports/{id}</c> tells what
/// was said before. Null: never.</param>
/// <param name="Cells">One for each column, in words; null where it was not answered.</param>
/// <param name="Answers">As they were given, by the fields' codes.</param>
public sealed record RecordItem(
    Guid Id,
    string Kind,
    int Version,
    DateTimeOffset At,
    string Category,
    string CategoryName,
    string Organisation,
    string OrganisationName,
    string Town,
    string TownName,
    LonLat Position,
    string? By,
    Guid? CaseId,
    string? Case,
    DateTimeOffset? WithdrawnAt,
    DateTimeOffset? CorrectedAt,
    IReadOnlyList<string?> Cells,
    [property: JsonObject] JsonElement Answers
);

/// <summary>Lists the records of a form with a cell for each question, the last first.</summary>
internal static class ListRecords
{
    public static async Task<Result<RecordsPage>> RunAsync(
        CityOpsDb db,
        RecordFilter filter,
        string? cursor,
        int? limit,
        Caller caller,
        CancellationToken ct
    )
    {
        var (wanted, refusal) = await filter.CheckAsync(db, ct);
        if (wanted is null)
        {
            return refusal!;
        }

        (DateTimeOffset At, Guid Id)? after = null;
        if (cursor is not null)
        {
            if (!TimeCursor.TryRead(cursor, out var at, out var id))
            {
                return Problems.InvalidCursor.Refuse();
            }

            after = (at, id);
        }

        var (size, columns) = (Cursor.Size(limit), wanted.Columns);
        var rows = await ReadRecords.Of(db, wanted, caller, after, size + 1).ToListAsync(ct);
        var page = Page.Of([.. rows.Select(row => Item(row, columns))], size, item => TimeCursor.Key(item.At, item.Id));
        return new RecordsPage(
            columns.Latest.FormCode,
            columns.Latest.Name,
            columns.Latest.NameEn,
            columns.All,
            page.Items,
            page.Next
        );
    }

    private static RecordItem Item(RecordRow row, RecordColumns columns)
    {
        var answers = row.AnswersGiven();
        return new(
            row.Id,
            row.Kind,
            row.Version,
            CityTime.Local(row.At),
            row.CategoryCode,
            row.CategoryName,
            row.OrganisationCode,
            row.OrganisationName,
            row.TownCode,
            row.TownName,
            new(row.Lon, row.Lat),
            row.AccountName,
            row.CaseId,
            row.CaseNumber,
            row.WithdrawnAt is { } withdrawn ? CityTime.Local(withdrawn) : null,
            row.CorrectedAt is { } corrected ? CityTime.Local(corrected) : null,
            [
                .. columns
                    .Cells(answers)
                    .Select(cell => cell is null ? null : Convert.ToString(cell, CultureInfo.InvariantCulture)),
            ],
            answers
        );
    }
}
