using Microsoft.AspNetCore.Http.Metadata;

namespace CityOps.App.Http.OpenApi;

/// <summary>Kinds of calls that hold something for as long as they last.</summary>
internal enum LongCall
{
    /// <summary>A connection and a snapshot of the database.</summary>
    Export,

    /// <summary>A file that is being written.</summary>
    Upload,

    /// <summary>A queue of events.</summary>
    Stream,
}

/// <summary>Which endpoints are long calls: those that produce a table or a stream, and those that say so.</summary>
internal static class LongCalls
{
    private static readonly string[] Tables =
    [
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/geo+json",
    ];

    private sealed record TakesUploads;

    /// <summary>The endpoint takes photos' bytes.</summary>
    public static TBuilder CountsUploads<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new TakesUploads());

    /// <summary>What the next one is answered when no place is free.</summary>
    public static Problem Refusal(LongCall kind) =>
        kind == LongCall.Export ? Problems.TooManyExports : Problems.TooManyRequests;

    public static LongCall? KindOf(string? method, IEnumerable<object> metadata)
    {
        if (method is not null && (HttpMethods.IsPost(method) || HttpMethods.IsPatch(method)))
        {
            return metadata.OfType<TakesUploads>().Any() ? LongCall.Upload : null;
        }

        var produced = metadata
            .OfType<IProducesResponseTypeMetadata>()
            .Where(answer => answer.StatusCode == StatusCodes.Status200OK)
            .SelectMany(answer => answer.ContentTypes)
            .ToList();
        return produced.Contains("text/event-stream") ? LongCall.Stream
            : produced.Exists(type => Tables.Contains(type, StringComparer.OrdinalIgnoreCase)) ? LongCall.Export
            : null;
    }
}
