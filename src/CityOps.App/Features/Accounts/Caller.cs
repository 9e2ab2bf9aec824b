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
    Role Role,
    string OrganisationCode,
    string? TownCode
)
{
    /// <summary>What the account was before, the oldest first; empty where it always was what it is.</summary>
    public IReadOnlyList<FormerRights> Former { get; init; } = [];

    /// <summary>The password is an administrator's, and its owner must choose another first.</summary>
    public bool MustChangePassword { get; init; }

    internal const string AccountIdClaim = "sub";
    internal const string StampClaim = "stamp";
    internal const string SessionClaim = "sid";
    internal const string RefreshClaim = "refresh";

    /// <summary>The only organisation whose records are in the caller's scope; null sees those of all.</summary>
    public string? VisibleOrganisation => Role.Scope == Reach.City ? null : OrganisationCode;

    /// <summary>The only town whose records are in the caller's scope; null sees those of all.</summary>
    public string? VisibleTown => TownCode;

    /// <summary>True when a record of this organisation and town is in the caller's scope.</summary>
    public bool MaySee(string organisationCode, string? townCode) =>
        (VisibleOrganisation is null || VisibleOrganisation == organisationCode)
        && (VisibleTown is null || VisibleTown == townCode);

    /// <summary>
    /// True when the caller's role has a right to the operation (sql/reference/roles.sql), and the account's town does
    /// not stand in the way (<see cref="CityWide"/>).
    /// </summary>
    public bool May(string operation) => ReachOf(operation) is not null;

    /// <summary>True when the right reaches this organisation: the caller's own, or all of the city's.</summary>
    public bool MayFor(string operation, string? organisationCode) =>
        ReachOf(operation) switch
        {
            Reach.City => true,
            Reach.Own => organisationCode == OrganisationCode,
            _ => false,
        };

    /// <summary>True when the right reaches every organisation.</summary>
    public bool MayForAll(string operation) => ReachOf(operation) == Reach.City;

    private Reach? ReachOf(string operation) =>
        TownCode is not null && CityWide.Operations.Contains(operation) ? null : Role.ReachOf(operation);

    /// <summary>
    /// The caller with the role, organisation and town of a time: a record that waited on a phone belongs to those of
    /// when it was made.
    /// </summary>
    public Caller AsOf(DateTimeOffset at) =>
        Former.FirstOrDefault(f => at < f.Until) is { } then
            ? this with
            {
                Role = then.Role,
                OrganisationCode = then.OrganisationCode,
                TownCode = then.TownCode,
                Former = [],
            }
            : this;

    /// <summary>True when the account has the right, or had it in a role before.</summary>
    public bool MayOrMight(string operation) =>
        May(operation) || Former.Any(f => f.Role.ReachOf(operation) is not null);

    public static Caller Of(Account account, Role role) =>
        new(account.Id, account.Login, account.Name, role, account.OrganisationCode, account.TownCode)
        {
            MustChangePassword = account.MustChangePassword,
        };

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
                ],
                scheme
            )
        );
}

/// <summary>What an account was.</summary>
/// <param name="Until">When it changed.</param>
public sealed record FormerRights(DateTimeOffset Until, Role Role, string OrganisationCode, string? TownCode);
