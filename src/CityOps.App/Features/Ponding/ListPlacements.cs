using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Ponding;

/// <summary>A stay of a sensor at a section.</summary>
/// <param name="Since">Null for one that was there from the beginning.</param>
/// <param name="Until">Null while it is there.</param>
public sealed record Placement(string Sensor, DateTimeOffset? Since, DateTimeOffset? Until);

/// <summary>Which sensors measured a section when: a reading belongs to the section that its sensor stood at
/// then.</summary>
internal static class ListPlacements
{
    internal sealed record Row(string Sensor, DateTimeOffset? Since, DateTimeOffset? Until);

    public static async Task<IResult> RunAsync(string code, CityOpsDb db, Caller caller, CancellationToken ct)
    {
        if (await Sections.FindAsync(db, caller, code, ct) is null)
        {
            return Problems.SectionNotFound.With($"There is no section {code}.");
        }

        var rows = await db
            .Database.SqlQueryRaw<Row>(Sql.Text("queries/ponding/list_placements"), Parameters.Of("section", code))
            .ToListAsync(ct);
        return TypedResults.Ok(
            new Page<Placement>(
                rows.ConvertAll(row => new Placement(
                    row.Sensor,
                    PondingEvents.Local(row.Since),
                    PondingEvents.Local(row.Until)
                )),
                null
            )
        );
    }
}
