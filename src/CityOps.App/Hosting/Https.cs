using System.Globalization;
using System.Net;
using System.Net.Security;
using CityOps.App.Http;
using CityOps.Ingest.Tls;
using Microsoft.AspNetCore.HttpsPolicy;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CityOps.App.Hosting;

/// <summary>The HTTPS port, and what browsers are told about it.</summary>
internal static class Https
{
    private static readonly PathString[] OfPrograms = ["/api", "/health", "/mqtt"];

    public static void Add(WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<HttpsOptions>()
            .Bind(builder.Configuration.GetSection(HttpsOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<HttpsCertificate>();
        builder.Services.AddHealthChecks().AddCheck<CertificateHealth>("certificate", tags: [Readiness.Tag]);
        builder
            .Services.AddOptions<HstsOptions>() // for no name but the one that was asked
            .Configure<IOptions<HttpsOptions>>((hsts, https) => hsts.MaxAge = https.Value.StrictTransport);
    }

    /// <summary>The port that is open for it; null where none is.</summary>
    public static int? Port(IServiceProvider services) =>
        services.GetRequiredService<HttpsCertificate>().File is null
            ? null
            : services.GetRequiredService<IOptions<HttpsOptions>>().Value.Port;

    public static void Listen(KestrelServerOptions kestrel, ServeOptions options)
    {
        if (kestrel.ApplicationServices.GetRequiredService<HttpsCertificate>().File is { } certificate)
        {
            var port = kestrel.ApplicationServices.GetRequiredService<IOptions<HttpsOptions>>().Value.Port;
            kestrel.Listen(options.Bind, port, listen =>
                listen.UseHttps(
                    new TlsHandshakeCallbackOptions
                    {
                        OnConnection = _ =>
                            ValueTask.FromResult(
                                new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current }
                            ),
                    }
                )
            );
        }
    }

    /// <summary>Pages are sent over; programs stay where they were set up to call, and so does this machine.</summary>
    public static void Use(WebApplication app)
    {
        app.UseHsts();
        if (Port(app.Services) is not { } port)
        {
            return;
        }

        app.Use(
            async (http, next) =>
            {
                var asked = http.Request;
                var isPage =
                    HttpMethods.IsGet(asked.Method)
                    && !OfPrograms.Any(program => asked.Path.StartsWithSegments(program));
                if (
                    !asked.IsHttps
                    && isPage
                    && http.Connection.RemoteIpAddress is { } from
                    && !IPAddress.IsLoopback(from)
                )
                {
                    var host = port == 443 ? new HostString(asked.Host.Host) : new HostString(asked.Host.Host, port);
                    http.Response.Redirect(
                        $"https://{host}{asked.PathBase}{asked.Path}{asked.QueryString}",
                        permanent: false,
                        preserveMethod: true
                    );
                    return;
                }

                await next(http);
            }
        );
    }
}

/// <summary>The certificate that the settings name; null where HTTPS is a proxy's or nobody's.</summary>
internal sealed class HttpsCertificate(IOptions<HttpsOptions> options, ILogger<ServerCertificate> logger)
{
    public ServerCertificate? File { get; } =
        options.Value.CertificatePath is { } path
            ? new(path, options.Value.CertificateKeyPath, options.Value.CertificatePassword, logger)
            : null;
}

/// <summary>Whether the certificate still holds for a while: nothing else is noticed so late.</summary>
internal sealed class CertificateHealth(HttpsCertificate certificate, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Notice = TimeSpan.FromDays(14);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        if (certificate.File?.Current.TargetCertificate.NotAfter is not { } end)
        {
            return Task.FromResult(HealthCheckResult.Healthy());
        }

        var until = new DateTimeOffset(end.ToUniversalTime());
        var day = until.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return Task.FromResult(
            until - time.GetUtcNow() > Notice
                ? HealthCheckResult.Healthy()
                : HealthCause.Degraded(
                    $"The certificate of HTTPS ends at {day} (UTC); browsers and phones refuse it from then on.",
                    $"HTTPS 证书将于 {day}（UTC）到期，到期后浏览器和手机将拒绝连接。"
                )
        );
    }
}
