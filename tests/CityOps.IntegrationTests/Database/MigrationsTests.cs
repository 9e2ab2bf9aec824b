using CityOps.App.Database;
using CityOps.Ingest;
using CityOps.Ingest.Database;
using CityOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CityOps.IntegrationTests.Database;

public sealed class MigrationsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_database_gets_every_file_once_and_a_second_run_changes_nothing()
    {
        await using var db = await TestDatabase.CreateEmptyAsync(Ct);

        var first = await Migrations.ApplyAsync(db.ConnectionString, NullLogger.Instance, Ct);
        var second = await Migrations.ApplyAsync(db.ConnectionString, NullLogger.Instance, Ct);

        Assert.Equal("sql/migrations/0001-reference.sql", first[0]);
        Assert.Contains(first, name => name.StartsWith("sql/functions/", StringComparison.Ordinal));
        Assert.Empty(second);
    }

    [Fact]
    public async Task Every_stored_field_of_a_reading_has_its_column()
    {
        await using var db = await TestDatabase.CreateAsync(Ct);
        await using var read = db.DataSource.CreateCommand(
            "select attname || ' ' || format_type(atttypid, null) from pg_attribute where attrelid = 'reading'::regclass"
        );
        var columns = await read.ListAsync<string>(Ct);

        Findings.None(
            from field in ReadingFields.Stored
            let type = field.Type switch
            {
                FieldType.Whole32 => "integer",
                FieldType.Whole64 => "bigint",
                _ => "double precision",
            }
            where !columns.Contains($"{field.Column} {type}")
            select $"{field.Name} is stored in reading.{field.Column} ({type}), which no migration makes: write one in sql/migrations."
        );
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_apply_each_file_once()
    {
        await using var db = await TestDatabase.CreateEmptyAsync(Ct);

        var applied = await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(_ => Task.Run(() => Migrations.ApplyAsync(db.ConnectionString, NullLogger.Instance, Ct), Ct))
        );

        Assert.Single(applied, names => names.Count == 0);
        Assert.Single(applied, names => names.Count > 0);
    }

    [Fact]
    public async Task A_function_whose_definition_changed_is_applied_again()
    {
        await using var db = await TestDatabase.CreateAsync(Ct);
        await using var forget = db.DataSource.CreateCommand(
            "update schema_function set sha256 = 'of an older definition' where name = 'sql/functions/next_case_number.sql'"
        );
        Assert.Equal(1, await forget.ExecuteNonQueryAsync(Ct));

        var applied = await Migrations.ApplyAsync(db.ConnectionString, NullLogger.Instance, Ct);

        Assert.Equal(["sql/functions/next_case_number.sql"], applied);
    }
}
