using System.Text;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Cases.Actions;
using CityOps.Testing;
using File = System.IO.File;

namespace CityOps.UnitTests.Cases;

/// <summary>What every action has to declare, and the page of docs that is written from it.</summary>
public class CaseActionTests
{
    public static TheoryData<string> Codes => [.. CaseActions.All.Select(action => action.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Action_declares_what_lists_rights_and_the_console_need(string code)
    {
        var action = CaseActions.Find(code)!;
        var statuses = action.Ships.SelectMany(step => new[] { step.FromStatus, step.ToStatus });
        string[] noted = [.. CaseActions.All.Select(a => a.Code), "report"];

        Assert.Matches("^[a-z]+(-[a-z]+)*$", code);
        Assert.False(CaseNotes.All.ContainsKey(code), $"{code} is an action, and also one of CaseNotes.");
        Assert.All([action.Button, action.Logged], words =>
            Assert.True(
                words.Zh.Any(c => c >= '\u4e00') && words.En.Length > 0 && char.IsUpper(words.En[0]),
                $"{code} is called {words} in Chinese and English."
            )
        );
        Assert.True(action.Ships.Count > 0, $"{code} has no step in the graph that ships: nobody could take it.");
        Assert.True(
            !statuses.Except(CaseStatus.All).Any(),
            $"{code} ships with {string.Join(", ", statuses.Except(CaseStatus.All))}, which is no status."
        );
        Assert.All(action.Ships, step =>
        {
            Assert.True(!step.NotBy.Except(noted).Any(), $"notBy of {code} names no action.");
            Assert.True(
                action.Stays == (step.FromStatus == step.ToStatus),
                $"{code} {(action.Stays ? "stays" : "does not stay")}, but ships {step.FromStatus} to {step.ToStatus}."
            );
        });
        Assert.True(
            action.Undoes is null || CaseActions.Find(action.Undoes) is { OnlyTo: not null },
            $"{code} undoes {action.Undoes}, which has no status of its own."
        );
    }

    [Fact]
    public void Docs_list_the_actions()
    {
        const string Heading = "## The actions\n";
        var page = File.ReadAllText(Repository.File("docs/cases.md"));
        var start = page.IndexOf(Heading, StringComparison.Ordinal);
        var end = page.IndexOf("\n## ", start + Heading.Length, StringComparison.Ordinal);

        GeneratedDoc.Compare("docs/cases.md", page[..start] + Heading + Table() + page[end..]);
    }

    private static string Table()
    {
        var table = new StringBuilder(
            """

            One file each in `Features/Cases/Actions`; this table is written from them (`CaseActionTests`). From, to and roles are
            those of the graph that ships; administrators may take every step. ✎ needs a note, ⚖ is a check. Note, photos and the
            device's time go with every step. The clock's effects are those of `sql/functions/case_clock.sql`; where none is
            named, the clock does what the status says that the case comes to.

            | action | | asks | from → to | by | not by who did | clock |
            |---|---|---|---|---|---|---|

            """
        );
        foreach (var action in CaseActions.All)
        {
            var item = CaseActionItem.Of(action);
            var rows = action.Ships.GroupBy(step =>
                (
                    To: action.Stays ? "stays"
                    : action.Undoes is null ? step.ToStatus
                    : "where it was",
                    Roles: string.Join(" ", step.Roles.Except(["admin"])),
                    NotBy: string.Join(" ", step.NotBy),
                    Marks: (step.NeedsNote ? " ✎" : "") + (step.IsCheck ? " ⚖" : "")
                )
            );
            foreach (var row in rows)
            {
                var from = string.Join(" ", row.Select(step => step.FromStatus).Distinct());
                table.Append(
                    $"| `{action.Code}` | {action.Logged.Zh} | {string.Join(" ", item.Asks)} | {from} → {row.Key.To}{row.Key.Marks} "
                        + $"| {row.Key.Roles} | {row.Key.NotBy} | {action.Clock} |\n"
                );
            }
        }

        return table.ToString();
    }
}
