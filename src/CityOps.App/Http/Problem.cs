using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CityOps.App.Http;

/// <summary>
/// A way in which a call can fail, with the stable code that clients are written against (RFC 9457 problem+json, member
/// <c>code</c>). All of them stand in <see cref="Problems"/>.
/// </summary>
/// <param name="Code">snake_case; never changes once released.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">English, the same for every occurrence.</param>
/// <param name="TitleZh">Chinese, shown to the user.</param>
public sealed record Problem(string Code, int Status, string Title, string TitleZh)
{
    /// <summary>RFC 9457, 3.1, and what every problem of ours has.</summary>
    private static readonly string[] Reserved =
    [
        "type",
        "title",
        "status",
        "detail",
        "instance",
        "code",
        "titleZh",
        "traceId",
    ];

    /// <summary>The answer to send.</summary>
    /// <param name="detail">What happened, to which id, and what to do.</param>
    /// <param name="more">Further members, e.g. ("allowed", new[] { "file", "reject" }).</param>
    public ProblemHttpResult With(string? detail = null, params (string Name, object? Value)[] more) =>
        TypedResults.Problem(Details(detail, more));

    /// <summary>The body to send.</summary>
    public ProblemDetails Details(string? detail = null, params (string Name, object? Value)[] more)
    {
        var details = new ProblemDetails
        {
            Type = $"/problems/{Code}",
            Title = Title,
            Status = Status,
            Detail = detail,
            Extensions = { ["code"] = Code, ["titleZh"] = TitleZh },
        };
        foreach (var (name, value) in more)
        {
            if (Reserved.Contains(name))
            {
                throw new ArgumentException(
                    $"A problem's member {name} has a meaning already; name this one otherwise.",
                    nameof(more)
                );
            }

            details.Extensions[name] = value;
        }

        if (Activity.Current?.TraceId.ToString() is { } trace)
        {
            details.Extensions["traceId"] = trace;
        }

        return details;
    }
}
