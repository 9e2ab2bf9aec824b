namespace CityOps.App.Features.Accounts;

/// <summary>
/// Who may call an endpoint. Every endpoint has one of these or AllowAnonymous (EndpointRightsTests).
/// </summary>
public static class AllowOperation
{
    /// <summary>Accounts whose role has a right to this operation of sql/reference/roles.sql.</summary>
    public static TBuilder Allow<TBuilder>(this TBuilder endpoint, string operation)
        where TBuilder : IEndpointConventionBuilder => endpoint.Allow(operation, caller => caller.May(operation));

    /// <summary>
    /// The same, and accounts that had the right in a role before: the endpoint judges a record by the rights of the
    /// time it was made (<see cref="Caller.AsOf"/>).
    /// </summary>
    public static TBuilder AllowAsMade<TBuilder>(this TBuilder endpoint, string operation)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.Allow(operation, caller => caller.MayOrMight(operation));

    private static TBuilder Allow<TBuilder>(this TBuilder endpoint, string operation, Func<Caller, bool> may)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint
            .RequireAuthorization(policy =>
                policy
                    .RequireAuthenticatedUser()
                    .RequireAssertion(context =>
                        context.Resource is HttpContext http && Caller.From(http) is { } caller && may(caller)
                    )
            )
            .WithMetadata(new AllowedOperation(operation));

    /// <summary>Every account, for its own session and password.</summary>
    public static TBuilder AllowEveryAccount<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization();
}

/// <summary>The operation that an endpoint is, in its metadata.</summary>
public sealed record AllowedOperation(string Operation);
