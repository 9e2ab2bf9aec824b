namespace CityOps.App.Features.Cases.Actions;

/// <summary>
/// Where the desk may put right what a case is and where it lies: while it is worked the dispatchers too, after its
/// end, when figures have counted it, supervisors alone; not what came to nothing or is worked in another's place.
/// </summary>
internal static class Amend
{
    public static IReadOnlyList<string> From { get; } =
    [.. CaseStatus.All.Except([CaseStatus.NotAccepted, CaseStatus.Cancelled, CaseStatus.Merged])];

    public static string[] RolesAt(string status) =>
        CaseStatus.Ended.Contains(status) ? ["supervisor"] : ["dispatcher", "supervisor"];
}
