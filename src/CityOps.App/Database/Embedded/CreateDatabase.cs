using Npgsql;

namespace CityOps.App.Database.Embedded;

/// <summary>Creates the application's database on a new cluster.</summary>
internal static class CreateDatabase
{
    /// <param name="connectionString">A connection to another database of the same cluster.</param>
    /// <param name="name">A plain identifier.</param>
    public static async Task IfMissingAsync(string connectionString, string name, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var exists = source.CreateCommand("select 1 from pg_database where datname = @name");
        exists.With("name", name);
        if (await exists.ExecuteScalarAsync(ct) is null)
        {
            await using var create = source.CreateCommand(
                "create database " + new NpgsqlCommandBuilder().QuoteIdentifier(name)
            );
            await create.ExecuteNonQueryAsync(ct);
        }
    }
}
