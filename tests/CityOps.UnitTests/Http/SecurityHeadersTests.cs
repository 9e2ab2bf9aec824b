using CityOps.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CityOps.UnitTests.Http;

public class SecurityHeadersTests
{
    [Theory]
    [InlineData("/map")]
    [InlineData("/field/")]
    public async Task Pages_may_read_tiles_of_the_servers_that_settings_name_and_of_no_other(string path)
    {
        var plain = await PolicyAsync(path);
        var named = await PolicyAsync(path, "https://t0.tianditu.gov.cn", "http://10.1.2.3:8081");

        Assert.Equal("'self' data: blob:", plain["img-src"]);
        Assert.Equal("'self'", plain["connect-src"]);
        Assert.Equal("'self' data: blob: https://t0.tianditu.gov.cn http://10.1.2.3:8081", named["img-src"]);
        Assert.Equal("'self' https://t0.tianditu.gov.cn http://10.1.2.3:8081", named["connect-src"]);
        Assert.Equal(
            plain.Where(directive => directive.Key is not ("img-src" or "connect-src")),
            named.Where(directive => directive.Key is not ("img-src" or "connect-src"))
        );
    }

    private static async Task<Dictionary<string, string>> PolicyAsync(string path, params string[] tiles)
    {
        var http = new DefaultHttpContext { Request = { Path = path } };
        var headers = new SecurityHeaders(_ => Task.CompletedTask, Options.Create(new PageOrigins { OfTiles = tiles }));
        await headers.InvokeAsync(http);
        return http
            .Response.Headers.ContentSecurityPolicy.ToString()
            .Split(';', StringSplitOptions.TrimEntries)
            .Select(directive => directive.Split(' ', 2))
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }
}
