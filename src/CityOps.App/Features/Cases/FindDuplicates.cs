using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Cases;

/// <summary>A case that may be the same problem.</summary>
/// <param name="Position">WGS84.</param>
/// <param name="Metres">Between the two places.</param>
/// <param name="Minutes">Between the two moments at which somebody saw it, whenever word of that came in.</param>
/// <param name="Joined">Voices (+1) that it has gathered.</param>
/// <param name="Mergeable">It is still worked, and the other one stands where it can be merged into it.</param>
public sealed record DuplicateCandidate(
    Guid Id,
    string Number,
    string Source,
    [property: ValuesOf(typeof(CaseStatus))] string Status,
    string Organisation,
    string Town,
    string? Description,
    DateTimeOffset ReportedAt,
    LonLat Position,
    decimal Metres,
    decimal Minutes,
    int Joined,
    bool Mergeable
)
{
    public string StatusName => CaseStatus.Name(Status);
}

/// <summary>Proposes what may be the same problem; a person decides, nothing is dropped by itself.</summary>
public static class FindDuplicates
{
    private sealed record Row(
        Guid Id,
        string Number,
        string Source,
        string Status,
        string Organisation,
        string Town,
        string? Description,
        DateTimeOffset ReportedAt,
        double Lon,
        double Lat,
        decimal Metres,
        decimal Minutes,
        int Joined,
        bool Mergeable
    );

    public static async Task<Result<Page<DuplicateCandidate>>> RunAsync(
        CityOpsDb db,
        Guid id,
        Caller caller,
        CancellationToken ct
    )
    {
        var (found, refusal) = await ReadCase.FindAsync(db, id, caller, ct);
        if (found is null)
        {
            return refusal!;
        }

        var rows = await db
            .Database.SqlQueryRaw<Row>(
                Sql.Text("queries/cases/duplicates"),
                [Parameters.Of("case", found.Id), .. Scope.Of(caller).Parameters()]
            )
            .ToListAsync(ct);
        return new Page<DuplicateCandidate>(
            [
                .. rows.Select(d => new DuplicateCandidate(
                    d.Id,
                    d.Number,
                    d.Source,
                    d.Status,
                    d.Organisation,
                    d.Town,
                    d.Description,
                    CityTime.Local(d.ReportedAt),
                    new(d.Lon, d.Lat),
                    d.Metres,
                    d.Minutes,
                    d.Joined,
                    d.Mergeable
                )),
            ],
            null
        );
    }
}
