using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Http;

/// <summary>
/// The ETag of an answer is a hash of its content: who asks again with If-None-Match gets 304 and no body while that is
/// the same. For reference data, which is asked for often and changes rarely; the database is read all the same.
/// </summary>
internal static class ContentTag
{
    private const int HashBytes = 12;

    public static RouteHandlerBuilder TaggedByContent(this RouteHandlerBuilder call) =>
        call.AddEndpointFilter(
                async (context, next) =>
                {
                    var answer = await next(context);
                    return
                        answer
                            is IValueHttpResult { Value: { } content }
                                and IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK }
                        ? Tagged(context.HttpContext, content)
                        : answer;
                }
            )
            .Produces(StatusCodes.Status304NotModified);

    private static IResult Tagged(HttpContext http, object content)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var body = JsonSerializer.SerializeToUtf8Bytes(content, content.GetType(), options);
        var hash = SHA256.HashData(body).AsSpan(0, HashBytes);
        var tag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(hash)}\"");
        http.Response.GetTypedHeaders().ETag = tag;
        http.Response.Headers.CacheControl = "private, no-cache";
        return http
            .Request.GetTypedHeaders()
            .IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known.Tag == "*")
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Bytes(body, "application/json; charset=utf-8");
    }
}
