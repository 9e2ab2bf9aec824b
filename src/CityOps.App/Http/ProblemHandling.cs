using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.App.Http;

/// <summary>The outer edge: whatever was thrown, and every bare status, leaves as problem+json with a stable
/// code.</summary>
public static class ProblemHandling
{
    public static IServiceCollection AddProblemHandling(this IServiceCollection services)
    {
        // Minimal APIs then throw on an unreadable body instead of answering a bare 400, so that the answer can say
        // what is wrong.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    public static void UseProblemHandling(this WebApplication app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandler = WriteAsync,
                // Logged below, by what it is: a client's mistake is not an error of ours.
                SuppressDiagnosticsCallback = _ => true,
            }
        );
        app.UseStatusCodePages(context =>
            WriteAsync(
                context.HttpContext,
                context.HttpContext.Response.StatusCode switch
                {
                    401 => Problems.NotLoggedIn.Details(),
                    403 => Problems.Forbidden.Details(),
                    404 => Problems.NotFound.Details(),
                    405 => Problems.MethodNotAllowed.Details(),
                    413 => Problems.BodyTooLarge.Details(),
                    415 => Problems.UnsupportedMediaType.Details(),
                    429 => Problems.TooManyRequests.Details(),
                    >= 500 => Problems.Internal.Details(),
                    var status => Problems.InvalidRequest.Details(
                        $"The request cannot be read ({status}): its address, headers or body are not as HTTP has them."
                    ),
                }
            )
        );
    }

    /// <summary>
    /// An unknown address is not found, rather than refused for want of a log-in. Not a fallback route: that would also
    /// take the calls whose address is known and whose content type is wrong or missing. A method that the address does
    /// not have is refused by routing itself, which says nothing of who may call: it is answered before anybody is
    /// asked to log in.
    /// </summary>
    public static void UseNotFound(this WebApplication app) =>
        app.Use(next =>
            http =>
                http.GetEndpoint() switch
                {
                    null => WriteAsync(http, Problems.NotFound.Details()),
                    { DisplayName: MethodRefusal or TypeRefusal, RequestDelegate: { } refuse } => refuse(http),
                    _ => next(http),
                }
        );

    /// <summary>The name of routing's own endpoint (HttpMethodMatcherPolicy), which answers 405 with Allow.</summary>
    private const string MethodRefusal = "405 HTTP Method Not Supported";

    /// <summary>Likewise (AcceptsMatcherPolicy), for a body of a type that the address does not take.</summary>
    private const string TypeRefusal = "415 HTTP Unsupported Media Type";

    /// <summary>Writes a problem outside an endpoint.</summary>
    public static Task WriteAsync(HttpContext http, Microsoft.AspNetCore.Mvc.ProblemDetails details)
    {
        http.Response.StatusCode = details.Status ?? 500;
        return http.Response.WriteAsJsonAsync(details, options: null, "application/problem+json", http.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext http)
    {
        var error = http.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (IsGone(error, http))
        {
            return;
        }

        var details = Translate(error);
        var logger = http.RequestServices.GetRequiredService<ILogger<WebApplication>>();
        if (details.Status >= 500)
        {
            logger.LogError(
                error,
                "{Method} {Route} failed",
                http.Request.Method,
                http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName
            );
        }
        else if (ConstraintProblems.Violation(error) is { } violation)
        {
            // a race, or a check that is missing before the write: the second should be mended
            logger.LogWarning(
                "{Method} {Route} violated the constraint {Constraint} of {Table} and was answered {Code}",
                http.Request.Method,
                http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName,
                violation.ConstraintName,
                violation.TableName,
                details.Extensions["code"]
            );
        }

        await WriteAsync(http, details);
    }

    /// <summary>True when the connection broke: nobody reads an answer, and a phone that loses its signal is no fault
    /// to log.</summary>
    private static bool IsGone(Exception? error, HttpContext http) =>
        error is ConnectionResetException or ConnectionAbortedException
        || (error is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested);

    private static Microsoft.AspNetCore.Mvc.ProblemDetails Translate(Exception? error) =>
        error switch
        {
            BadHttpRequestException { StatusCode: 413 } => Problems.BodyTooLarge.Details(),
            BadHttpRequestException { StatusCode: 415 } => Problems.UnsupportedMediaType.Details(),
            BadHttpRequestException { InnerException: JsonException json } => Problems.MalformedJson.Details(
                PlainWords.Of(json)
            ),
            BadHttpRequestException bad => Problems.InvalidRequest.Details(PlainWords.Of(bad)),
            InvalidDataException bad => Problems.InvalidRequest.Details(bad.Message),
            DbUpdateConcurrencyException => Problems.Conflict.Details(
                "Someone else changed it at the same time; read it again."
            ),
            DbUpdateException { InnerException: { } inner } => Translate(inner),
            // EF's advice to retry
            InvalidOperationException { InnerException: NpgsqlException inner } => Translate(inner),
            PostgresException database when ConstraintProblems.For(database) is { } problem => problem.Details(
                "The database refused the change; nothing of it was stored."
            ),
            PostgresException => Problems.Internal.Details(),
            NpgsqlException or TimeoutException => Problems.DatabaseUnavailable.Details(),
            _ => Problems.Internal.Details(),
        };
}
