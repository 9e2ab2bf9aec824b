using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// What a caller may see, as the functions of sql/functions/visible_to.sql ask for it. Callers of the same scope see
/// the same cases, letters and facilities.
/// </summary>
/// <param name="Own">The caller's organisation.</param>
/// <param name="Organisation">The organisation whose records alone the caller sees; null: those of all.</param>
/// <param name="Town">The town whose records alone the caller sees; null: those of all.</param>
public sealed record Scope(string Own, string? Organisation, string? Town)
{
    public static Scope Of(Caller caller) =>
        new(caller.OrganisationCode, caller.VisibleOrganisation, caller.VisibleTown);

    /// <summary>The parameters own, organisation and town of a query.</summary>
    public NpgsqlParameter[] Parameters() => [Text("own", Own), Text("organisation", Organisation), Text("town", Town)];

    /// <summary>The same as arrays, for a query that looks at many callers at once.</summary>
    public static NpgsqlParameter[] Parameters(IReadOnlyList<Scope> scopes) =>
        [
            Texts("own", scopes.Select(scope => scope.Own)),
            Texts("organisation", scopes.Select(scope => scope.Organisation)),
            Texts("town", scopes.Select(scope => scope.Town)),
        ];

    private static NpgsqlParameter Text(string name, string? code) =>
        new(name, NpgsqlDbType.Text) { Value = (object?)code ?? DBNull.Value };

    private static NpgsqlParameter Texts(string name, IEnumerable<string?> codes) =>
        new(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = codes.ToArray() };
}
