using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CityOps.App.Http.OpenApi;

/// <summary>A member of free JSON that is a GeoJSON geometry.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class GeoJsonAttribute : Attribute;

/// <summary>A member of free JSON that is an object.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class JsonObjectAttribute : Attribute;

/// <summary>A string member that takes one of the constants of a type.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValuesOfAttribute(Type type) : Attribute
{
    public IReadOnlyList<string> Values { get; } =
    [
        .. type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!),
    ];
}

/// <summary>What the types alone do not say of a member: times that have a converter of ours, free JSON, the few values
/// of a string.</summary>
internal static class MemberSchemas
{
    public static Task SetAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken _)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset))
        {
            var isNullable = Nullable.GetUnderlyingType(type) is not null && context.JsonPropertyInfo is not null;
            schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
            schema.Format = "date-time";
        }
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (schema is { Type: null, Properties.Count: > 0 })
        {
            schema.Type = JsonSchemaType.Object; // one of several kinds, by its $type
        }

        if (Of<GeoJsonAttribute>(context) is not null)
        {
            schema.Type = Object(context);
            schema.Required = new HashSet<string> { "type", "coordinates" };
            schema.Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["coordinates"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema() },
            };
        }
        else if (Of<JsonObjectAttribute>(context) is not null)
        {
            schema.Type = Object(context);
            schema.AdditionalProperties = new OpenApiSchema();
        }
        else if (Of<ValuesOfAttribute>(context) is { } closed)
        {
            schema.Enum = [.. closed.Values.Select(value => JsonValue.Create(value))];
            if (schema.Type?.HasFlag(JsonSchemaType.Null) == true)
            {
                schema.Enum.Add(JsonNullSentinel.JsonNull);
            }
        }

        return Task.CompletedTask;
    }

    private static T? Of<T>(OpenApiSchemaTransformerContext context)
        where T : Attribute =>
        context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(T), true).OfType<T>().FirstOrDefault();

    private static JsonSchemaType Object(OpenApiSchemaTransformerContext context) =>
        Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) is null
            ? JsonSchemaType.Object
            : JsonSchemaType.Object | JsonSchemaType.Null;
}
