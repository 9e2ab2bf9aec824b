using Npgsql;

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
    public NpgsqlParameter[] Parameters() =>
        [
            Ingest.Database.Parameters.Of("own", Own),
            Ingest.Database.Parameters.Of("organisation", Organisation),
            Ingest.Database.Parameters.Of("town", Town),
        ];

    /// <summary>The same as arrays, for a query that looks at many callers at once.</summary>
    public static NpgsqlParameter[] Parameters(IReadOnlyList<Scope> scopes) =>
        [
            Ingest.Database.Parameters.Of("own", scopes.Select(scope => scope.Own).ToArray()),
            Ingest.Database.Parameters.Of("organisation", scopes.Select(scope => scope.Organisation).ToArray()),
            Ingest.Database.Parameters.Of("town", scopes.Select(scope => scope.Town).ToArray()),
        ];
}
