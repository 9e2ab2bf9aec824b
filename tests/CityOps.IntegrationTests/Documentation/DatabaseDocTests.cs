using System.Text;
using System.Text.RegularExpressions;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Documentation;

/// <summary>docs/database.md is written from the catalogue of a migrated database.</summary>
public sealed partial class DatabaseDocTests(TestDatabase.ForClass fixture) : IClassFixture<TestDatabase.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Docs_list_each_table_with_its_triggers_and_each_function_with_its_file()
    {
        var files = Directory
            .EnumerateFiles(Repository.File("sql"), "*.sql", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => (Path: Path.GetRelativePath(Repository.File("."), path), Text: File.ReadAllText(path)))
            .ToList();
        var page = new StringBuilder(
            """
            # The database: tables, triggers, functions

            Written from a migrated database by `DatabaseDocTests`; not to be edited by hand but by
            `CITYOPS_WRITE_DOCS=1 ./cityops test --class DatabaseDocTests`. What a table is for stands in the
            migration that made it. A trigger runs for each row unless it says "statement"; one that is *deferred* runs at commit.
            Functions have one current definition each in `sql/functions`, applied again when it changes.

            ## Tables and their triggers

            | table | made by | trigger | when | function | file |
            |---|---|---|---|---|---|

            """
        );
        await foreach (var row in RowsAsync(Tables))
        {
            var (table, trigger, when, function) = (Text(row, 0), Text(row, 1), Text(row, 2), Text(row, 3));
            var madeBy = DefinedIn(files, $@"create table (if not exists )?{table}\b");
            page.Append($"| {table} | {madeBy} | {trigger} | {when} | {Code(function)} | ")
                .Append(function.Length == 0 ? "" : FunctionFile(files, function, Text(row, 4)))
                .Append(" |\n");
        }

        page.Append("\n## Functions\n\n| function | kind | file | what it does |\n|---|---|---|---|\n");
        await foreach (var row in RowsAsync(Functions))
        {
            var (function, comment) = (Text(row, 0), Text(row, 2));
            var file = FunctionFile(files, function, comment);
            var purpose = comment.Length > 0 ? comment.Split(": ", 2)[1] : Purpose(files, file, function);
            page.Append($"| {Code(function)} | {Text(row, 1)} | {file} | {purpose} |\n");
        }

        GeneratedDoc.Compare("docs/database.md", page.ToString());
    }

    private const string Tables = """
        select c.relname, coalesce(t.tgname, ''), coalesce(
            (case when t.tgtype & 2 = 2 then 'before' when t.tgtype & 2 = 0 then 'after' end)
            || (case when t.tgtype & 4 = 4 then ' insert' else '' end)
            || (case when t.tgtype & 16 = 16 then ' update' else '' end)
            || (case when t.tgtype & 8 = 8 then ' delete' else '' end)
            || (case when t.tgtype & 32 = 32 then ' truncate' else '' end)
            || (case when t.tgtype & 1 = 0 then ', statement' else '' end)
            || (case when t.tginitdeferred then ', deferred' else '' end), ''),
          coalesce(p.proname, ''), coalesce(obj_description(p.oid, 'pg_proc'), '')
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
        left join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal
        left join pg_proc p on p.oid = t.tgfoid
        where c.relkind in ('r', 'p') and not c.relispartition
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
        order by c.relname collate "C", t.tgname collate "C"
        """;

    private const string Functions = """
        select distinct p.proname collate "C",
          l.lanname || case when p.prorettype = 'trigger'::regtype then ', trigger' else '' end,
          coalesce(obj_description(p.oid, 'pg_proc'), '')
        from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'public'
        join pg_language l on l.oid = p.prolang
        where not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
        order by 1
        """;

    private async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(string sql)
    {
        await using var command = fixture.Database.DataSource.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync(Ct);
        while (await rows.ReadAsync(Ct))
        {
            yield return rows;
        }
    }

    private static string Text(NpgsqlDataReader row, int column) => row.GetString(column);

    private static string Code(string name) => name.Length == 0 ? "" : $"`{name}`";

    /// <param name="comment">Of a function that SQL makes from a declaration: "file of the declaration: what it
    /// does".</param>
    private static string FunctionFile(
        IReadOnlyList<(string Path, string Text)> files,
        string function,
        string comment
    ) =>
        comment.Length > 0
            ? comment.Split(": ", 2)[0]
            : DefinedIn(files, $@"create (or replace )?function {function}\b", last: true);

    /// <summary>The file that defines it now: a function's own file before the migrations that once held it.</summary>
    private static string DefinedIn(IReadOnlyList<(string Path, string Text)> files, string pattern, bool last = false)
    {
        var found = files.Where(file => Regex.IsMatch(file.Text, pattern, RegexOptions.IgnoreCase)).ToList();
        var own = found.Where(file => file.Path.StartsWith("sql/functions/", StringComparison.Ordinal)).ToList();
        var chosen =
            own.Count > 0 ? own[0]
            : last ? found.LastOrDefault()
            : found.FirstOrDefault();
        return chosen.Path ?? "";
    }

    /// <summary>The comment right above a function, or the first sentence of its file.</summary>
    private static string Purpose(IReadOnlyList<(string Path, string Text)> files, string path, string function)
    {
        var text = files.FirstOrDefault(file => file.Path == path).Text ?? "";
        var above = Regex.Match(
            text,
            $@"((^--[^\n]*\n)+)create (or replace )?function {function}\b",
            RegexOptions.IgnoreCase | RegexOptions.Multiline
        );
        var comment = above.Success ? above.Groups[1].Value : Comment().Match(text).Value;
        return Spaces()
            .Replace(comment.Replace("--", "", StringComparison.Ordinal), " ")
            .Trim()
            .Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\A(--[^\n]*\n)+")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
