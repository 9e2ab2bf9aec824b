using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Organisations;

/// <summary>Takes away an organisation that nothing refers to: one that was entered by mistake.</summary>
internal static class DeleteOrganisation
{
    public static async Task<IResult> RunAsync(string code, CityOpsDb db, CancellationToken ct)
    {
        if (await IsInLinesAsync(code, db, ct))
        {
            return Problems.OrganisationInUse.With($"A bulletin's line counts organisation {code}.");
        }

        try
        {
            return await db.Organisations.Where(o => o.Code == code).ExecuteDeleteAsync(ct) == 1
                ? TypedResults.NoContent()
                : Problems.OrganisationNotFound.With($"There is no organisation {code}.");
        }
        catch (PostgresException problem) when (problem.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return Problems.OrganisationInUse.With($"Table {problem.TableName} refers to organisation {code}.");
        }
    }

    // A line names it without a foreign key, as it may name one that is gone.
    private static Task<bool> IsInLinesAsync(string code, CityOpsDb db, CancellationToken ct) =>
        db
            .Database.SqlQuery<bool>($"select exists (select from line where organisation_code = {code}) as \"Value\"")
            .SingleAsync(ct);
}
