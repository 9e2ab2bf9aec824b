using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// Two ways in: the console's session cookie and the phone's bearer token. Both are sealed by data protection, whose
/// keys are in the database, so that any web node takes what another gave out.
/// </summary>
public static class Authentication
{
    internal const string SessionScheme = "session";
    internal const string TokenScheme = "token";
    private const string EitherScheme = "session-or-token";

    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddDataProtection().SetApplicationName("cityops").PersistKeysToDbContext<CityOpsDb>();
        services
            .AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options =>
                options.ForwardDefaultSelector = http =>
                    http
                        .Request.Headers.Authorization.ToString()
                        .StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                        ? TokenScheme
                        : SessionScheme
            )
            .AddCookie(SessionScheme, options =>
            {
                options.Cookie.Name = SecuritySchemes.SessionCookie;
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = TimeSpan.FromHours(12);
                options.SlidingExpiration = true;
            })
            .AddBearerToken(TokenScheme, options =>
            {
                options.BearerTokenExpiration = TimeSpan.FromHours(1);
                options.RefreshTokenExpiration = TimeSpan.FromDays(30);
            });
        services
            .AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationProblems>();
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<LogInAttempts>();
        services.AddSingleton<KnownDevices>();
        services.AddSingleton<FailedLogIns>();
        services.AddHostedService(provider => provider.GetRequiredService<FailedLogIns>());
        services
            .AddOptions<GuessingOptions>()
            .Bind(configuration.GetSection(GuessingOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddHealthChecks().AddCheck<GuessingHealth>("guessing", tags: [Readiness.Tag]);
        services.AddScoped<LogIn>();
        services.AddScoped<Sessions>();
        services.AddScoped<Roles>();
        services.AddMemoryCache();
        return services;
    }

    public static void UseAccounts(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseMiddleware<CallerMiddleware>();
        app.UseAuthorization();
    }

    /// <summary>Which of the reasons it was that a call came without a log-in.</summary>
    internal static async Task<Problem> WhyNotLoggedInAsync(HttpContext http)
    {
        if (http.Items[typeof(Problem)] is Problem known)
        {
            return known;
        }

        if (!http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return Problems.NotLoggedIn;
        }

        var failure = (await http.AuthenticateAsync(TokenScheme)).Failure;
        return failure?.Message.Contains("expired", StringComparison.OrdinalIgnoreCase) == true
            ? Problems.TokenExpired
            : Problems.TokenInvalid;
    }

    /// <summary>A refused call leaves as a problem that says which of the reasons it was.</summary>
    private sealed class AuthorizationProblems : IAuthorizationMiddlewareResultHandler
    {
        private readonly AuthorizationMiddlewareResultHandler _default = new();

        public async Task HandleAsync(
            RequestDelegate next,
            HttpContext http,
            AuthorizationPolicy policy,
            PolicyAuthorizationResult result
        )
        {
            if (result.Succeeded)
            {
                await _default.HandleAsync(next, http, policy, result);
            }
            else if (result.Forbidden)
            {
                await ProblemHandling.WriteAsync(http, Problems.Forbidden.Details());
            }
            else
            {
                http.Response.Headers.WWWAuthenticate = "Bearer";
                await ProblemHandling.WriteAsync(http, (await WhyNotLoggedInAsync(http)).Details());
            }
        }
    }
}
