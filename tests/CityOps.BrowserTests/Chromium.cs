using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>Debian's chromium, one for the whole run; every page gets a context of its own, as if on a fresh
/// machine.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    /// <summary>For anything to appear. A machine that draws maps in software while others build on it is slow, and
    /// that is no failure.</summary>
    private const int PatienceMs = 60_000;

    // By test class, whose tests run one after the other: whose pages are open.
    private readonly ConcurrentDictionary<string, (string Test, ConcurrentBag<IBrowserContext> Contexts)> _open = new();
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.True(File.Exists(Executable), $"The browser tests need {Executable}: apt-get install chromium");
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Executable,
                // MapLibre needs WebGL, which a machine without a graphics card draws in software; all else is drawn
                // without the detour through it, at three quarters of the work.
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--use-angle=swiftshader",
                    "--enable-unsafe-swiftshader",
                    "--disable-background-networking",
                ],
            }
        );
    }

    /// <summary>A page of a desktop console.</summary>
    public Task<IPage> DesktopAsync(Uri site) =>
        PageAsync(
            site,
            new()
            {
                ViewportSize = new() { Width = 1440, Height = 900 },
            }
        );

    /// <summary>A page of a phone, with touch.</summary>
    public Task<IPage> PhoneAsync(Uri site) =>
        PageAsync(
            site,
            new()
            {
                ViewportSize = new() { Width = 390, Height = 844 },
                DeviceScaleFactor = Look.PhoneScale,
                HasTouch = true,
                IsMobile = true,
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private async Task<IPage> PageAsync(Uri site, BrowserNewContextOptions options)
    {
        options.BaseURL = site.ToString();
        options.Locale = "zh-CN";
        options.TimezoneId = "Asia/Shanghai";
        options.ReducedMotion = ReducedMotion.Reduce; // what slides and fades is drawn again and again
        await CloseEarlierTestsAsync();
        var context = await _browser.NewContextAsync(options);
        Own().Contexts.Add(context);
        context.SetDefaultTimeout(PatienceMs);
        return await context.NewPageAsync();
    }

    private (string Test, ConcurrentBag<IBrowserContext> Contexts) Own() =>
        _open.GetOrAdd(TestContext.Current.TestClass!.UniqueID, _ => (TestContext.Current.Test!.UniqueID, []));

    // A map that is left open goes on drawing, in software, for all the tests that follow.
    private async Task CloseEarlierTestsAsync()
    {
        if (Own() is var (test, contexts) && test != TestContext.Current.Test!.UniqueID)
        {
            _open.TryRemove(TestContext.Current.TestClass!.UniqueID, out _);
            foreach (var context in contexts)
            {
                await context.CloseAsync();
            }
        }
    }
}
