using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>A revision of a closed month.</summary>
/// <param name="Month">yyyy-MM.</param>
/// <param name="IssuedAt">Null until it is printed for the first time.</param>
/// <param name="Sha256">Hex; what is printed on its last page.</param>
/// <param name="Totals">The totals that differ from the revision before.</param>
/// <param name="Changes">How many figures differ in all: totals, towns, organisations, categories.</param>
/// <param name="Causes">Why they differ.</param>
public sealed record BulletinRevision(
    string Month,
    int Revision,
    DateTimeOffset ClosedAt,
    DateTimeOffset? IssuedAt,
    string Sha256,
    IReadOnlyList<FigureChange> Totals,
    int Changes,
    IReadOnlyList<ChangeCause> Causes
);

/// <summary>The months that were closed, the latest first, with all their revisions.</summary>
internal static class ListRevisions
{
    public static async Task<IResult> RunAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql.Text("queries/bulletins/revisions"));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var revisions = new List<BulletinRevision>();
        while (await reader.ReadAsync(ct))
        {
            revisions.Add(
                new(
                    new Month(reader.GetFieldValue<DateOnly>(0)).ToString(),
                    reader.GetInt32(1),
                    CityTime.Local(reader.GetFieldValue<DateTimeOffset>(2)),
                    reader.IsDBNull(3) ? null : CityTime.Local(reader.GetFieldValue<DateTimeOffset>(3)),
                    reader.GetString(4),
                    JsonSerializer.Deserialize<List<FigureChange>>(reader.GetString(5), JsonSerializerOptions.Web)!,
                    reader.GetInt32(6),
                    JsonSerializer.Deserialize<List<ChangeCause>>(reader.GetString(7), JsonSerializerOptions.Web)!
                )
            );
        }

        return TypedResults.Ok(new Page<BulletinRevision>(revisions, null));
    }
}
