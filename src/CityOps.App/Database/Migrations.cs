using System.Security.Cryptography;
using System.Text;
using DbUp;
using DbUp.Engine;
using Npgsql;

namespace CityOps.App.Database;

/// <summary>
/// Brings a database to this program's schema: first the migrations that it lacks, each in a transaction of its own,
/// then the functions and reference tables whose file changed, and the rows that are declared in code. Any number of
/// processes may start at once: an advisory lock lets one work.
/// </summary>
public static class Migrations
{
    private const string MigrationsFolder = "migrations";

    // Applied again when they change, in this order.
    private static readonly string[] DefinitionFolders = ["functions", "reference"];

    // Any number that nothing else in this database locks by; "CityOps" in ASCII.
    private const long LockKey = 0x436974794f7073;

    /// <returns>The names of the SQL files that were applied, in their order; empty when the database was up to
    /// date.</returns>
    /// <exception cref="InvalidOperationException">A file failed; it left nothing behind, the ones before it stay
    /// applied.</exception>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        string connectionString,
        ILogger logger,
        CancellationToken ct
    )
    {
        // Not from a pool: closing it gives up the lock, and no idle connection stays behind that knows too few types.
        var unpooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
        await using var connection = new NpgsqlConnection(unpooled);
        await connection.OpenAsync(ct);
        await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", ct);

        var migrations = ApplyMigrations(unpooled, logger);
        var definitions = await ApplyDefinitionsAsync(connection, ct);
        foreach (var name in definitions)
        {
            logger.LogInformation("Applied {Definition}", name);
        }

        return [.. migrations, .. definitions];
    }

    private static List<string> ApplyMigrations(string connectionString, ILogger logger)
    {
        var result = DeployChanges
            .To.PostgresqlDatabase(connectionString)
            .WithScripts(Embedded(MigrationsFolder).Select(file => new SqlScript(file.Name, file.Text)))
            // Without this, DbUp takes $body$ for a variable of its own.
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .WithExecutionTimeout(TimeSpan.FromHours(1))
            .JournalToPostgresqlTable("public", "schema_migration")
            .LogTo(logger)
            .Build()
            .PerformUpgrade();
        return result.Successful
            ? result.Scripts.Select(script => script.Name).ToList()
            : throw new InvalidOperationException($"Error while applying {result.ErrorScript?.Name}", result.Error);
    }

    private static async Task<List<string>> ApplyDefinitionsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(
            connection,
            """
            create table if not exists schema_function (
              name text primary key, sha256 text not null, applied_at timestamptz not null default now())
            """,
            ct
        );

        var applied = new List<string>();
        foreach (var (name, text) in DefinitionFolders.SelectMany(Embedded).Concat(Declared()))
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
            await using var record = new NpgsqlCommand(
                """
                insert into schema_function (name, sha256) values (@name, @sha256)
                on conflict (name) do update set sha256 = excluded.sha256, applied_at = now()
                where schema_function.sha256 <> excluded.sha256
                """,
                connection
            ).With("name", name).With("sha256", hash);
            if (await record.ExecuteNonQueryAsync(ct) == 0)
            {
                continue;
            }

            try
            {
                await ExecuteAsync(connection, text, ct);
            }
            catch (PostgresException error)
            {
                throw new InvalidOperationException($"Error while applying {name}", error);
            }

            applied.Add(name);
        }

        await transaction.CommitAsync(ct);
        return applied;
    }

    private static IEnumerable<(string Name, string Text)> Embedded(string folder) =>
        Sql.Names(folder).Select(name => ($"sql/{folder}/{name}.sql", Sql.Text($"{folder}/{name}")));

    private static IEnumerable<(string Name, string Text)> Declared() =>
        typeof(IDeclaredRows)
            .Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(IDeclaredRows)) && !type.IsInterface)
            .Select(type => (IDeclaredRows)Activator.CreateInstance(type)!)
            .OrderBy(rows => rows.Name, StringComparer.Ordinal)
            .Select(rows => ($"rows of {rows.Name}", rows.Sql()));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
