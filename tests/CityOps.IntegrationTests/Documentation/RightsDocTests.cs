using System.Text;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Documentation;

/// <summary>docs/rights.md is written from the tables role, operation, role_right and case_step of a migrated
/// database.</summary>
public sealed class RightsDocTests(TestDatabase.ForClass fixture) : IClassFixture<TestDatabase.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Docs_show_each_operation_with_its_reach_for_each_role()
    {
        var page = new StringBuilder(
            """
            # 权限表 Who may do what

            Written from `sql/reference/roles.sql` by `RightsDocTests`; not to be edited by hand but by
            `CITYOPS_WRITE_DOCS=1 ./cityops test --class RightsDocTests`.

            - **可见范围 scope**: the records that a role sees, 本单位 of its own organisation or 全市 of the city. An account of a
              town sees of these that town's; of cases also what its own organisation is to put right, wherever it lies.
            - **✓**: may, on what its scope shows. **本单位 own**: for the account's own organisation only. **全市 city**: for every
              organisation. Empty: may not.


            """
        );
        var roles = await RowsAsync("select name || '<br>' || name_en from role order by position");
        var head = string.Concat(roles.Select(role => $" {role[0]} |"));
        var line = string.Concat(Enumerable.Repeat("---|", roles.Count + 1));
        page.Append($"| 操作 Operation |{head}\n|{line}\n");
        var scopes = await RowsAsync("select scope from role order by position");
        page.Append($"| **可见范围 Scope** |{string.Concat(scopes.Select(scope => $" {Reach(scope[0])} |"))}\n");
        foreach (
            var row in await RowsAsync(
                """
                select o.name || ' ' || o.name_en || '<br>`' || o.code || '`',
                  (select string_agg(coalesce(x.reach, ''), ' | ' order by r.position)
                   from role r left join role_right x on x.role = r.code and x.operation = o.code)
                from operation o order by o.position
                """
            )
        )
        {
            page.Append(
                $"| {row[0]} |{string.Concat(row[1].Split('|').Select(reach => $" {Reach(reach.Trim())} |"))}\n"
            );
        }

        page.Append(
            $"""

            ## 办理步骤 Steps of a case

            As the case graph ships (docs/cases.md explains the steps); a city changes it by `PUT /api/v1/case-steps`.

            | 步骤 Step |{head}
            |{line}

            """
        );
        foreach (
            var row in await RowsAsync(
                """
                select '`' || s.action || '`',
                  (select string_agg(case when r.code = any (s.roles) then '✓' else '' end, ' | ' order by r.position)
                   from role r)
                from (select action, array_agg(distinct role) as roles from case_step, unnest(roles) role group by action) s
                order by s.action
                """
            )
        )
        {
            page.Append($"| {row[0]} | {row[1]} |\n");
        }

        GeneratedDoc.Compare("docs/rights.md", page.ToString());
    }

    private static string Reach(string reach) =>
        reach switch
        {
            "scope" => "✓",
            "own" => "本单位 own",
            "city" => "全市 city",
            _ => "",
        };

    private async Task<List<string[]>> RowsAsync(string sql)
    {
#pragma warning disable CA2100 // literals of this file
        await using var command = fixture.Database.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(Ct))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }
}
