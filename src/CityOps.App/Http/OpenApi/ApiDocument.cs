using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CityOps.App.Http.OpenApi;

/// <summary>
/// The API's description, /openapi/v1.json. What follows from an endpoint's metadata is derived here: operation ids,
/// security, the refusals that any call can meet, which members are always there. What a use case refuses is said at
/// its endpoint, by <see cref="Describing.Refuses"/>.
/// </summary>
public static class ApiDocument
{
    public const string Name = "v1";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi(Name, options =>
        {
            // Free JSON is described where it stands.
            options.CreateSchemaReferenceId = type =>
                (Nullable.GetUnderlyingType(type.Type) ?? type.Type) == typeof(JsonElement)
                || type.Type == typeof(JsonDocument)
                    ? null
                    : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            options.AddSchemaTransformer(RequiredMembers.NoteAsync);
            options.AddSchemaTransformer(MemberSchemas.SetAsync);
            options.AddOperationTransformer(OperationIds.SetAsync);
            options.AddOperationTransformer(SecuritySchemes.SetAsync);
            options.AddOperationTransformer(Describing.SetBodyAsync);
            options.AddOperationTransformer(DeclaredProblems.SetAsync);
            options.AddDocumentTransformer(
                (document, _, _) =>
                {
                    Describe(document);
                    OperationIds.Check(document);
                    SecuritySchemes.Add(document);
                    RequiredMembers.Set(document);
                    return Task.CompletedTask;
                }
            );
        });

    /// <summary>As it is served, without a server: of every endpoint that the application has.</summary>
    public static async Task<string> WriteAsync(IServiceProvider services, CancellationToken ct)
    {
        var document = await services
            .GetRequiredKeyedService<IOpenApiDocumentProvider>(Name)
            .GetOpenApiDocumentAsync(ct);
        return await document.SerializeAsync(OpenApiSpecVersion.OpenApi3_1, OpenApiConstants.Json, ct);
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "CityOps",
            Version = Name,
            Description =
                "Field data of a city's urban management bureau. "
                + "Refusals are problem+json with a stable code (docs/problems.md).",
            License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [new() { Url = "/" }]; // wherever it was read from
    }
}
