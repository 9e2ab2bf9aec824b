using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using CityOps.Ingest;

namespace CityOps.App.Http;

/// <summary>The two ends of a message handler: bytes to a body, a refusal to a reason on record.</summary>
public static class FieldMessage
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Tolerant = [];

    /// <summary>
    /// A message's body. Members that are not ours are passed over, other than in a call over HTTP: devices add what
    /// their maker likes, and nobody stands by to correct it.
    /// </summary>
    public static Result<T> Read<T>(ReadOnlyMemory<byte> payload, JsonSerializerOptions options)
        where T : class => ReadStrictly<T>(payload, Tolerant.GetValue(options, Tolerating));

    /// <summary>
    /// The same of a part of a call over HTTP, where a member that is not ours is refused by its name.
    /// </summary>
    public static Result<T> ReadStrictly<T>(ReadOnlyMemory<byte> payload, JsonSerializerOptions options)
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

    private static JsonSerializerOptions Tolerating(JsonSerializerOptions options) =>
        new(options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };
}
