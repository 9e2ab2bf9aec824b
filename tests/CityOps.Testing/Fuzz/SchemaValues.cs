using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CityOps.Testing.Fuzz;

/// <summary>JSON that fits a schema of the OpenAPI document, now and then with something odd in it.</summary>
internal sealed class SchemaValues(JsonElement document, KnownValues known, Random random)
{
    private const int Deepest = 6;

    /// <param name="name">The member that holds it, by whose name known values are found.</param>
    /// <param name="resource">What the call is about.</param>
    public JsonNode? Value(JsonElement schema, string name, string resource, int depth = 0)
    {
        var of = Resolved(schema);
        if (random.Next(40) == 0)
        {
            return OddValues.Json(random);
        }

        if (of.TryGetProperty("enum", out var values) && values.GetArrayLength() > 0)
        {
            return JsonNode.Parse(values[random.Next(values.GetArrayLength())].GetRawText());
        }

        var format = of.TryGetProperty("format", out var said) ? said.GetString() : null;
        return Type(of) switch
        {
            "object" => Object(of, resource, depth),
            "array" => Array(of, name, resource, depth),
            "string" => JsonValue.Create(Text(name, format, resource)),
            "integer" => JsonValue.Create(random.Next(4) == 0 ? random.Next(-5, 100_000) : random.Next(1, 60)),
            "number" => JsonValue.Create(Number(name)),
            "boolean" => JsonValue.Create(random.Next(2) == 0),
            "null" => null,
            _ => OddValues.Json(random),
        };
    }

    /// <summary>Text of a format; one that an answer told, where there is one of the name.</summary>
    public string Text(string name, string? format, string resource)
    {
        var now = DateTimeOffset.UtcNow;
        if (random.Next(25) == 0)
        {
            return OddValues.Text(random).Replace("\uD800", "\uFFFD", StringComparison.Ordinal);
        }

        if (random.Next(5) > 0 && known.Any(name, resource, random) is { } text)
        {
            return text;
        }

        return (format, name) switch
        {
            ("date-time", _) => now.AddMinutes(-random.Next(60_000)).ToString("O", CultureInfo.InvariantCulture),
            ("date", _) or (_, "from" or "to" or "day") => now.AddDays(-random.Next(60))
                .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ("uuid", _) => Uuid().ToString(),
            ("time", _) => $"{random.Next(24):00}:{random.Next(60):00}:00",
            ("byte", _) => Convert.ToBase64String([1, 2, 3]),
            (_, "month") => now.AddMonths(-random.Next(6)).ToString("yyyy-MM", CultureInfo.InvariantCulture),
            (_, "bbox") => "113.3,22.5,113.5,22.6",
            (_, "coordSystem") => random.Next(3) == 0 ? "gcj02" : "wgs84",
            (_, "url") => "https://example.com/hook",
            _ => $"fuzz_{random.Next(40)}",
        };
    }

    public Guid Uuid()
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>The schema itself: behind its reference, and of alternatives one that is not null.</summary>
    public JsonElement Resolved(JsonElement schema)
    {
        for (var step = 0; step < 8; step++)
        {
            if (schema.TryGetProperty("$ref", out var reference))
            {
                schema = reference
                    .GetString()!
                    .Split('/')
                    .Skip(1)
                    .Aggregate(document, (at, part) => at.GetProperty(part));
            }
            else if (schema.TryGetProperty("oneOf", out var some) || schema.TryGetProperty("anyOf", out some))
            {
                var alternatives = some.EnumerateArray().Where(one => Type(one) != "null").ToList();
                schema = alternatives[random.Next(alternatives.Count)];
            }
            else
            {
                break;
            }
        }

        return schema;
    }

    private JsonObject Object(JsonElement schema, string resource, int depth)
    {
        var made = new JsonObject();
        if (depth > Deepest)
        {
            return made;
        }

        if (schema.TryGetProperty("properties", out var members))
        {
            var required = schema.TryGetProperty("required", out var names)
                ? names.EnumerateArray().Select(one => one.GetString()).ToHashSet()
                : [];
            foreach (var member in members.EnumerateObject())
            {
                if (required.Contains(member.Name) ? random.Next(50) > 0 : random.Next(5) > 1)
                {
                    made[member.Name] = Value(member.Value, member.Name, resource, depth + 1);
                }
            }
        }
        else if (schema.TryGetProperty("additionalProperties", out var any) && any.ValueKind == JsonValueKind.Object)
        {
            for (var i = random.Next(3); i > 0; i--)
            {
                made[Text("code", null, resource)] = Value(any, "", resource, depth + 1);
            }
        }

        return made;
    }

    private JsonArray Array(JsonElement schema, string name, string resource, int depth)
    {
        var made = new JsonArray();
        if (depth > Deepest || !schema.TryGetProperty("items", out var item))
        {
            return made;
        }

        for (var i = random.Next(30) == 0 ? 300 : random.Next(4); i > 0; i--)
        {
            made.Add(Value(item, name, resource, depth + 2));
        }

        return made;
    }

    // Most positions lie in the city.
    private double Number(string name) =>
        name switch
        {
            "lon" when random.Next(10) > 0 => 113.3 + (random.NextDouble() / 5),
            "lat" when random.Next(10) > 0 => 22.5 + (random.NextDouble() / 10),
            _ => Math.Round((random.NextDouble() * 200) - 20, 3),
        };

    private static string Type(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return schema.TryGetProperty("properties", out _) ? "object" : "";
        }

        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(one => one.GetString()!).FirstOrDefault(one => one != "null", "null")
            : type.GetString()!;
    }
}
