using System.Collections.Concurrent;
using CityOps.Testing;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>The API's reference at /docs: all of it from us, by our policy.</summary>
public sealed class ApiReferenceTests(Chromium chromium, TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    [Fact]
    public async Task The_reference_shows_under_our_policy_and_asks_nobody_else()
    {
        var page = await chromium.DesktopAsync(fixture.App.Http);
        var (asked, said) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        page.Request += (_, request) => asked.Add(request.Url);
        page.Console += (_, message) => said.Add(message.Text);

        var answer = await page.GotoAsync("/docs");
        await Assertions.Expect(page.GetByText("/api/v1/readings").First).ToBeVisibleAsync(new() { Timeout = 30_000 });

        var policy = await answer!.HeaderValueAsync("content-security-policy");
        Assert.Contains("script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.All(asked, url =>
            Assert.True(
                url.StartsWith(fixture.App.Http.ToString(), StringComparison.Ordinal)
                    || url.StartsWith("data:", StringComparison.Ordinal)
                    || url.StartsWith("blob:", StringComparison.Ordinal),
                url
            )
        );
        Assert.DoesNotContain(said, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
    }
}
