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
        await using var command = database
            .Command("cases_in_box")
            .With("west", box.West)
            .With("south", box.South)
            .With("east", box.East)
            .With("north", box.North)
            .With("stages", stages ?? [.. Stages])
            .With("most", Most);
        command.Parameters.AddRange(Scope.Of(caller).Parameters());
        var rows = await command.ListAsync<Row>(ct);
        return new(
            rows is [var first, ..] ? first.Total : 0,
            rows.ConvertAll(row => row.Case with { ReportedAt = CityTime.Local(row.Case.ReportedAt) })
        );
    }

    private sealed record Row(CaseInBox Case, int Total);
}
