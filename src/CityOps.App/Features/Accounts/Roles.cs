namespace CityOps.App.Features.Accounts;

/// <summary>The roles of DOMAIN §1, as stored and as sent.</summary>
public static class Roles
{
    /// <summary>巡查员: reports from the field.</summary>
    public const string Officer = "officer";

    /// <summary>派遣员: files, dispatches, closes.</summary>
    public const string Dispatcher = "dispatcher";

    /// <summary>处置单位: puts right.</summary>
    public const string Handler = "handler";

    /// <summary>核查员: checks the result.</summary>
    public const string Verifier = "verifier";

    /// <summary>监督/分管领导: sees everything, signs.</summary>
    public const string Supervisor = "supervisor";

    /// <summary>管理员.</summary>
    public const string Admin = "admin";

    /// <summary>管养单位: a contractor's handler.</summary>
    public const string Contractor = "contractor";

    /// <summary>Who records patrols and reports in the field.</summary>
    internal static string[] Field { get; } = [Officer, Verifier, Supervisor, Admin];

    public static IReadOnlyList<string> All { get; } =
    [Officer, Dispatcher, Handler, Verifier, Supervisor, Admin, Contractor];
}
