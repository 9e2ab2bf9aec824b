using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CityOps.App.Http.OpenApi;

/// <summary>How a caller shows who they are.</summary>
public static class SecuritySchemes
{
    /// <summary>The console's cookie.</summary>
    public const string Session = "session";

    /// <summary>The phone's bearer token.</summary>
    public const string Token = "token";

    /// <summary>A gateway's id and secret.</summary>
    public const string Gateway = "gateway";

    public const string SessionCookie = "cityops-session";

    /// <summary>Taken by the endpoint's own check, where the framework's does not ask.</summary>
    internal sealed record Taken(IReadOnlyList<string> Schemes, bool IsOptional);

    /// <summary>The endpoint checks a gateway's key itself.</summary>
    public static TBuilder TakesGatewayKey<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Taken([Gateway], IsOptional: false));

    /// <summary>The endpoint is open to anybody, and knows an account that calls it.</summary>
    public static TBuilder KnowsAccounts<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Taken([Session, Token], IsOptional: true));

    /// <summary>In an endpoint's metadata: open to an account whose password is an administrator's still.</summary>
    internal sealed record WithFirstPassword;

    /// <summary>Also before the password that an administrator made is changed.</summary>
    public static TBuilder AllowWithFirstPassword<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new WithFirstPassword());

    internal static bool NeedsAccount(IList<object> metadata) =>
        metadata.OfType<IAuthorizeData>().Any() && !metadata.OfType<IAllowAnonymous>().Any();

    internal static Taken? TakenBy(IList<object> metadata) => metadata.OfType<Taken>().LastOrDefault();

    internal static Task SetAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken _
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var taken = NeedsAccount(metadata) ? new Taken([Session, Token], IsOptional: false) : TakenBy(metadata);
        operation.Security =
        [
            .. taken is { IsOptional: true }
                ? [new OpenApiSecurityRequirement()]
                : Array.Empty<OpenApiSecurityRequirement>(),
            .. (taken?.Schemes ?? []).Select(scheme => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [],
            }),
        ];
        return Task.CompletedTask;
    }

    internal static void Add(OpenApiDocument document)
    {
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Session] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = SessionCookie,
                Description = "The console's session, from POST /api/v1/session.",
            },
            [Token] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The phone's access token, from POST /api/v1/tokens.",
            },
            [Gateway] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "The gateway's id and secret.",
            },
        };
    }
}
