using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>A revision of a closed month.</summary>
/// <param name="Month">yyyy-MM.</param>
/// <param name="IssuedAt">Null until it is printed for the first time.</param>
/// <param name="DocumentNumber">发文字号, e.g. 城管通〔2024〕1号; null until it is issued, and in bulletins from before there
/// were numbers.</param>
/// <param name="Sha256">Hex; what is printed on its last page.</param>
/// <param name="Totals">The totals that differ from the revision before.</param>
/// <param name="Changes">How many figures differ in all: totals, towns, organisations, categories.</param>
/// <param name="Causes">Why they differ.</param>
public sealed record BulletinRevision(
    string Month,
    int Revision,
    DateTimeOffset ClosedAt,
    DateTimeOffset? IssuedAt,
    string? DocumentNumber,
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
        var revisions = (await command.ListAsync<BulletinRevision>(ct)).ConvertAll(revision =>
            revision with
            {
                ClosedAt = CityTime.Local(revision.ClosedAt),
                IssuedAt = revision.IssuedAt is { } at ? CityTime.Local(at) : null,
            }
        );
        return TypedResults.Ok(new Page<BulletinRevision>(revisions, null));
    }
}
