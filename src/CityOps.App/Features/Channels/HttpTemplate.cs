using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace CityOps.App.Features.Channels;

/// <summary>Fills placeholders in, written as the place needs it, and reads whether the answer is a success.</summary>
internal static partial class HttpTemplate
{
    private static readonly JavaScriptEncoder Json = JavaScriptEncoder.Create(UnicodeRanges.All);

    public static IReadOnlyList<string> Placeholders { get; } =
    ["phone", "phones", "text", "title", "number", "count", "id", "secret"];

    public static string InUrl(string template, IReadOnlyDictionary<string, string> values) =>
        Fill(template, values, Uri.EscapeDataString);

    public static string InHeader(string template, IReadOnlyDictionary<string, string> values) =>
        Fill(template, values, value => value.ReplaceLineEndings(" "));

    /// <summary>JSON, a form and XML each escape what is filled in; other types take it as it is.</summary>
    public static string InBody(string template, string contentType, IReadOnlyDictionary<string, string> values) =>
        Fill(
            template,
            values,
            contentType switch
            {
                _ when contentType.Contains("json", StringComparison.OrdinalIgnoreCase) => Json.Encode,
                _ when contentType.StartsWith(HttpSettings.Form, StringComparison.OrdinalIgnoreCase) =>
                    Uri.EscapeDataString,
                _ when contentType.Contains("xml", StringComparison.OrdinalIgnoreCase) => value =>
                    System.Security.SecurityElement.Escape(value)!,
                _ => value => value,
            }
        );

    /// <summary>The placeholders of a template.</summary>
    public static IEnumerable<string> Named(string template) =>
        Placeholder().Matches(template).Select(found => found.Groups[1].Value);

    /// <param name="path">Members by dots, such as data.code.</param>
    public static bool Succeeded(string answer, string path, string? value)
    {
        try
        {
            var found = path.Split('.').Aggregate(JsonNode.Parse(answer), (node, name) => (node as JsonObject)?[name]);
            return found is JsonValue && string.Equals(found.ToString(), value, StringComparison.Ordinal);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Fill(
        string template,
        IReadOnlyDictionary<string, string> values,
        Func<string, string> written
    ) =>
        Placeholder()
            .Replace(template, found =>
                values.TryGetValue(found.Groups[1].Value, out var value) ? written(value) : found.Value
            );

    [GeneratedRegex(@"\{\{\s*([a-zA-Z_]+)\s*\}\}")]
    private static partial Regex Placeholder();
}
