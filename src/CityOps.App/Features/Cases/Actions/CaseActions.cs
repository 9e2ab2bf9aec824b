using System.Text;
using CityOps.App.Database;

namespace CityOps.App.Features.Cases.Actions;

/// <summary>All actions: every class of this folder that is one, in the order of their buttons.</summary>
internal static class CaseActions
{
    public static IReadOnlyList<CaseAction> All { get; } =
    [
        .. typeof(CaseAction)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CaseAction)) && !type.IsAbstract)
            .Select(type => (CaseAction)Activator.CreateInstance(type)!)
            .OrderBy(action => action.ButtonOrder)
            .ThenBy(action => action.Code, StringComparer.Ordinal),
    ];

    private static readonly Dictionary<string, CaseAction> ByCode = All.ToDictionary(action => action.Code);

    /// <summary>What an entry of the log is called that changes nothing that a step goes by: remarks, and notes of what
    /// happened beside the case.</summary>
    public static IReadOnlyList<string> Remarks { get; } =
    [.. All.Where(action => action.IsRemark).Select(action => action.Code), .. CaseNotes.Beside];

    /// <summary>Null for a code that is no action's, such as <c>report</c>, or no action's any more.</summary>
    public static CaseAction? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The action that undoes what leads to a status; null where nothing does.</summary>
    public static CaseAction? UndoingOf(string status) =>
        All.FirstOrDefault(action => action.Undoes is { } undone && ByCode[undone].OnlyTo == status);
}

/// <summary>
/// Table case_action: what SQL has to know of the actions. The steps of one that is new join the graph.
/// </summary>
internal sealed class CaseActionRows : IDeclaredRows
{
    public string Name => "case_action";

    public string Sql()
    {
        var script = new StringBuilder();
        var steps = CaseActions.All.SelectMany(action => action.Ships).Select(Row);
        script
            .Append("insert into case_step (action, from_status, to_status, roles, not_by, needs_note, is_check)\n")
            .Append("select s.* from (values\n  ")
            .AppendJoin(",\n  ", steps)
            .Append("\n) s (action, from_status, to_status, roles, not_by, needs_note, is_check)\n")
            .Append("where not exists (select from case_action a where a.action = s.action)\n")
            .Append("on conflict do nothing;\n")
            .Append("insert into case_action (action, clock_effect) values\n  ")
            .AppendJoin(",\n  ", CaseActions.All.Select(action => $"({Text(action.Code)}, {Text(action.Clock)})"))
            .Append("\non conflict (action) do update set clock_effect = excluded.clock_effect;\n");
        return script.ToString();
    }

    private static string Row(CaseStep step) =>
        $"({Text(step.Action)}, {Text(step.FromStatus)}, {Text(step.ToStatus)}, {Texts(step.Roles)}, "
        + $"{Texts(step.NotBy)}, {(step.NeedsNote ? "true" : "false")}, {(step.IsCheck ? "true" : "false")})";

    private static string Text(string? text) => text is null ? "null::text" : $"'{text}'";

    private static string Texts(string[] texts) => $"'{{{string.Join(",", texts)}}}'::text[]";
}
