using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CityOps.IntegrationTests.Accounts;

/// <summary>Endpoints, console and case graph follow the table of rights, sql/reference/roles.sql.</summary>
public sealed partial class RightsTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string Table = "sql/reference/roles.sql";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly FieldRecords _records = new(
        fixture.App.Database.DataSource,
        TestContext.Current.CancellationToken
    );

    [Fact]
    public async Task Every_endpoint_names_an_operation_of_the_table()
    {
        var operations = await _records.ListAsync<string>("select code from operation");

        var wrong =
            from endpoint in fixture
                .App.Services.GetServices<EndpointDataSource>()
                .SelectMany(s => s.Endpoints)
                .Cast<RouteEndpoint>()
            where endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
            let named = endpoint.Metadata.GetMetadata<AllowedOperation>()?.Operation
            let isOwnSession = endpoint.RoutePattern.RawText!.StartsWith("/api/v1/session", StringComparison.Ordinal)
            where named is null ? !isOwnSession : !operations.Contains(named)
            select named is null
                ? $"{endpoint.DisplayName} states no operation: add .Allow(\"noun.verb\") to its route."
                : $"{endpoint.DisplayName} is {named}, which has no row in {Table}: nobody can call it.";

        Findings.None(wrong);
    }

    [Fact]
    public async Task Every_operation_is_used_and_every_one_that_is_asked_for_is_in_the_table()
    {
        var operations = await _records.ListAsync<string>("select code from operation order by position");
        var sources = Sources("*.cs").Concat(Sources("*.vue")).Concat(Sources("*.ts")).ToList();
        var asked = sources.SelectMany(s => Question().Matches(s.Text).Select(m => (s.Path, Code: m.Groups[1].Value)));

        Findings.None(
            operations
                .Where(code => !sources.Any(s => s.Text.Contains($"\"{code}\"") || s.Text.Contains($"'{code}'")))
                .Select(code => $"{code} of {Table} is used by no endpoint, rule or page: take its row out.")
        );
        Findings.None(
            asked
                .Where(question => !operations.Contains(question.Code))
                .Select(question => $"{question.Path} asks for {question.Code}, which has no row in {Table}.")
        );
    }

    [Fact]
    public async Task Own_and_city_are_the_reaches_of_operations_that_ask_for_an_organisation()
    {
        var reaches = await _records.ListAsync<string>(
            "select operation || ' ' || string_agg(distinct reach, ',' order by reach) from role_right group by operation"
        );
        var code = string.Concat(Sources("*.cs").Select(s => s.Text));
        var forOrganisations = reaches.Where(r => Regex.IsMatch(r, @" .*\b(own|city)\b")).ToList();

        Findings.None(
            forOrganisations
                .Where(row => row.Contains("scope"))
                .Select(row => $"{row}: an operation has own and city, or scope alone, in {Table}.")
        );
        Findings.None(
            forOrganisations
                .Select(row => row.Split(' ')[0])
                .Where(operation => !Regex.IsMatch(code, $"(?<!\\.Allow\\()\"{Regex.Escape(operation)}\""))
                .Select(operation =>
                    $"{operation} has own or city in {Table}, but no rule asks MayFor(\"{operation}\")."
                )
        );
        Findings.None(
            ForOrganisation()
                .Matches(code)
                .Select(question => question.Groups[1].Value)
                .Except(forOrganisations.Select(row => row.Split(' ')[0]))
                .Select(operation => $"A rule asks MayFor(\"{operation}\"), which has neither own nor city in {Table}.")
        );
    }

    [Fact]
    public async Task Every_role_and_operation_is_named_in_Chinese_and_English()
    {
        var unnamed = await _records.ListAsync<string>(
            """
            select code || ' needs a Chinese name and an English one in sql/reference/roles.sql.'
            from (select code, name, name_en from role union all select code, name, name_en from operation) named
            where name !~ '[\u4e00-\u9fff]' or name_en !~ '^[A-Za-z]'
            """
        );

        Findings.None(unnamed);
    }

    [Fact]
    public async Task Every_role_may_do_something()
    {
        var idle = await _records.ListAsync<string>(
            "select code || ' has no right at all.' from role where code not in (select role from role_right)"
        );

        Findings.None(idle);
    }

    [Fact]
    public void Neither_server_nor_console_decides_by_the_name_of_a_role()
    {
        var offenders =
            from source in Sources("*.cs").Concat(Sources("*.vue")).Concat(Sources("*.ts"))
            where
                !source.Path.Contains("/Features/Demo/")
                && !source.Path.EndsWith("/Hosting/Welcome.cs", StringComparison.Ordinal)
            from match in RoleByName().Matches(source.Text)
            select $"{source.Path} compares a role, \"{match.Value}\": ask for a right instead (Caller.May, can).";

        Findings.None(offenders);
    }

    [Fact]
    public async Task A_row_that_forgets_a_new_role_is_named()
    {
        var roles = (await ApplyAsync(Sql.Text("reference/roles"), "select code from role")).Count;
        var withNewcomer = Sql.Text("reference/roles")
            .Replace(
                "\n) as listed (position, code",
                $",\n  ({roles + 1}, 'newcomer', '新角色', 'Newcomer', 'city')\n) as listed (position, code"
            );

        var forgotten = await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync(withNewcomer));
        var granted = await ApplyAsync(
            Cells()
                .Replace(withNewcomer, row =>
                    $"{row.Value[..^1]} {(row.Value.Contains("figures.read") ? "scope" : "-")}'"
                )
        );

        // the first of those that the check meets
        Assert.Matches($@"\w+\.\w+ has {roles} reaches, but there are {roles + 1} roles", forgotten.MessageText);
        Assert.Equal(["figures.read"], granted);

        async Task<List<string>> ApplyAsync(
            string sql,
            string asked = "select operation from role_right where role = 'newcomer'"
        )
        {
            await using var connection = await fixture.App.Database.DataSource.OpenConnectionAsync(_ct);
            await using var transaction = await connection.BeginTransactionAsync(_ct); // undone in the end
#pragma warning disable CA2100 // the product's own file
            await using var apply = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            await apply.ExecuteNonQueryAsync(_ct);
#pragma warning disable CA2100 // the test's own
            await using var read = new NpgsqlCommand(asked, connection);
#pragma warning restore CA2100
            await using var rows = await read.ExecuteReaderAsync(_ct);
            var found = new List<string>();
            while (await rows.ReadAsync(_ct))
            {
                found.Add(rows.GetString(0));
            }

            return found;
        }
    }

    [Fact]
    public async Task A_step_of_the_case_graph_is_for_roles_that_there_are()
    {
        var unknown = await Assert.ThrowsAsync<PostgresException>(() =>
            _records.ExecuteAsync("update case_step set roles = roles || 'king'::text where action = 'file'")
        );

        Assert.Equal("case_step_roles_exist", unknown.ConstraintName);
    }

    private static IEnumerable<(string Path, string Text)> Sources(string pattern) =>
        from folder in (string[])["src/CityOps.App", "src/CityOps.Web/src"]
        from path in Directory.EnumerateFiles(Repository.File(folder), pattern, SearchOption.AllDirectories)
        where !path.Contains("/obj/") && !path.Contains("/bin/")
        select (Path.GetRelativePath(Repository.File("."), path), File.ReadAllText(path));

    // C#: May("letters.issue"), MayFor("..."), MayForAll("..."), ReachOf("..."); TypeScript: can('letters.issue').
    [GeneratedRegex("""\b(?:May|MayFor|MayForAll|ReachOf|can)\(["']([a-z_]+\.[a-z_]+)["']""")]
    private static partial Regex Question();

    [GeneratedRegex("""\bMayFor(?:All)?\("([^"]+)"\)?""")]
    private static partial Regex ForOrganisation();

    [GeneratedRegex("""\b[Rr]ole(?:\.Code)? (?:===?|!==?|is|is not) \(?["'][a-z]+["']""")]
    private static partial Regex RoleByName();

    // The reaches of a row: 'scope   -   own ...', with the code before them.
    [GeneratedRegex("""\('[a-z_]+\.[a-z_]+', +'[^']+'""")]
    private static partial Regex Cells();
}
