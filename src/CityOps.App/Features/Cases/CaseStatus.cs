namespace CityOps.App.Features.Cases;

/// <summary>The statuses in use in Chinese systems. The steps between them are data (table
/// case_step).</summary>
public static class CaseStatus
{
    public const string PendingVerify = "pending_verify";
    public const string PendingRegister = "pending_register";
    public const string NotAccepted = "not_accepted";
    public const string PendingDispatch = "pending_dispatch";
    public const string PendingHandle = "pending_handle";
    public const string Handling = "handling";
    public const string Suspended = "suspended";
    public const string PendingCheck = "pending_check";
    public const string PendingClose = "pending_close";
    public const string Closed = "closed";
    public const string ForcedClose = "forced_close";
    public const string Cancelled = "cancelled";

    /// <summary>The same problem as another case, which is worked in its place.</summary>
    public const string Merged = "merged";

    /// <summary>All that steps may lead from and to.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        PendingVerify,
        PendingRegister,
        NotAccepted,
        PendingDispatch,
        PendingHandle,
        Handling,
        Suspended,
        PendingCheck,
        PendingClose,
        Closed,
        ForcedClose,
        Cancelled,
        Merged,
    ];

    /// <summary>Where nothing more is expected.</summary>
    public static IReadOnlyList<string> Ended { get; } = [NotAccepted, Closed, ForcedClose, Cancelled, Merged];

    /// <summary>The field's own word for a status; the code itself for one that a city has added.</summary>
    public static string Name(string status) =>
        status switch
        {
            PendingVerify => "待核实",
            PendingRegister => "待立案",
            NotAccepted => "不予受理",
            PendingDispatch => "待派遣",
            PendingHandle => "待处置",
            Handling => "处置中",
            Suspended => "挂账",
            PendingCheck => "待核查",
            PendingClose => "待结案",
            Closed => "已结案",
            ForcedClose => "强制结案",
            Merged => "已并案",
            Cancelled => "作废",
            _ => status,
        };
}
