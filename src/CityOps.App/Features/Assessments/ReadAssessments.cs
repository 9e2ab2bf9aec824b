using System.Globalization;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Statistics;
using CityOps.App.Geo;
using CityOps.App.Http;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Assessments;

/// <param name="State">declared or verified, once its bytes are there.</param>
public sealed record AssessmentPhoto(string Sha256, string State);

/// <summary>A finding with what it costs by the standard of the day it was recorded.</summary>
/// <param name="Component">Of the index; towns alone.</param>
/// <param name="Position">WGS84.</param>
public sealed record AssessmentView(
    Guid Id,
    string Item,
    string ItemName,
    string Subject,
    string Unit,
    string? Town,
    string? TownName,
    string? Contractor,
    string? ContractorName,
    DateOnly FoundOn,
    int Times,
    decimal Points,
    decimal FeeYuan,
    Guid? Report,
    Guid? Case,
    string? CaseNumber,
    string? Note,
    DateTimeOffset RecordedAt,
    string? RecordedBy,
    DateTimeOffset? WithdrawnAt,
    string? WithdrawnBecause,
    LonLat? Position,
    string? Component,
    IReadOnlyList<AssessmentPhoto> Photos
);

/// <summary>What a list of findings is narrowed to; null takes all.</summary>
public sealed record AssessmentFilter
{
    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    /// <summary>town or contractor.</summary>
    public string? Subject { get; init; }

    public string? Town { get; init; }

    public string? Contractor { get; init; }

    public string? Item { get; init; }

    /// <summary>Only those that were taken back, or only those that were not.</summary>
    public bool? Withdrawn { get; init; }

    public string? Cursor { get; init; }

    public int? Limit { get; init; }
}

/// <summary>What a town or a contractor has left of its points in a month.</summary>
/// <param name="Rank">Within its subject; 1 is the best, equal scores share a place.</param>
/// <param name="Components">By the index's components, what is left of each; empty for contractors.</param>
public sealed record AssessmentScore(
    string Subject,
    string Code,
    string Name,
    int Findings,
    decimal PointsLost,
    decimal FeeYuan,
    decimal Score,
    int Rank,
    IReadOnlyDictionary<string, decimal> Components
);

/// <summary>Findings, one or many, and the scores that they leave.</summary>
internal static class ReadAssessments
{
    /// <param name="caller">Who has to see it; null for whoever has just recorded it.</param>
    public static async Task<AssessmentView?> OneAsync(
        NpgsqlDataSource database,
        Guid id,
        Caller? caller,
        CancellationToken ct
    ) => (await ManyAsync(database, id, new(), caller, null, 1, ct)).SingleOrDefault();

    /// <summary>The contractor whose findings alone the caller sees; null: those against all.</summary>
    private static string? VisibleContractor(Caller? caller) =>
        caller?.MayForAll("assessments.read") != false ? null : caller.OrganisationCode;

    public static async Task<IResult> ListAsync(
        [AsParameters] AssessmentFilter filter,
        Caller caller,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        var (town, contractor) = (caller.VisibleTown, VisibleContractor(caller));
        if (
            (filter.Town ?? town) != (town ?? filter.Town)
            || (filter.Contractor ?? contractor) != (contractor ?? filter.Contractor)
        )
        {
            return Problems.OutsideYourArea.With("Your account sees its own findings alone.");
        }

        if (filter is { From: { } from, To: { } to } && from > to)
        {
            return Problems.PeriodReversed.With($"from {from:yyyy-MM-dd} is after to {to:yyyy-MM-dd}.");
        }

        (DateOnly Day, Guid Id)? after = null;
        if (filter.Cursor is not null)
        {
            if (
                !Cursor.TryDecode(filter.Cursor, 2, out var key)
                || !DateOnly.TryParseExact(
                    key[0],
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                )
                || !Guid.TryParse(key[1], out var id)
            )
            {
                return Problems.InvalidCursor.With();
            }

            after = (day, id);
        }

        var size = Cursor.Size(filter.Limit);
        var rows = await ManyAsync(database, null, filter, caller, after, size + 1, ct);
        return TypedResults.Ok(
            Page.Of(rows, size, row =>
                [row.FoundOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), row.Id.ToString()]
            )
        );
    }

    public static async Task<IResult> ScoresAsync(string month, NpgsqlDataSource database, CancellationToken ct)
    {
        if (!DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
        {
            return Problems.FieldInvalid.With($"A month is written as 2023-12, not {InputText.Clean(month)}.");
        }

        var period = Period.OfMonth(first);
        await using var command = database.CreateCommand(Sql.Text("queries/assessments/scores"));
        command.Parameters.AddWithValue("first", period.From);
        command.Parameters.AddWithValue("last", period.To);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var scores = new List<AssessmentScore>();
        while (await reader.ReadAsync(ct))
        {
            scores.Add(
                new(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    reader.GetInt32(3),
                    reader.GetDecimal(4),
                    reader.GetDecimal(5),
                    reader.GetDecimal(6),
                    reader.GetInt32(7),
                    JsonSerializer.Deserialize<Dictionary<string, decimal>>(reader.GetString(8))!
                )
            );
        }

        return TypedResults.Ok(new Page<AssessmentScore>(scores, null));
    }

    private static async Task<List<AssessmentView>> ManyAsync(
        NpgsqlDataSource database,
        Guid? id,
        AssessmentFilter filter,
        Caller? caller,
        (DateOnly Day, Guid Id)? after,
        int size,
        CancellationToken ct
    )
    {
        static NpgsqlParameter Maybe(string name, object? value, NpgsqlDbType type) =>
            new(name, type) { Value = value ?? DBNull.Value };
        await using var command = database.CreateCommand(Sql.Text("queries/assessments/assessment"));
        command.Parameters.AddRange(
            new[]
            {
                Maybe("id", id, NpgsqlDbType.Uuid),
                Maybe("first", filter.From, NpgsqlDbType.Date),
                Maybe("last", filter.To, NpgsqlDbType.Date),
                Maybe("subject", filter.Subject, NpgsqlDbType.Text),
                Maybe("town", filter.Town, NpgsqlDbType.Text),
                Maybe("contractor", filter.Contractor, NpgsqlDbType.Text),
                Maybe("visible_town", caller?.VisibleTown, NpgsqlDbType.Text),
                Maybe("visible_contractor", VisibleContractor(caller), NpgsqlDbType.Text),
                Maybe("item", filter.Item, NpgsqlDbType.Text),
                Maybe("withdrawn", filter.Withdrawn, NpgsqlDbType.Boolean),
                Maybe("after_day", after?.Day, NpgsqlDbType.Date),
                Maybe("after_id", after?.Id, NpgsqlDbType.Uuid),
                Maybe("size", size, NpgsqlDbType.Integer),
            }
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        var views = new List<AssessmentView>();
        while (await reader.ReadAsync(ct))
        {
            views.Add(Read(reader));
        }

        return views;
    }

    private static AssessmentView Read(NpgsqlDataReader reader)
    {
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        Guid? Id(int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);
        return new(
            reader.GetGuid(0),
            reader.GetString(1),
            reader.GetString(2),
            reader.GetString(3),
            reader.GetString(4),
            Text(5),
            Text(6),
            Text(7),
            Text(8),
            reader.GetFieldValue<DateOnly>(9),
            reader.GetInt32(10),
            reader.GetDecimal(11),
            reader.GetDecimal(12),
            Id(13),
            Id(14),
            Text(15),
            Text(16),
            CityTime.Local(reader.GetFieldValue<DateTimeOffset>(17)),
            Text(18),
            reader.IsDBNull(19) ? null : CityTime.Local(reader.GetFieldValue<DateTimeOffset>(19)),
            Text(20),
            reader.IsDBNull(21) ? null : new LonLat(reader.GetDouble(21), reader.GetDouble(22)),
            Text(23),
            JsonSerializer.Deserialize<List<AssessmentPhoto>>(reader.GetString(24), JsonSerializerOptions.Web)!
        );
    }
}
