using System.Globalization;
using System.Text.Json;
using CityOps.App.Http;

namespace CityOps.Testing.Fuzz;

/// <summary>What came of many odd calls.</summary>
/// <param name="Calls">How many were made.</param>
/// <param name="Taken">How many of them were answered with a success.</param>
/// <param name="Faults">What must not be: an answer of 500 or above, a refusal that is no problem+json with a code, an
/// answer that the description does not declare.</param>
public sealed record FuzzRun(int Calls, int Taken, IReadOnlyCollection<string> Faults)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Makes the calls one after the other, as the callers in turns.</summary>
    public static async Task<FuzzRun> RunAsync(
        HttpFuzzer fuzzer,
        IReadOnlyList<HttpClient> callers,
        int calls,
        CancellationToken ct
    )
    {
        var (taken, faults) = (0, new SortedDictionary<string, string>(StringComparer.Ordinal));
        for (var number = 0; number < calls; number++)
        {
            var (request, path, declared) = fuzzer.Next(number);
            using var _ = request;
            // The first caller may the most, and makes two calls of three.
            var caller = callers[number % 3 < 2 ? 0 : number / 3 % callers.Count];
            var call = $"{request.Method} {path}";
            try
            {
                using var answer = await caller.SendAsync(request, ct).WaitAsync(Patience, ct);
                if (answer.IsSuccessStatusCode)
                {
                    taken++;
                    await LearnAsync(fuzzer, path, answer, ct);
                }
                else if (await FaultAsync(path, answer, declared, ct) is { } fault)
                {
                    faults.TryAdd($"{call}: {fault}", await TellAsync(request, ct));
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                faults.TryAdd($"{call}: {failure.Message}", await TellAsync(request, ct));
            }
        }

        return new(calls, taken, [.. faults.Select(fault => $"{fault.Key}\n    {fault.Value}")]);
    }

    private static async Task LearnAsync(
        HttpFuzzer fuzzer,
        string path,
        HttpResponseMessage answer,
        CancellationToken ct
    )
    {
        if (
            answer.Content.Headers.ContentType?.MediaType == "application/json"
            && answer.Content.Headers.ContentLength is not > 1_000_000
        )
        {
            var bytes = await answer.Content.ReadAsByteArrayAsync(ct);
            if (bytes.Length > 0)
            {
                fuzzer.Learn(path, JsonSerializer.Deserialize<JsonElement>(bytes));
            }
        }
    }

    private static async Task<string?> FaultAsync(
        string path,
        HttpResponseMessage answer,
        IReadOnlySet<string> declared,
        CancellationToken ct
    )
    {
        var status = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        if ((int)answer.StatusCode >= 500)
        {
            return $"{status} {(await answer.Content.ReadAsStringAsync(ct)).ReplaceLineEndings(" ")}";
        }

        if ((int)answer.StatusCode < 400 || answer.RequestMessage?.Method == HttpMethod.Head)
        {
            return null;
        }

        if (!path.StartsWith("/api/", StringComparison.Ordinal))
        {
            return null; // a page
        }

        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return $"{status} without a problem";
        }

        var problem = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsByteArrayAsync(ct));
        if (!problem.TryGetProperty("code", out var code) || code.GetString() is not { Length: > 0 } named)
        {
            return $"{status} without a code";
        }

        // An odd value can make an address that belongs to no operation.
        return declared.Contains(status) || named == Problems.NotFound.Code
            ? null
            : $"{status} {named} is not declared";
    }

    private static async Task<string> TellAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(ct);
        return $"{request.RequestUri} {request.Content?.Headers.ContentType} {body[..Math.Min(600, body.Length)]}";
    }
}
