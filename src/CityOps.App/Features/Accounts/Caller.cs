using System.Security.Claims;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// Who calls, from the session cookie or the bearer token. Endpoints take it as a parameter; it is there on every
/// endpoint that requires a log-in.
/// </summary>
public sealed record Caller(
    Guid AccountId,
    string Login,
    string Name,
    string Role,
    string OrganisationCode,
    string? TownCode
)
{
    internal const string AccountIdClaim = "sub";
    internal const string StampClaim = "stamp";
    internal const string SessionClaim = "sid";
    internal const string RefreshClaim = "refresh";

    /// <summary>The organisation whose records the caller is cut to; null sees those of all.</summary>
    public string? OrganisationCut =>
        Role is Roles.Officer or Roles.Handler or Roles.Contractor ? OrganisationCode : null;

    /// <summary>The town whose records the caller is cut to; null sees those of all.</summary>
    public string? TownCut => TownCode;

    /// <summary>True when neither cut hides a record of this organisation and town.</summary>
    public bool MaySee(string organisationCode, string? townCode) =>
        (OrganisationCut is null || OrganisationCut == organisationCode) && (TownCut is null || TownCut == townCode);

    public static ValueTask<Caller?> BindAsync(HttpContext http) => ValueTask.FromResult(From(http));

    internal static Caller? From(HttpContext http) => http.Items[typeof(Caller)] as Caller;

    /// <summary>A principal's log-in and the refresh token of it; null for one that was made before there were
    /// sessions.</summary>
    internal static (Guid Id, Guid Refresh)? SessionOf(ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(SessionClaim), out var id)
        && Guid.TryParse(user.FindFirstValue(RefreshClaim), out var refresh)
            ? (id, refresh)
            : null;

    internal static ClaimsPrincipal Principal(Account account, Session session, string scheme) =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(AccountIdClaim, account.Id.ToString()),
                    new Claim(StampClaim, account.SecurityStamp.ToString()),
                    new Claim(SessionClaim, session.Id.ToString()),
                    new Claim(RefreshClaim, session.RefreshId.ToString()),
                    new Claim(ClaimTypes.Role, account.Role),
                ],
                scheme
            )
        );
}
