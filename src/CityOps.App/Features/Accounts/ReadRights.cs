using CityOps.App.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts;

/// <summary>Who may do what, as sql/reference/roles.sql has it and a city's own roles add to it.</summary>
public sealed record RightsTable(IReadOnlyList<RoleItem> Roles, IReadOnlyList<OperationItem> Operations);

/// <param name="Scope">own or city: the records that the role sees.</param>
public sealed record RoleItem(string Code, string Name, string NameEn, string Scope);

/// <param name="Reaches">By role: scope, own or city; a role that is not named may not do it.</param>
public sealed record OperationItem(
    string Code,
    string Name,
    string NameEn,
    IReadOnlyDictionary<string, string> Reaches
);

/// <summary>Reads the table of rights, in the order in which people know it.</summary>
internal static class ReadRights
{
    private sealed record Operation(string Code, string Name, string NameEn);

    public static async Task<Ok<RightsTable>> RunAsync(CityOpsDb db, CancellationToken ct)
    {
        var roles = (await Role.AllAsync(db, ct)).Values.OrderBy(role => role.Position).ToList();
        var operations = await db
            .Database.SqlQuery<Operation>($"select code, name, name_en from operation order by position")
            .ToListAsync(ct);
        return TypedResults.Ok(
            new RightsTable(
                [.. roles.Select(role => new RoleItem(role.Code, role.Name, role.NameEn, Said(role.Scope)))],
                [
                    .. operations.Select(operation => new OperationItem(
                        operation.Code,
                        operation.Name,
                        operation.NameEn,
                        roles
                            .Select(role => (role.Code, Reach: role.ReachOf(operation.Code)))
                            .Where(cell => cell.Reach is not null)
                            .ToDictionary(cell => cell.Code, cell => Said(cell.Reach!.Value))
                    )),
                ]
            )
        );
    }

    private static string Said(Reach reach) =>
        reach switch
        {
            Reach.Scope => "scope",
            Reach.Own => "own",
            _ => "city",
        };
}
