using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using CityOps.App.Database;
using CityOps.App.Features.Bulletins.Printing.Monthly;

namespace CityOps.App.Features.Bulletins.Printing.Web;

/// <summary>What a reader sees who scans the code on a bulletin's last page.</summary>
public static class VerifyPage
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Write(string sha256, IReadOnlyList<SealedRevision> found)
    {
        var verdict =
            found.Count == 0
                ? "<h1 class=\"no\">未找到该校验码</h1><p>该校验码不属于本系统定版的任何一期数据。请核对通报末页的校验码；如仍不一致，该通报不是由本系统生成的。</p>"
            : found.All(one => one.IsUnchanged) ? "<h1>校验码有效</h1>" + string.Concat(found.Select(Describe))
            : "<h1 class=\"no\">存档与校验码不符</h1><p>该校验码属于以下通报，但系统存档重新计算后与其不一致，请联系发布单位。</p>"
                + string.Concat(found.Select(Describe));
        return $$"""
            <!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>通报核验</title><style>body { font: 16px/1.7 sans-serif; max-width: 36rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
            h1 { font-size: 1.3rem; color: #1d6b3a } h1.no { color: #a32020 } code { font-size: .85rem }</style></head>
            <body>{{verdict}}<p>SHA-256：<code>{{Html.Encode(
                sha256
            )}}</code></p><p>请将以上期次、版本与通报末页所印内容核对。</p></body></html>
            """;
    }

    private static string Describe(SealedRevision revision) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<p>{revision.Month:yyyy年M月}{Covered(revision.Covers)}，第{revision.Revision}版，定版时间 {CityTime.Local(revision.ClosedAt):yyyy年M月d日 HH:mm}。{(revision.Latest > revision.Revision ? $"该月数据其后有更正，现行版本为第{revision.Latest}版。" : "这是该月的现行版本。")}</p>{Files(revision)}"
        );

    private static string Covered(string covers) =>
        covers switch
        {
            "bulletin" => "通报全文及数据",
            "figures" => "数据",
            "template" => "通报所用模板",
            _ => $"通报的 .{covers} 文件",
        };

    // Whoever holds a file compares its SHA-256 with these.
    private static string Files(SealedRevision revision) =>
        revision is { DocxSha256: { } docx, XlsxSha256: { } xlsx }
            ? $"<p>该版发布的文件（SHA-256）：<br>.docx <code>{docx}</code><br>.xlsx <code>{xlsx}</code></p>"
            : "";
}
