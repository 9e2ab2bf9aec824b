using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>Looks at screens with axe, and keeps a picture of each where <c>CITYOPS_SCREENSHOTS</c> names a
/// folder.</summary>
internal sealed class Look(IPage page, string variant)
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("CITYOPS_SCREENSHOTS");

    private static readonly Lazy<string> Axe = new(() =>
        File.ReadAllText(Repository.File("src/CityOps.Web/node_modules/axe-core/axe.min.js"))
    );

    /// <summary>Pixels of a phone's screen for one of the page: few where nobody looks, maps are drawn in
    /// software.</summary>
    public static float PhoneScale => Pictures is null ? 1 : 2;

    public List<string> Findings { get; } = [];

    public async Task AtAsync(string screen)
    {
        await page.WaitForTimeoutAsync(400); // what slides in has arrived
        if (Pictures is { } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{screen}-{variant}.png") });
        }

        await page.EvaluateAsync(Axe.Value);
        var serious = await page.EvaluateAsync<string[]>(
            """
            axe.run(document).then(({ violations }) => violations
              .filter(({ impact }) => impact === 'serious' || impact === 'critical')
              .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => html.slice(0, 160) + ' ' + (any[0]?.message ?? '')).join(' | ')}`))
            """
        );
        Findings.AddRange(serious.Select(finding => $"{screen}: {finding}"));
    }
}
