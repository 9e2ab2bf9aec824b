using Microsoft.AspNetCore.Authorization;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// Who may call an endpoint, said on the endpoint itself. Every endpoint says it (a test sees to that): one of these,
/// or
/// AllowAnonymous.
/// </summary>
public static class Allow
{
    /// <summary>Anyone who is logged in; what they see is cut to their organisation and town.</summary>
    public static TBuilder AllowLoggedIn<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization();

    /// <summary>Only these <see cref="Roles"/>.</summary>
    public static TBuilder AllowRoles<TBuilder>(this TBuilder endpoint, params string[] roles)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(new AuthorizeAttribute { Roles = string.Join(',', roles) });
}
