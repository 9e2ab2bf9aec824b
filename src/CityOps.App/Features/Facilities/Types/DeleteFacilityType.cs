using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Features.Facilities.Types;

/// <summary>Takes away a type that nothing is of: one that was entered by mistake, or that the city does not
/// have.</summary>
internal static class DeleteFacilityType
{
    public static async Task<Refusal?> RunAsync(CityOpsDb db, string code, CancellationToken ct)
    {
        var asking = await db
            .Database.SqlQueryRaw<string>(Sql.Text("queries/facilities/forms_asking_for"), Parameters.Of("type", code))
            .ToListAsync(ct);
        if (asking is [var form, ..])
        {
            return Problems.FacilityTypeInUse.Refuse($"Form {form} asks for a facility of type {code}.");
        }

        var sets = await db
            .Database.SqlQuery<string>(
                $"select code as \"Value\" from subsystem where facility_type = {code} order by code"
            )
            .ToListAsync(ct);
        if (sets is [var set, ..])
        {
            return Problems.FacilityTypeInUse.Refuse($"Subsystem {set} is about type {code}; take it away first.");
        }

        var routines = await db
            .Database.SqlQuery<string>(
                $"""
                select distinct routine_code as "Value" from routine_version where facility_type = {code} order by 1
                """
            )
            .ToListAsync(ct);
        if (routines is [var routine, ..])
        {
            return Problems.FacilityTypeInUse.Refuse($"Routine {routine} is or was about type {code}; it stays.");
        }

        var facilities = await db.Facilities.CountAsync(f => f.Type == code, ct);
        if (facilities > 0)
        {
            return InUse(code, facilities);
        }

        try
        {
            return await db.FacilityKinds.Where(t => t.Code == code).ExecuteDeleteAsync(ct) == 1
                ? null
                : Problems.FacilityTypeNotFound.Refuse($"There is no type {code}.");
        }
        catch (PostgresException problem) when (problem.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return InUse(code, await db.Facilities.CountAsync(f => f.Type == code, ct)); // entered in between
        }
    }

    private static Refusal InUse(string code, int facilities) =>
        Problems.FacilityTypeInUse.Refuse(
            $"{facilities} facilities are of type {code}, removed ones too; their history stays.",
            ("facilities", facilities)
        );
}
