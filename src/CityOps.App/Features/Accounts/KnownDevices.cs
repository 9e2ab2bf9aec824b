using Microsoft.AspNetCore.DataProtection;

namespace CityOps.App.Features.Accounts;

/// <summary>A browser or phone on which somebody has logged in before.</summary>
/// <param name="Id">Of the device, made at its first log-in.</param>
/// <param name="Logins">Whose; the latest first.</param>
public sealed record KnownDevice(Guid Id, IReadOnlyList<string> Logins)
{
    public bool Knows(string login) => Logins.Contains(login);
}

/// <summary>
/// Remembers in a sealed cookie who has logged in on a device, so that guesses from elsewhere, be it from the next desk
/// behind the same address, never keep its owner out (OWASP's device cookies). It opens nothing by itself.
/// </summary>
public sealed class KnownDevices(IDataProtectionProvider protection, TimeProvider time)
{
    internal const string Cookie = "cityops-device";
    private const int MaxLogins = 8;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(180);
    private readonly ITimeLimitedDataProtector _seal = protection
        .CreateProtector("CityOps.KnownDevices.v1")
        .ToTimeLimitedDataProtector();

    /// <summary>The caller's device; null when nobody has logged in on it, or not for half a year.</summary>
    public KnownDevice? Of(HttpRequest request)
    {
        if (request.Cookies[Cookie] is not { Length: > 0 and < 4096 } cookie)
        {
            return null;
        }

        try
        {
            return
                _seal.Unprotect(cookie, out _).Split('\n') is [var id, .. var logins]
                && Guid.TryParse(id, out var known)
                ? new KnownDevice(known, logins)
                : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null; // not ours, changed, or too old
        }
    }

    /// <summary>Somebody has logged in.</summary>
    public void Remember(HttpContext http, string login)
    {
        var device = Of(http.Request) ?? new KnownDevice(Guid.NewGuid(), []);
        string[] logins = [login, .. device.Logins.Where(known => known != login).Take(MaxLogins - 1)];
        http.Response.Cookies.Append(
            Cookie,
            _seal.Protect($"{device.Id}\n{string.Join('\n', logins)}", time.GetUtcNow() + Kept),
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = http.Request.IsHttps,
                MaxAge = Kept,
                Path = "/api/v1",
                IsEssential = true,
            }
        );
    }
}
