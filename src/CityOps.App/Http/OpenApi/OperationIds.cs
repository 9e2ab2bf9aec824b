using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CityOps.App.Http.OpenApi;

/// <summary>
/// Names of operations, for programs that are made from the description: the tag and the handler, as in cases_list,
/// gateways_addGateway. An endpoint whose handler is a lambda has its name by WithName; so has one whose handler was
/// renamed.
/// </summary>
internal static class OperationIds
{
    public static Task SetAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken _
    )
    {
        operation.OperationId ??= $"{Camel(Tag(context.Description))}_{Handler(context.Description)}";
        return Task.CompletedTask;
    }

    /// <exception cref="InvalidOperationException">Two operations have the same id.</exception>
    public static void Check(OpenApiDocument document)
    {
        var twice = document
            .Paths.SelectMany(path =>
                path.Value.Operations!.Select(one => (one.Value.OperationId, At: $"{one.Key} {path.Key}"))
            )
            .GroupBy(one => one.OperationId, one => one.At)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group)}")
            .ToList();
        if (twice.Count > 0)
        {
            throw new InvalidOperationException(
                $"Operations need different ids; give one of each a name by WithName: {string.Join("; ", twice)}."
            );
        }
    }

    private static string Tag(ApiDescription description) =>
        description
            .ActionDescriptor.EndpointMetadata.OfType<Microsoft.AspNetCore.Http.Metadata.ITagsMetadata>()
            .LastOrDefault()
            ?.Tags
            is [{ } tag, ..]
            ? tag
            : throw new InvalidOperationException($"{At(description)} has no tag; give it one by WithTags.");

    private static string Handler(ApiDescription description)
    {
        var method = description.ActionDescriptor.EndpointMetadata.OfType<MethodInfo>().LastOrDefault();
        if (method is null || method.Name.Contains('<', StringComparison.Ordinal))
        {
            throw new InvalidOperationException(
                $"{At(description)} has a lambda for its handler; give it a name by WithName."
            );
        }

        var type = method.DeclaringType!.Name;
        var name = method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name[..^5] : method.Name;
        return Camel(
            type.EndsWith("Api", StringComparison.Ordinal) ? name
            : name == "Run" ? type
            : type + name
        );
    }

    private static string Camel(string name) =>
        string.Concat(
            name.Split(' ', '-')
                .Select(
                    (part, i) =>
                        i == 0
                            ? JsonNamingPolicy.CamelCase.ConvertName(part)
                            : char.ToUpperInvariant(part[0]) + part[1..]
                )
        );

    private static string At(ApiDescription description) => $"{description.HttpMethod} /{description.RelativePath}";
}
