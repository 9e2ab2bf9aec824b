using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Toilets;

/// <summary>
/// The page behind a code: the built front end's q.html with the facility written into it, so that a phone with a poor
/// signal needs no second request before it shows something. What it shows and asks is its type's.
/// </summary>
internal static class CodePage
{
    private const string Placeholder = "<!--toilet-->";

    /// <summary>Scripts, styles and calls of our own alone; nothing inline, nobody's frame.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string SorryStyle =
        "body{font:17px/1.6 system-ui,sans-serif;margin:0;padding:20vh 24px;text-align:center;color:#1f2933;background:#f5f7fa}"
        + "h1{font-size:22px}p{color:#52606d}code{font-size:14px;word-break:break-all}";

    private static readonly string SorryPolicy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + $"style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(SorryStyle)))}'";

    private sealed record Kind(string Code, string Name, string NameEn, string? Icon);

    private sealed record Shown(
        string Code,
        string Name,
        string? Town,
        Label Title,
        Label Rating,
        IReadOnlyList<Fact> Facts,
        IReadOnlyList<Kind> Kinds,
        int PhoneKeptDays,
        string Scan
    );

    public static async Task<IResult> OfAsync(
        string code,
        HttpContext http,
        CityOpsDb db,
        IWebHostEnvironment site,
        CitizenLimits limits,
        IOptions<ToiletOptions> options,
        ScanProof proof,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct
    )
    {
        http.Response.Headers.CacheControl = "no-store";
        if (limits.Refuse(http, CitizenLimits.Look) is { } tooMany)
        {
            return Sorry(http, tooMany.Problem, code, "请稍等一分钟再扫码。");
        }

        var (qr, refusal) = await QrCodes.ReadAsync(db, code, ct);
        if (qr is null)
        {
            return Sorry(
                http,
                refusal!.Problem,
                code,
                refusal.Problem == Problems.QrCodeReplaced
                    ? "此二维码已停用，请扫描现场最新的二维码。"
                    : "请确认扫描的是现场张贴的官方二维码；如牌面损坏，可拨打 12345 反映。"
            );
        }

        var facility = await db.Facilities.AsNoTracking().SingleAsync(f => f.Id == qr.FacilityId, ct);
        var type = await db.FacilityKinds.AsNoTracking().SingleAsync(t => t.Code == facility.Type, ct);
        if (!type.HasPage)
        {
            return Sorry(http, Problems.FacilityHasNoPage, code, "如需反映问题，可拨打 12345。");
        }

        var town = await db.Towns.Where(t => t.Code == facility.TownCode).Select(t => t.Name).FirstOrDefaultAsync(ct);
        var kinds = await db
            .FeedbackKinds.Where(k => k.FacilityType == type.Code && k.Ordinal != null)
            .OrderBy(k => k.Ordinal)
            .Select(k => new Kind(k.Code, k.Name, k.NameEn, k.Icon))
            .ToListAsync(ct);
        var words = type.Page.Whole(type);
        var page = site.WebRootFileProvider.GetFileInfo("q.html");
        if (!page.Exists)
        {
            throw new FileNotFoundException("The front end is not built: wwwroot/q.html is missing.");
        }

        await CountScan.RunAsync(http, qr, database, time.GetUtcNow(), ct);
        using var reader = new StreamReader(page.CreateReadStream());
        var html = await reader.ReadToEndAsync(ct);

        // The default encoder writes <, > and & as escapes, so no name can end the script element.
        var json = JsonSerializer.Serialize(
            new Shown(
                qr.Code,
                facility.Name,
                town,
                words.Title!,
                words.Rating!,
                await PublicFacts.OfAsync(db, facility, type, words.Facts!, ct),
                kinds,
                options.Value.PhoneKeptDays,
                proof.For(facility.Id)
            ),
            JsonSerializerOptions.Web
        );
        http.Response.Headers.ContentSecurityPolicy = Policy;
        return TypedResults.Content(
            html.Replace(
                Placeholder,
                $"<script type=\"application/json\" id=\"toilet\">{json}</script>",
                StringComparison.Ordinal
            ),
            "text/html",
            Encoding.UTF8
        );
    }

    private static ContentHttpResult Sorry(HttpContext http, Problem problem, string code, string advice)
    {
        http.Response.Headers.ContentSecurityPolicy = SorryPolicy;
        return TypedResults.Content(
            $"""
            <!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>{problem.TitleZh}</title><style>{SorryStyle}</style>
            <h1>{problem.TitleZh}</h1><p>{advice}</p><p><code>{WebUtility.HtmlEncode(code)}</code></p></html>
            """,
            "text/html",
            Encoding.UTF8,
            problem.Status
        );
    }
}
