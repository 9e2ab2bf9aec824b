using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CityOps.Testing.Fuzz;

/// <summary>
/// Makes calls of every operation that the OpenAPI document names, from a seed: addresses, parameters and bodies that
/// fit their schemas, and some that do not. What answers tell goes into later calls.
/// </summary>
public sealed class HttpFuzzer
{
    // Those end or lock the fuzzer's own log-in, do not end by themselves, or start work that is not the caller's.
    private static readonly string[] LeftOut =
    [
        "/api/v1/events",
        "/api/v1/session",
        "/api/v1/sessions/{id}",
        "/api/v1/session/password",
        "/api/v1/tokens",
        "/api/v1/accounts/{login}/sessions/{id}",
        "/api/v1/jobs/{name}/run",
    ];

    // The server itself refuses a request line of over 8 KiB.
    private const int LongestQuery = 7_000;

    private static readonly HashSet<string> Verbs = ["get", "put", "post", "patch", "delete", "head", "options"];

    private readonly Random _random;
    private readonly KnownValues _known = new();
    private readonly SchemaValues _values;
    private readonly IReadOnlyList<(string Path, HttpMethod Method, JsonElement Operation)> _operations;
    private readonly IReadOnlySet<string> _logins;

    /// <param name="document">The OpenAPI document.</param>
    /// <param name="seed">The same seed makes the same calls, as far as the answers are the same.</param>
    /// <param name="logins">The accounts that call, which are not to be changed.</param>
    public HttpFuzzer(JsonElement document, int seed, IReadOnlySet<string> logins)
    {
        _random = new Random(seed);
        _logins = logins;
        _values = new SchemaValues(document, _known, _random);
        _operations =
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
            where !LeftOut.Contains(path.Name)
            from operation in path.Value.EnumerateObject()
            where Verbs.Contains(operation.Name)
            select (path.Name, new HttpMethod(operation.Name.ToUpperInvariant()), operation.Value),
        ];
    }

    /// <summary>The next call, the path of its operation and the statuses that its description names. The operations
    /// come in turns.</summary>
    public (HttpRequestMessage Request, string Path, IReadOnlySet<string> Declared) Next(int number)
    {
        var (path, method, operation) = _operations[number % _operations.Count];
        var resource = Resource(path);
        var parameters = operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray().ToList() : [];
        var request = new HttpRequestMessage(
            method,
            new Uri(Address(path, resource, parameters) + Query(resource, parameters), UriKind.Relative)
        );
        foreach (var header in parameters.Where(one => In(one) == "header" && _random.Next(4) > 0))
        {
            var name = header.GetProperty("name").GetString()!;
            var text = string.Concat(Text(header, resource).Where(char.IsAscii).Where(letter => letter >= ' '));
            request.Headers.TryAddWithoutValidation(name, text);
        }

        if (path.StartsWith("/api/v1/uploads", StringComparison.Ordinal))
        {
            request.Headers.Add("Tus-Resumable", "1.0.0");
            request.Headers.TryAddWithoutValidation("Upload-Length", OddValues.Number(_random));
            request.Headers.TryAddWithoutValidation("Upload-Offset", _random.Next(3) == 0 ? "x" : "0");
            request.Headers.TryAddWithoutValidation("Upload-Metadata", "sha256 " + Convert.ToBase64String(Bytes(32)));
        }

        if (operation.TryGetProperty("requestBody", out var body) && body.TryGetProperty("content", out var content))
        {
            request.Content = Body(content, resource);
        }

        var declared = operation.GetProperty("responses").EnumerateObject().Select(one => one.Name).ToHashSet();
        return (request, path, declared);
    }

    /// <summary>Keeps what an answer tells.</summary>
    public void Learn(string path, JsonElement answer) => _known.Learn(Resource(path), answer);

    private string Address(string path, string resource, IReadOnlyList<JsonElement> parameters)
    {
        var address = path;
        foreach (var one in parameters.Where(one => In(one) == "path"))
        {
            var name = one.GetProperty("name").GetString()!;
            // The server itself refuses U+0000 in a path, before there is a call to answer.
            var value = Text(one, resource).Replace("\0", "", StringComparison.Ordinal);
            value = value.Length == 0 || _logins.Contains(value) ? "fuzz_x" : value;
            address = address.Replace("{" + name + "}", Escaped(value), StringComparison.Ordinal);
        }

        return address;
    }

    private string Query(string resource, IReadOnlyList<JsonElement> parameters)
    {
        var query = new StringBuilder();
        foreach (var one in parameters.Where(one => In(one) == "query"))
        {
            var isRequired = one.TryGetProperty("required", out var required) && required.GetBoolean();
            var value = Escaped(Text(one, resource));
            if (
                (isRequired ? _random.Next(30) > 0 : _random.Next(3) == 0)
                && query.Length + value.Length < LongestQuery
            )
            {
                query
                    .Append(query.Length == 0 ? '?' : '&')
                    .Append(one.GetProperty("name").GetString())
                    .Append('=')
                    .Append(value);
            }
        }

        return query.ToString();
    }

    private string Text(JsonElement parameter, string resource)
    {
        var name = parameter.GetProperty("name").GetString()!;
        var schema = _values.Resolved(parameter.GetProperty("schema"));
        if (_random.Next(20) == 0)
        {
            return _random.Next(2) == 0 ? OddValues.Text(_random) : OddValues.Number(_random);
        }

        var value = _values.Value(schema, name, resource);
        return value switch
        {
            null => "",
            JsonValue one when one.TryGetValue<string>(out var text) => text,
            JsonArray several => string.Join(',', several.Select(one => one?.ToString())),
            _ => value.ToJsonString(),
        };
    }

    private HttpContent Body(JsonElement content, string resource)
    {
        var offered = content.EnumerateObject().ToList();
        var (media, schema) = (offered[_random.Next(offered.Count)].Name, offered[0].Value);
        if (
            media.EndsWith("json", StringComparison.Ordinal)
            && content.GetProperty(media).TryGetProperty("schema", out schema)
        )
        {
            return Typed(Mutated(_values.Value(schema, "", resource)), _random.Next(40) == 0 ? "text/plain" : media);
        }

        return media switch
        {
            "multipart/form-data" => Multipart(resource),
            "text/csv" or "text/plain" => Typed(Encoding.UTF8.GetBytes(Table()), media),
            _ => Typed(Bytes(_random.Next(200)), media),
        };
    }

    // One thing is wrong in every second body.
    private byte[] Mutated(JsonNode? body)
    {
        if (body is JsonObject { Count: > 0 } made)
        {
            var member = made.ElementAt(_random.Next(made.Count)).Key;
            switch (_random.Next(12))
            {
                case 0:
                    made.Remove(member);
                    break;
                case 1 or 2:
                    made[member] = OddValues.Json(_random);
                    break;
                case 3:
                    made["fuzz"] = OddValues.Json(_random);
                    break;
                case 4:
                    var text = made.ToJsonString();
                    return Encoding.UTF8.GetBytes(text[.._random.Next(text.Length)]);
                case 5:
                    var twice = made.ToJsonString();
                    return Encoding.UTF8.GetBytes($"{{\"{member}\":null,{twice[1..]}");
            }
        }

        return Encoding.UTF8.GetBytes(body?.ToJsonString() ?? "null");
    }

    private MultipartFormDataContent Multipart(string resource)
    {
        var parts = new MultipartFormDataContent();
        for (var i = _random.Next(4); i > 0; i--)
        {
            if (_random.Next(2) == 0)
            {
                parts.Add(new StringContent($"{{\"id\":\"{_values.Uuid()}\",\"category\":\"03101\"}}"), "report");
            }
            else
            {
                parts.Add(new ByteArrayContent(Bytes(300)), "photo", _values.Text("name", null, resource));
            }
        }

        return parts;
    }

    private string Table()
    {
        var table = new StringBuilder();
        for (var row = _random.Next(1, 6); row > 0; row--)
        {
            for (var column = _random.Next(1, 6); column > 0; column--)
            {
                table
                    .Append(_random.Next(3) == 0 ? OddValues.Text(_random) : _values.Text("code", null, ""))
                    .Append(',');
            }

            table.Append('\n');
        }

        return table.ToString();
    }

    private static ByteArrayContent Typed(byte[] bytes, string media)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(media);
        return content;
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            var isPlain = char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'_' or (byte)'~';
            escaped.Append(
                isPlain ? ((char)one).ToString() : string.Create(CultureInfo.InvariantCulture, $"%{one:X2}")
            );
        }

        return escaped.ToString();
    }

    private static string In(JsonElement parameter) => parameter.GetProperty("in").GetString()!;

    private static string Resource(string path) => path.Split('/') is [_, "api", _, var resource, ..] ? resource : path;
}
