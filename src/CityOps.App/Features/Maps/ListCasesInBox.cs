using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Geo;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Maps;

/// <param name="Total">In the box; <paramref name="Items"/> holds the newest of them.</param>
public sealed record CasesInBox(int Total, IReadOnlyList<CaseInBox> Items);

/// <param name="Position">WGS84.</param>
public sealed record CaseInBox(
    Guid Id,
    string Number,
    [property: ValuesOf(typeof(CaseStatus))] string Status,
    string Stage,
    string CategoryName,
    string TownName,
    DateTimeOffset ReportedAt,
    LonLat Position
);

/// <summary>Lists what a dot on the map stands for.</summary>
public static class ListCasesInBox
{
    private const int Most = 100;

    /// <summary>What sql/functions/case_grid.sql calls the stages.</summary>
    public static IReadOnlyList<string> Stages { get; } =
    ["register", "dispatch", "handle", "check", "closed", "other"];

    /// <param name="stages">Those that the map shows; null shows all.</param>
    public static async Task<CasesInBox> RunAsync(
        MapDatabase database,
        Box box,
        string[]? stages,
        Caller caller,
        CancellationToken ct
    )
    {
        await using var command = database.Command("cases_in_box");
        command.Parameters.AddWithValue("west", box.West);
        command.Parameters.AddWithValue("south", box.South);
        command.Parameters.AddWithValue("east", box.East);
        command.Parameters.AddWithValue("north", box.North);
        command.Parameters.AddRange(Scope.Of(caller).Parameters());
        command.Parameters.AddWithValue("stages", stages ?? [.. Stages]);
        command.Parameters.AddWithValue("most", Most);

        var items = new List<CaseInBox>();
        var total = 0;
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            items.Add(
                new(
                    rows.GetGuid(0),
                    rows.GetString(1),
                    rows.GetString(2),
                    rows.GetString(3),
                    rows.GetString(4),
                    rows.GetString(5),
                    CityTime.Local(await rows.GetFieldValueAsync<DateTimeOffset>(6, ct)),
                    new LonLat(rows.GetDouble(7), rows.GetDouble(8))
                )
            );
            total = rows.GetInt32(9);
        }

        return new(total, items);
    }
}
