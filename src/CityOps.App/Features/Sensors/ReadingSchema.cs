using System.Globalization;
using CityOps.Ingest;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace CityOps.App.Features.Sensors;

/// <summary>Describes the fields of <see cref="ReadingFields"/> in the API's document: all that a reading may be sent
/// with, and those that are read back.</summary>
public static class ReadingSchema
{
    public static IServiceCollection AddReadingSchema(this IServiceCollection services) =>
        services.ConfigureAll<OpenApiOptions>(api =>
            api.AddSchemaTransformer(
                (schema, context, _) =>
                {
                    var type = context.JsonTypeInfo.Type;
                    if (type == typeof(ReadingBody))
                    {
                        Add(schema, ReadingFields.All);
                    }
                    else if (type == typeof(ReadingItem))
                    {
                        Add(schema, ReadingFields.Stored);
                        schema.AdditionalProperties = null;
                    }

                    return Task.CompletedTask;
                }
            )
        );

    private static void Add(OpenApiSchema schema, IReadOnlyList<ReadingField> fields)
    {
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        foreach (var field in fields)
        {
            schema.Properties[field.Name] = new OpenApiSchema
            {
                Type =
                    (field.Type == FieldType.Number ? JsonSchemaType.Number : JsonSchemaType.Integer)
                    | JsonSchemaType.Null,
                Format = field.Type switch
                {
                    FieldType.Whole32 => "int32",
                    FieldType.Whole64 => "int64",
                    FieldType.Number => "double",
                },
                Description = $"{field.Meaning}: {field.Accepted}",
                Minimum = field.Bounds is var (min, _) ? min.ToString(CultureInfo.InvariantCulture) : null,
                Maximum = field.Bounds is var (_, max) ? max.ToString(CultureInfo.InvariantCulture) : null,
            };
        }
    }
}
