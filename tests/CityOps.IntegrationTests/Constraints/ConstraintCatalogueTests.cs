using CityOps.App.Http;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Constraints;

/// <summary>
/// Every constraint of a migrated database has a problem code, or a reason why nothing can violate it.
/// </summary>
public sealed class ConstraintCatalogueTests(TestDatabase.ForClass fixture) : IClassFixture<TestDatabase.ForClass>
{
    /// <summary>Constraints and unique indexes of our tables, and the names under which triggers raise a violation.
    /// Whatever is unique has <c>conflict</c> by its SQLSTATE.</summary>
    private const string Catalogue = """
        select c.conname, c.contype in ('p', 'u') from pg_constraint c
        where c.connamespace = 'public'::regnamespace and c.contype in ('c', 'f', 'p', 'u', 'x') and c.conparentid = 0
          and not exists (select from pg_depend d where d.objid = c.conrelid and d.deptype = 'e')
          and not exists (select from pg_class t where t.oid = c.conrelid and t.relispartition)
        union
        select i.indexrelid::regclass::text, true from pg_index i
        join pg_class t on t.oid = i.indrelid and t.relnamespace = 'public'::regnamespace and not t.relispartition
        where i.indisunique and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
        union
        select m.name[1], false from pg_proc p, regexp_matches(p.prosrc, 'constraint = ''(\w+)''', 'g') as m (name)
        where p.pronamespace = 'public'::regnamespace
        union
        select m.name[1], false
        from pg_proc p, regexp_matches(pg_get_functiondef(p.oid), '''(case_clock_\w+)''', 'g') as m (name)
        where p.proname = 'case_clock_refusal'
        union
        select g.tgrelid::regclass || '_append_only', false from pg_trigger g join pg_proc p on p.oid = g.tgfoid
        where p.prosrc like '%constraint = tg_table_name || ''_append_only''%'
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_constraint_is_translated_or_impossible_to_violate_from_outside()
    {
        var constraints = await ReadAsync();

        Assert.True(constraints.Count > 300, $"only {constraints.Count} constraints were found");
        Assert.DoesNotContain(constraints, c => !c.IsUnique && !IsTranslated(c.Name) && !IsImpossible(c.Name));
        Assert.DoesNotContain(constraints, c => IsTranslated(c.Name) && IsImpossible(c.Name));
    }

    [Fact]
    public async Task Every_name_that_is_translated_or_called_impossible_is_one_of_the_catalogue()
    {
        var constraints = await ReadAsync();

        Assert.DoesNotContain(ConstraintProblems.Names, name =>
            !constraints.Any(c => c.Name.EndsWith(name, StringComparison.Ordinal))
        );
        Assert.DoesNotContain(ImpossibleViolations.All, group => !constraints.Any(c => group.Names.IsMatch(c.Name)));
    }

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation, "conflict")]
    [InlineData(PostgresErrorCodes.ForeignKeyViolation, "constraint_violated")]
    [InlineData(PostgresErrorCodes.CheckViolation, "constraint_violated")]
    [InlineData(PostgresErrorCodes.NotNullViolation, "constraint_violated")]
    [InlineData(PostgresErrorCodes.ExclusionViolation, "constraint_violated")]
    [InlineData(PostgresErrorCodes.RestrictViolation, "constraint_violated")]
    public void A_constraint_that_nobody_translated_is_a_conflict(string sqlState, string code)
    {
        var error = new PostgresException("refused", "ERROR", "ERROR", sqlState, constraintName: "not_in_any_table");

        Assert.Equal((code, 409), (ConstraintProblems.For(error)?.Code, ConstraintProblems.For(error)?.Status));
    }

    private static bool IsTranslated(string constraint) => ConstraintProblems.Named(constraint) is not null;

    private static bool IsImpossible(string constraint) =>
        ImpossibleViolations.All.Any(group => group.Names.IsMatch(constraint));

    private async Task<List<(string Name, bool IsUnique)>> ReadAsync()
    {
        await using var command = fixture.Database.DataSource.CreateCommand(Catalogue);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var constraints = new List<(string, bool)>();
        while (await reader.ReadAsync(Ct))
        {
            constraints.Add((reader.GetString(0), reader.GetBoolean(1)));
        }

        return constraints;
    }
}
