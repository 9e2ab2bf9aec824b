namespace CityOps.App.Features.Cases;

/// <summary>The statuses in use in Chinese systems (DOMAIN §4). The steps between them are data (table case_step).</summary>
public static class CaseStatus
{
    public const string PendingRegister = "pending_register";
    public const string NotAccepted = "not_accepted";
    public const string PendingDispatch = "pending_dispatch";
    public const string PendingHandle = "pending_handle";
    public const string Handling = "handling";
    public const string Suspended = "suspended";
    public const string PendingCheck = "pending_check";
    public const string PendingClose = "pending_close";
    public const string Closed = "closed";
    public const string Cancelled = "cancelled";
}
