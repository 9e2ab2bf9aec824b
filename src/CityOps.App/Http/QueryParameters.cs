using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace CityOps.App.Http;

/// <summary>
/// Checks the query of every call of the API against the parameters that its handler has. One that it does not have is
/// refused by name: a filter's name mistyped (towns for town) would otherwise answer everything. A value that cannot be
/// read is refused with its parameter: the binding that the compiler generates answers an optional one with a bare 400.
/// </summary>
internal sealed class QueryParameters(RequestDelegate next, IApiDescriptionGroupCollectionProvider descriptions)
{
    // Read at the first call that has a query: endpoints are described once all are mapped.
    private readonly Lazy<FrozenDictionary<(string Method, string Path), FrozenDictionary<string, Type>>> _calls = new(
        () =>
            Read(descriptions)
    );

    private static readonly FrozenDictionary<Type, Func<string, bool>> Readable = new Dictionary<
        Type,
        Func<string, bool>
    >
    {
        [typeof(bool)] = text => bool.TryParse(text, out _),
        [typeof(int)] = Parses<int>,
        [typeof(long)] = Parses<long>,
        [typeof(double)] = Parses<double>,
        [typeof(decimal)] = Parses<decimal>,
        [typeof(Guid)] = Parses<Guid>,
        [typeof(DateOnly)] = Parses<DateOnly>,
        [typeof(DateTimeOffset)] = Parses<DateTimeOffset>,
        [typeof(CityInstant)] = text => CityInstant.TryParse(text, CultureInfo.InvariantCulture, out _),
    }.ToFrozenDictionary();

    // A list that fits one page takes them as well: who reads all lists by the same loop need not know which is short.
    private static readonly string[] OfPaging = ["limit", "cursor"];

    public Task InvokeAsync(HttpContext http) =>
        http.Request.QueryString.HasValue
        && http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern }
        && _calls.Value.TryGetValue((http.Request.Method, pattern.TrimStart('/')), out var known)
        && Check(http.Request.Query, known) is { } problem
            ? ProblemHandling.WriteAsync(http, problem)
            : next(http);

    /// <summary>
    /// Whether the call is of the API; pages take what mail programs and messengers add to an address.
    /// </summary>
    internal static bool Guards(ApiDescription call) =>
        call.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;

    private static ProblemDetails? Check(IQueryCollection query, FrozenDictionary<string, Type> known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.TryGetValue(name, out var type))
            {
                if (OfPaging.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    continue;
                }

                var names = known.Keys.Order(StringComparer.Ordinal).ToArray();
                return Problems.ParameterUnknown.Details(
                    $"There is no parameter {InputText.Clean(name)} here; "
                        + (names.Length == 0 ? "there is none." : $"there are {string.Join(", ", names)}."),
                    ("parameter", InputText.Clean(name)),
                    ("known", names)
                );
            }

            if (
                values is [{ Length: > 0 } value]
                && Readable.TryGetValue(type, out var isReadable)
                && !isReadable(value)
            )
            {
                return Problems.InvalidRequest.Details(
                    $"{name} is no {PlainWords.Kind(type)}: {InputText.Clean(value)}.",
                    ("field", name)
                );
            }
        }

        return null;
    }

    private static bool Parses<T>(string text)
        where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static FrozenDictionary<(string Method, string Path), FrozenDictionary<string, Type>> Read(
        IApiDescriptionGroupCollectionProvider descriptions
    ) =>
        descriptions
            .ApiDescriptionGroups.Items.SelectMany(group => group.Items)
            .Where(Guards)
            .GroupBy(call => (call.HttpMethod!, call.RelativePath!))
            .ToFrozenDictionary(
                calls => calls.Key,
                calls =>
                    calls
                        .SelectMany(call => call.ParameterDescriptions)
                        .Where(parameter => parameter.Source == BindingSource.Query)
                        .DistinctBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
                        .ToFrozenDictionary(
                            parameter => parameter.Name,
                            TypeOf,
                            StringComparer.OrdinalIgnoreCase // as the framework binds them
                        )
            );

    // A type that reads itself is described as the text that it is sent as.
    private static Type TypeOf(ApiParameterDescription parameter)
    {
        var type = parameter.ParameterDescriptor?.ParameterType ?? parameter.Type;
        return Nullable.GetUnderlyingType(type) ?? type;
    }
}
