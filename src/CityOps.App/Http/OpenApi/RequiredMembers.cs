using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CityOps.App.Http.OpenApi;

/// <summary>
/// Which members are required. An answer has all of its members, but for those that are left out when null; a request
/// needs those that can be neither null nor left out. The same type is described once, so one that is both sent and
/// answered requires what a request does.
/// </summary>
internal static class RequiredMembers
{
    // Noted on the schema while the type is known, taken off once it is known where the schema is used.
    private const string Answered = "x-answered";
    private const string Needed = "x-needed";

    public static Task NoteAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken _)
    {
        if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is { Count: > 0 })
        {
            var members = context.JsonTypeInfo.Properties.Where(p => schema.Properties.ContainsKey(p.Name)).ToList();
            schema.Extensions ??= new Dictionary<string, IOpenApiExtension>();
            // What tells one of several kinds is no member of the type.
            string[] kind = [.. schema.Properties.Keys.Where(name => name == "$type")];
            schema.Extensions[Answered] = Names([.. kind, .. members.Where(IsAlwaysAnswered).Select(m => m.Name)]);
            schema.Extensions[Needed] = Names([.. kind, .. members.Where(IsNeeded).Select(m => m.Name)]);
        }

        return Task.CompletedTask;
    }

    public static void Set(OpenApiDocument document)
    {
        var (sent, answered) = (new HashSet<IOpenApiSchema>(), new HashSet<IOpenApiSchema>());
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
        {
            foreach (var media in operation.RequestBody?.Content?.Values ?? [])
            {
                Visit(media.Schema, sent);
            }

            foreach (var parameter in operation.Parameters ?? [])
            {
                Visit(parameter.Schema, sent);
            }

            foreach (var media in (operation.Responses ?? []).Values.SelectMany(one => one.Content?.Values ?? []))
            {
                Visit(media.Schema, answered);
            }
        }

        foreach (var schema in sent.Union(answered).OfType<OpenApiSchema>())
        {
            if (schema.Extensions?.TryGetValue(sent.Contains(schema) ? Needed : Answered, out var names) == true)
            {
                schema.Required = Names(names);
                schema.Extensions.Remove(Needed);
                schema.Extensions.Remove(Answered);
            }
        }
    }

    private static void Visit(IOpenApiSchema? schema, HashSet<IOpenApiSchema> seen)
    {
        if (schema is OpenApiSchemaReference reference)
        {
            Visit(reference.RecursiveTarget, seen);
            return;
        }

        if (schema is null || !seen.Add(schema))
        {
            return;
        }

        IOpenApiSchema?[] below =
        [
            schema.Items,
            schema.AdditionalProperties,
            .. schema.Properties?.Values ?? [],
            .. schema.AllOf ?? [],
            .. schema.OneOf ?? [],
            .. schema.AnyOf ?? [],
        ];
        foreach (var one in below)
        {
            Visit(one, seen);
        }
    }

    private static bool IsAlwaysAnswered(JsonPropertyInfo member) =>
        member.Get is not null
        && member
            .AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), true)
            .OfType<JsonIgnoreAttribute>()
            .Any(ignored => ignored.Condition != JsonIgnoreCondition.Never) != true;

    private static bool IsNeeded(JsonPropertyInfo member) =>
        member.IsRequired
        || (member.AssociatedParameter is { HasDefaultValue: false, IsNullable: false } && !IsNullableValue(member));

    private static bool IsNullableValue(JsonPropertyInfo member) =>
        Nullable.GetUnderlyingType(member.PropertyType) is not null;

    private static JsonNodeExtension Names(IEnumerable<string> members) =>
        new(new JsonArray([.. members.Select(member => (JsonNode)member)]));

    private static HashSet<string> Names(IOpenApiExtension names) =>
        [.. ((JsonNodeExtension)names).Node.AsArray().Select(name => name!.GetValue<string>())];
}
