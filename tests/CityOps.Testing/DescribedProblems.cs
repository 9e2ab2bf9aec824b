using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using CityOps.App.Hosting;
using CityOps.App.Http.OpenApi;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.Testing;

/// <summary>
/// Holds the API to its own description: an operation that answers a problem which the OpenAPI document does not
/// declare fails the test that called it.
/// </summary>
public sealed class DescribedProblems(IServiceProvider services, HttpMessageHandler network)
    : DelegatingHandler(network)
{
    // One description a process for each set of roles: it is the same for every application.
    private static readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<Operation>>>> Descriptions = new();

    private sealed record Operation(string Method, string Path, Regex Address, int Variables, HashSet<string> Codes);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (
            (int)response.StatusCode is >= 400 and < 500
            && response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            && request.Method != HttpMethod.Head
        )
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            var problem = JsonSerializer.Deserialize<JsonElement>(
                await response.Content.ReadAsStringAsync(cancellationToken)
            );
            await CheckAsync(request, $"{(int)response.StatusCode} {problem.GetProperty("code").GetString()}");
        }

        return response;
    }

    private async Task CheckAsync(HttpRequestMessage request, string answer)
    {
        var called = (await DescribedAsync())
            .Where(one => one.Method == request.Method.Method && one.Address.IsMatch(request.RequestUri!.AbsolutePath))
            .MinBy(one => one.Variables); // an address that is spelled out goes before one with variables
        // not_found: the address fits no route, whatever operation it looks like.
        if (called is not null && !called.Codes.Contains(answer) && answer != "404 not_found")
        {
            Xunit.Assert.Fail(
                $"{called.Method} {called.Path} answered {answer}, which its description does not declare; "
                    + "say .Refuses(Problems.…) at the endpoint."
            );
        }
    }

    private Task<IReadOnlyList<Operation>> DescribedAsync()
    {
        var roles = string.Join(',', services.GetRequiredService<ServeOptions>().Roles.Order());
        return Descriptions.GetOrAdd(roles, _ => new(() => ReadAsync(services))).Value;
    }

    private static async Task<IReadOnlyList<Operation>> ReadAsync(IServiceProvider services)
    {
        var document = JsonSerializer.Deserialize<JsonElement>(
            await ApiDocument.WriteAsync(services, CancellationToken.None)
        );
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where operation.Value.TryGetProperty("responses", out _)
            select new Operation(
                operation.Name.ToUpperInvariant(),
                path.Name,
                new Regex($"^{Regex.Replace(Regex.Escape(path.Name), @"\\\{[^}]+}", "[^/]+")}/?$"),
                path.Name.Count(letter => letter == '{'),
                [.. operation.Value.GetProperty("responses").EnumerateObject().SelectMany(Answers)]
            ),
        ];
    }

    private static IEnumerable<string> Answers(JsonProperty response) =>
        response.Value.TryGetProperty("content", out var content)
        && content.TryGetProperty("application/problem+json", out var problem)
            ? problem
                .GetProperty("schema")
                .GetProperty("allOf")[1]
                .GetProperty("properties")
                .GetProperty("code")
                .GetProperty("enum")
                .EnumerateArray()
                .Select(code => $"{response.Name} {code.GetString()}")
            : [];
}
