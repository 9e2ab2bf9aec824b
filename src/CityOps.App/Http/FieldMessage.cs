using System.Text.Json;
using CityOps.Ingest;

namespace CityOps.App.Http;

/// <summary>The two ends of a message handler: bytes to a body, a refusal to a reason on record.</summary>
public static class FieldMessage
{
    public static Result<T> Read<T>(ReadOnlyMemory<byte> payload, JsonSerializerOptions options)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(payload.Span, options) is { } body
                ? body
                : Problems.MalformedJson.Refuse("The message is null.");
        }
        catch (JsonException problem)
        {
            return Problems.MalformedJson.Refuse(PlainWords.Of(problem));
        }
    }

    public static FieldMessageOutcome Rejected(Refusal refusal) =>
        FieldMessageOutcome.Rejected(refusal.Problem.Code, refusal.Detail);
}
