using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CityOps.App.Http.OpenApi;

/// <summary>
/// Every 4xx of an operation with its problem codes: what its use case refuses (<see cref="Describing.Refuses"/>), and
/// what follows from the kind of call.
/// </summary>
internal static class DeclaredProblems
{
    private const string MediaType = "application/problem+json";
    private const string SchemaId = "Problem";

    public static Task SetAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken _
    )
    {
        operation.Responses ??= [];
        foreach (var group in Of(context.Description).Distinct().GroupBy(problem => problem.Status).OrderBy(g => g.Key))
        {
            operation.Responses[$"{group.Key}"] = Response([.. group], context.Document!);
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<Problem> Of(ApiDescription description)
    {
        var metadata = description.ActionDescriptor.EndpointMetadata;
        return
        [
            .. metadata.OfType<Refusals>().SelectMany(refusals => refusals.Problems),
            .. OfCaller(metadata),
            .. OfRequest(description, metadata),
        ];
    }

    // Who calls: as the middleware for accounts and authorization answers.
    private static IEnumerable<Problem> OfCaller(IList<object> metadata)
    {
        if (SecuritySchemes.NeedsAccount(metadata) || SecuritySchemes.TakenBy(metadata) is { IsOptional: true })
        {
            yield return Problems.NotLoggedIn;
            yield return Problems.TokenExpired;
            yield return Problems.TokenInvalid;
            yield return Problems.AccountDisabled;
        }

        if (SecuritySchemes.NeedsAccount(metadata) && !metadata.OfType<SecuritySchemes.WithFirstPassword>().Any())
        {
            yield return Problems.PasswordChangeRequired;
        }

        if (SecuritySchemes.NeedsAccount(metadata) && IsForSome(metadata))
        {
            yield return Problems.Forbidden;
        }
    }

    private static bool IsForSome(IList<object> metadata) =>
        metadata.OfType<IAuthorizeData>().Any(data => data.Roles is not null || data.Policy is not null)
        || metadata
            .OfType<AuthorizationPolicy>()
            .SelectMany(policy => policy.Requirements)
            .Any(requirement => requirement is not DenyAnonymousAuthorizationRequirement);

    // What is sent: as the framework, the database and the outer edge answer.
    private static IEnumerable<Problem> OfRequest(ApiDescription description, IList<object> metadata)
    {
        var isChange = !HttpMethods.IsGet(description.HttpMethod!) && !HttpMethods.IsHead(description.HttpMethod!);
        var mediaTypes = metadata.OfType<SentBody>().LastOrDefault()?.MediaTypes
            ?? metadata.OfType<IAcceptsMetadata>().LastOrDefault()?.ContentTypes;
        if (isChange)
        {
            yield return Problems.CrossSite;
            yield return Problems.Conflict;
            yield return Problems.ConstraintViolated;
        }

        if (LongCalls.KindOf(description.HttpMethod, metadata) is { } kind)
        {
            yield return LongCalls.Refusal(kind);
        }

        if (mediaTypes is not null || description.ParameterDescriptions.Any(IsSent))
        {
            yield return Problems.InvalidRequest;
        }

        if (QueryParameters.Guards(description))
        {
            yield return Problems.ParameterUnknown;
        }

        if (mediaTypes is not null)
        {
            yield return Problems.UnsupportedMediaType;
            yield return Problems.BodyTooLarge;
        }

        if (mediaTypes?.Any(type => type.EndsWith("json", StringComparison.Ordinal)) == true)
        {
            yield return Problems.MalformedJson;
        }

        if (
            description.ParameterDescriptions.Any(p =>
                string.Equals(p.Name, "cursor", StringComparison.OrdinalIgnoreCase) // a filter's property is Cursor
            )
        )
        {
            yield return Problems.InvalidCursor;
        }

        if (description.ParameterDescriptions.Any(p => p.RouteInfo?.Constraints?.Any() == true))
        {
            yield return Problems.NotFound; // an address whose id is none is no address
        }
    }

    private static bool IsSent(ApiParameterDescription parameter) =>
        parameter.Source == BindingSource.Path
        || parameter.Source == BindingSource.Query
        || parameter.Source == BindingSource.Header;

    private static OpenApiResponse Response(IReadOnlyList<Problem> problems, OpenApiDocument document)
    {
        document.Components ??= new();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas.TryAdd(SchemaId, Schema());
        var codes = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "code" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["code"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. problems.Select(problem => (JsonNode)problem.Code)],
                },
            },
        };
        return new()
        {
            Description = string.Join('\n', problems.Select(problem => $"{problem.Code}: {problem.Title}")),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [MediaType] = new()
                {
                    Schema = new OpenApiSchema { AllOf = [new OpenApiSchemaReference(SchemaId, document), codes] },
                },
            },
        };
    }

    // As Problem.Details writes it.
    private static OpenApiSchema Schema() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "RFC 9457, with members of its own kind beside these.",
            Required = new HashSet<string> { "type", "title", "status", "code", "titleZh" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("/problems/ and the code."),
                ["title"] = Text("English, the same for every occurrence."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                ["detail"] = Text("What happened, to which id, and what to do."),
                ["code"] = Text("Stable; docs/problems.md lists them."),
                ["titleZh"] = Text("Chinese, shown to the user."),
                ["traceId"] = Text("Names the call in the logs."),
                ["field"] = Text("The member or parameter that is wrong, where it is one."),
            },
            AdditionalPropertiesAllowed = true,
        };

    private static OpenApiSchema Text(string description) =>
        new() { Type = JsonSchemaType.String, Description = description };
}
