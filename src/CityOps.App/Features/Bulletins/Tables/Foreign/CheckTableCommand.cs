using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Bulletins.Tables.Foreign;

/// <summary>
/// <c>check-table FILE.xlsx [--json]</c>: says what does not add up in a table, by cell. Exit code 0 when everything
/// does, 1 when something does not, 2 when the file cannot be read.
/// </summary>
public static class CheckTableCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for a terminal, not for a page
        WriteIndented = true,
    };

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "an .xlsx workbook" };
        var json = new Option<bool>("--json") { Description = "print JSON" };
        var check = new Command("check-table", "Say which numbers of a workbook's tables do not add up") { file, json };
        check.SetReadingVerb(
            (arguments, context, _) =>
                Task.FromResult(Run(context, arguments.GetRequiredValue(file), arguments.GetValue(json)))
        );
        return check;
    }

    private static int Run(VerbContext context, string file, bool json)
    {
        IReadOnlyList<CheckedTable> tables;
        try
        {
            tables = CheckWorkbook.Check(file);
        }
        catch (UnreadableWorkbookException problem)
        {
            return context.Fail(problem.Message);
        }

        var wrong = tables.Sum(table => table.Contradictions.Count);
        if (json)
        {
            context.Print(
                JsonSerializer.Serialize(
                    new
                    {
                        file,
                        contradictions = wrong,
                        tables,
                    },
                    Json
                )
            );
        }
        else
        {
            foreach (var line in tables.SelectMany(Lines).Append(Verdict(tables, wrong)))
            {
                context.Print(line);
            }
        }

        return wrong == 0 ? 0 : 1;
    }

    private static IEnumerable<string> Lines(CheckedTable table) =>
        [
            $"{table.Sheet}!{table.Range}  {table.Title}",
            .. table.Checked.Select(line => $"  checked      {line}"),
            .. table.NotChecked.Select(line => $"  not checked  {line}"),
            .. table.Contradictions.Select(contradiction => $"  WRONG        {contradiction}"),
        ];

    private static string Verdict(IReadOnlyList<CheckedTable> tables, int wrong) =>
        wrong > 0 ? $"{wrong} number(s) do not add up."
        : tables.Sum(table => table.NotChecked.Count) is > 0 and var open
            ? $"What was checked adds up; {open} row(s) or column(s) could not be checked, as named above."
        : tables.Any(table => table.Checked.Count > 0) ? "Everything adds up."
        : "No table was found with sums, rates or rankings to check.";
}
