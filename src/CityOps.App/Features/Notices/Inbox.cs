using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using Npgsql;

namespace CityOps.App.Features.Notices;

/// <summary>Whose notices a query is about.</summary>
internal static class Inbox
{
    /// <summary>A query of sql/queries/notices with the parameters of <c>notices_of</c>.</summary>
    public static NpgsqlCommand Of(NpgsqlDataSource database, Caller caller, string query)
    {
        var command = database
            .CreateCommand(Sql.Text($"queries/notices/{query}"))
            .With("account", caller.AccountId)
            .With("role", caller.Role.Code);
        command.Parameters.AddRange(Scope.Of(caller).Parameters());
        return command;
    }
}
