using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CityOps.App.Http.OpenApi;

/// <summary>Says at an endpoint what its handler's signature does not show.</summary>
public static class Describing
{
    /// <summary>
    /// The problems that the use case answers, beside those that any call can meet (<see cref="DeclaredProblems"/>).
    /// A test that gets another one fails.
    /// </summary>
    public static TBuilder Refuses<TBuilder>(this TBuilder endpoint, params IEnumerable<Problem> problems)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Refusals([.. problems]));

    /// <summary>A file, or a stream of lines or events, rather than JSON.</summary>
    public static RouteHandlerBuilder ProducesFile(this RouteHandlerBuilder endpoint, params string[] mediaTypes) =>
        endpoint.Produces<Stream>(StatusCodes.Status200OK, mediaTypes[0].Split(';')[0], mediaTypes[1..]);

    /// <summary>The handler reads the body itself, in whichever of these it comes; others it refuses.</summary>
    public static TBuilder ReadsBody<TBuilder>(this TBuilder endpoint, params IEnumerable<string> mediaTypes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new SentBody([.. mediaTypes]));

    internal static Task SetBodyAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken _
    )
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<SentBody>().LastOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Content = body.MediaTypes.ToDictionary(
                    type => type,
                    _ => new OpenApiMediaType
                    {
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                    }
                ),
            };
        }

        return Task.CompletedTask;
    }
}

/// <summary>What an endpoint's use case refuses.</summary>
internal sealed record Refusals(IReadOnlyList<Problem> Problems);

/// <summary>The media types that an endpoint's handler reads.</summary>
internal sealed record SentBody(IReadOnlyList<string> MediaTypes);
