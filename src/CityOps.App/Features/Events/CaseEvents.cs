using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using Npgsql;

namespace CityOps.App.Features.Events;

/// <summary>A step of a case, as subscribers receive it.</summary>
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

/// <summary>Reads the steps that notifications named.</summary>
internal static class CaseEvents
{
    /// <summary>Above this many at once (an import) one reload is sent instead of single events.</summary>
    private const int Most = 100;

    /// <param name="scopes">Of the subscribers.</param>
    public static async Task<IReadOnlyList<CityEvent>> ReadAsync(
        NpgsqlDataSource database,
        IReadOnlyList<CityNotification> notifications,
        IReadOnlyList<Scope> scopes,
        CancellationToken ct
    )
    {
        var ids = notifications
            .Where(notification => notification is { Kind: "case", Event: not null })
            .Select(notification => notification.Event!.Value)
            .ToArray();
        if (ids.Length is 0 or > Most)
        {
            return ids.Length == 0 ? [] : [CityEvent.Reload];
        }

        await using var command = database.CreateCommand(Sql.Text("queries/events/case_events")).With("events", ids);
        command.Parameters.AddRange(Scope.Parameters(scopes));
        return (await command.ListAsync<Row>(ct)).ConvertAll(row =>
        {
            var seenBy = row.SeenBy.Select(place => scopes[place - 1]).ToHashSet();
            return CityEvent.Of("case", row.Step, seenBy.Contains);
        });
    }

    /// <param name="SeenBy">Places in the list of scopes, from 1.</param>
    private sealed record Row(CaseStepped Step, int[] SeenBy);
}
