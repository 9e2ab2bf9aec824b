using System.Diagnostics;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>
/// An officer's phone: a chromium of its own whose storage outlives it, on a line to the application that can be cut
/// and come back. Its address stays the same, since a browser keeps what an app has stored by address.
/// </summary>
internal sealed class FieldPhone : IAsyncDisposable
{
    private static readonly (int, int) Steady = (int.MaxValue - 1, int.MaxValue);

    private readonly string _folder = Directory.CreateTempSubdirectory("cityops-phone-").FullName;
    private readonly Uri _target;
    private readonly int _port;
    private IPlaywright? _playwright;
    private IBrowserContext? _browser;
    private CuttingProxy? _line;

    private FieldPhone(Uri target)
    {
        _target = target;
        _line = CuttingProxy.Start(target, 1, Steady);
        _port = _line.Address.Port;
    }

    public IPage Page { get; private set; } = null!;

    public int Cuts { get; private set; }

    /// <summary>A new phone at (113.3521, 22.5512), with a browser that runs.</summary>
    public static async Task<FieldPhone> NewAsync(Uri target)
    {
        var phone = new FieldPhone(target);
        await phone.StartAsync();
        return phone;
    }

    public async Task StartAsync(int width = 390, int height = 844)
    {
        _playwright ??= await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchPersistentContextAsync(
            _folder,
            new()
            {
                ExecutablePath = "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
                BaseURL = $"http://127.0.0.1:{_port}",
                ViewportSize = new() { Width = width, Height = height },
                DeviceScaleFactor = Look.PhoneScale,
                HasTouch = true,
                IsMobile = true,
                Locale = "zh-CN",
                TimezoneId = "Asia/Shanghai",
                Permissions = ["geolocation"],
                Geolocation = new()
                {
                    Longitude = 113.3521f,
                    Latitude = 22.5512f,
                    Accuracy = 8,
                },
            }
        );
        _browser.SetDefaultTimeout(60_000);
        Page = _browser.Pages[0];
    }

    public Task MoveAsync(float lon, float lat) =>
        _browser!.SetGeolocationAsync(
            new()
            {
                Longitude = lon,
                Latitude = lat,
                Accuracy = 8,
            }
        );

    public async Task LogInAsync(string login)
    {
        await Page.GotoAsync("/field/");
        await Page.Locator("input[name=login]").FillAsync(login);
        await Page.Locator("input[name=password]").FillAsync(TestCity.Password);
        await Page.Locator("[data-test=log-in]").TapAsync();
        await Page.Locator("[data-test=camera]").WaitForAsync();
    }

    /// <summary>Waits until the app is on the phone and can start without a line.</summary>
    public async Task IsInstalledAsync()
    {
        await Page.EvaluateAsync("navigator.serviceWorker.ready.then(() => undefined)");
        await Page.WaitForFunctionAsync(
            "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length))).some((count) => count > 20))"
        );
        await KnowsTheCityAsync();
    }

    /// <summary>Waits until categories and places are kept on the phone.</summary>
    public Task KnowsTheCityAsync() =>
        Page.Locator("text=本机还没有类别").WaitForAsync(new() { State = WaitForSelectorState.Detached });

    public async Task CutAsync()
    {
        Cuts += _line!.Cuts;
        await _line.DisposeAsync();
        _line = null;
    }

    /// <param name="bytes">How long a connection lives; for ever when left out.</param>
    public void Restore(int seed = 1, (int, int)? bytes = null) =>
        _line = CuttingProxy.Start(_target, seed, bytes ?? Steady, _port);

    /// <summary>Ends the browser as a phone does that runs out of memory: without a word.</summary>
    public async Task KillAsync()
    {
        foreach (var browser in Process.GetProcesses().Where(IsMine))
        {
            using (browser)
            {
                browser.Kill();
                await browser.WaitForExitAsync();
            }
        }

        await CloseAsync();
        File.Delete(Path.Combine(_folder, "SingletonLock"));
    }

    public async Task CloseAsync()
    {
        try
        {
            await _browser!.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // It is gone already.
        }
    }

    /// <summary>Taps the camera button and photographs.</summary>
    public async Task PhotographAsync(params byte[][] photos)
    {
        var chooser = await Page.RunAndWaitForFileChooserAsync(() =>
            Page.Locator("[data-test=camera], [data-test=more]").First.TapAsync()
        );
        await chooser.SetFilesAsync(
            photos.Select(
                (photo, i) =>
                    new FilePayload
                    {
                        Name = $"photo-{i}.jpg",
                        MimeType = "image/jpeg",
                        Buffer = photo,
                    }
            )
        );
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _playwright?.Dispose();
        if (_line is not null)
        {
            await _line.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private bool IsMine(Process process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process.Id}/cmdline");
            return line.Contains($"--user-data-dir={_folder}") && !line.Contains("--type=");
        }
        catch (IOException)
        {
            return false; // it has just ended
        }
    }
}
