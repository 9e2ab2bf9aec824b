using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using Npgsql;

namespace CityOps.App.Features.Events;

/// <summary>A step of a case, as the followers are told.</summary>
/// <param name="Stage">The status's stage on the map (sql/functions/case_grid.sql).</param>
/// <param name="Lon">Degrees, WGS84.</param>
/// <param name="Lat">Degrees, WGS84.</param>
public sealed record CaseStepped(
    Guid Id,
    string Number,
    string Action,
    string Status,
    string Stage,
    string Category,
    string CategoryName,
    string Town,
    string TownName,
    double Lon,
    double Lat
);

/// <summary>Reads the steps that were left word of.</summary>
internal static class CaseEvents
{
    /// <summary>More at once are an import: nobody wants to be told one by one.</summary>
    private const int Most = 100;

    /// <param name="scopes">Of those who follow.</param>
    public static async Task<IReadOnlyList<CityEvent>> ReadAsync(
        NpgsqlDataSource database,
        IReadOnlyList<Word> words,
        IReadOnlyList<Scope> scopes,
        CancellationToken ct
    )
    {
        var ids = words
            .Where(word => word is { Kind: "case", Event: not null })
            .Select(word => word.Event!.Value)
            .ToArray();
        if (ids.Length is 0 or > Most)
        {
            return ids.Length == 0 ? [] : [CityEvent.Reload];
        }

        await using var command = database.CreateCommand(Sql.Text("queries/events/case_events"));
        command.Parameters.AddWithValue("events", ids);
        command.Parameters.AddRange(Scope.Parameters(scopes));
        await using var rows = await command.ExecuteReaderAsync(ct);
        var events = new List<CityEvent>();
        while (await rows.ReadAsync(ct))
        {
            var stepped = new CaseStepped(
                rows.GetGuid(0),
                rows.GetString(1),
                rows.GetString(2),
                rows.GetString(3),
                rows.GetString(4),
                rows.GetString(5),
                rows.GetString(6),
                rows.GetString(7),
                rows.GetString(8),
                rows.GetDouble(9),
                rows.GetDouble(10)
            );
            var seenBy = (await rows.GetFieldValueAsync<int[]>(11, ct)).Select(place => scopes[place - 1]).ToHashSet();
            events.Add(CityEvent.Of("case", stepped, seenBy.Contains));
        }

        return events;
    }
}
