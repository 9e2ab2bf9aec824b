using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Features.Citizens;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Toilets;

/// <summary>
/// Counts scans of toilets' codes without knowing whose they are; other types have no such figure. A phone that opens
/// the page again within half an hour says so by a cookie that holds nothing but that it was here; programs are told by
/// what they call themselves.
/// </summary>
internal static partial class CountScan
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(30);

    public static async Task RunAsync(
        HttpContext http,
        QrCode qr,
        NpgsqlDataSource database,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var cookie = $"seen-{qr.FacilityId:N}";
        if (HeadRequests.Is(http) || http.Request.Cookies.ContainsKey(cookie) || !IsPerson(http.Request.Headers))
        {
            return;
        }

        http.Response.Cookies.Append(
            cookie,
            "1",
            new CookieOptions
            {
                MaxAge = Again,
                Path = "/q",
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
            }
        );
        await using var command = database.CreateCommand(Sql.Text("queries/facilities/count_scan"));
        command.With("id", Guid.CreateVersion7(now)).With("facility", qr.FacilityId).With("at", now);
        await command.ExecuteNonQueryAsync(ct);
    }

    // A browser that fetches ahead of a tap says so; a robot names itself, or has no name.
    private static bool IsPerson(IHeaderDictionary headers) =>
        !headers.ContainsKey("Sec-Purpose")
        && !headers.ContainsKey("Purpose")
        && headers.UserAgent.ToString() is { Length: > 0 } agent
        && !Robots().IsMatch(agent);

    [GeneratedRegex(
        "bot|spider|crawl|slurp|preview|monitor|headless|curl|wget|python|java/|go-http|okhttp|axios|probe|http-?client",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Robots();
}
