using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>What a person does in the console, by the words and places they see.</summary>
internal static class Console
{
    /// <param name="address">Where the log-in leads to.</param>
    public static async Task LogInAsync(
        this IPage page,
        string login,
        string password = TestCity.Password,
        string address = "/"
    )
    {
        await page.GotoAsync(address);
        await page.GetByLabel("账号").FillAsync(login);
        await page.Locator("#password").FillAsync(password);
        await page.Locator("button[type=submit]").ClickAsync();
    }

    /// <summary>Goes to a page of the header's menu, which has it behind "More" where there is no room.</summary>
    public static async Task OpenPageAsync(this IPage page, string name)
    {
        var link = page.Locator($"nav [data-test={name}]");
        var more = page.Locator("[data-test=more-pages]");
        await link.Or(more).First.WaitForAsync();
        if (!await link.IsVisibleAsync())
        {
            await more.ClickAsync();
            link = page.Locator($".el-dropdown-menu [data-test={name}]");
        }

        await link.ClickAsync();
    }

    /// <summary>Waits until the map has drawn its first tiles.</summary>
    public static Task MapIsReadyAsync(this IPage page) =>
        page.Locator("[data-test=map][data-ready=true]").WaitForAsync();

    /// <summary>Waits until the map draws a feature of these layers at a place, and returns where that is on the
    /// screen.</summary>
    public static async Task<(float X, float Y)> RenderedAtAsync(
        this IPage page,
        string[] layers,
        double lon,
        double lat,
        float timeout = 30_000
    )
    {
        await page.WaitForFunctionAsync(
            """
            ({ layers, lon, lat }) => {
              const map = document.querySelector('[data-test=map]').cityMap;
              return map.queryRenderedFeatures(map.project([lon, lat]), { layers }).length > 0;
            }
            """,
            new
            {
                layers,
                lon,
                lat,
            },
            new() { Timeout = timeout }
        );
        var point = await page.EvaluateAsync<float[]>(
            """
            ({ lon, lat }) => {
              const element = document.querySelector('[data-test=map]');
              const box = element.getBoundingClientRect();
              const { x, y } = element.cityMap.project([lon, lat]);
              return [box.x + x, box.y + y];
            }
            """,
            new { lon, lat }
        );
        return (point[0], point[1]);
    }
}
