using System.Text.Json;

namespace CityOps.App.Features.Channels;

/// <summary>An SMTP server.</summary>
/// <param name="Port">Left out: 465 with tls, else 25 or 587.</param>
/// <param name="Tls">tls (from the first byte), starttls, or none.</param>
/// <param name="User">Logs in with the channel's secret; null: not at all.</param>
/// <param name="From">The sender's address.</param>
public sealed record EmailSettings(string? Host, int? Port, string? Tls, string? User, string? From)
{
    public const string FromTheStart = "tls";
    public const string StartTls = "starttls";
    public const string None = "none";

    internal int PortInUse =>
        Port
        ?? Tls switch
        {
            StartTls => 587,
            None => 25,
            _ => 465,
        };

    /// <summary>Where the password goes, and how.</summary>
    internal string Target => $"{Host}:{PortInUse} ({Tls ?? FromTheStart})";
}

/// <summary>
/// A request, with placeholders in its address, headers and body: <c>{{phone}}</c> (a message for each) or
/// <c>{{phones}}</c> (one for all, by commas), <c>{{text}}</c>, <c>{{title}}</c>, <c>{{number}}</c>,
/// <c>{{count}}</c>, <c>{{id}}</c>, <c>{{secret}}</c>.
/// </summary>
/// <param name="Method">POST (the default), PUT or GET.</param>
/// <param name="ContentType">application/json (the default), application/x-www-form-urlencoded, or another. What is
/// filled in is written as the type needs it.</param>
/// <param name="SuccessPath">A member of the JSON answer, such as data.code, that says whether it was taken; null: the
/// status 2xx alone.</param>
/// <param name="SuccessValue">What it has to be.</param>
public sealed record HttpSettings(
    string? Method,
    string? Url,
    IReadOnlyDictionary<string, string>? Headers,
    string? ContentType,
    string? Body,
    string? SuccessPath,
    string? SuccessValue
)
{
    public const string Json = "application/json";
    public const string Form = "application/x-www-form-urlencoded";

    internal IEnumerable<string> Templates =>
        [Url ?? "", Body ?? "", .. (Headers ?? EmptyHeaders).Values.Select(value => value ?? "")];

    /// <summary>Where the secret goes: scheme, host and port.</summary>
    internal string Target =>
        new Uri(HttpTemplate.InUrl(Url!, HttpTemplate.Placeholders.ToDictionary(name => name, _ => "1"))).GetLeftPart(
            UriPartial.Authority
        );

    internal static IReadOnlyDictionary<string, string> EmptyHeaders { get; } = new Dictionary<string, string>();

    /// <summary>Each phone is sent a message of its own.</summary>
    internal bool IsForEach => Templates.SelectMany(HttpTemplate.Named).Contains("phone");
}

internal static class ChannelSettings
{
    private static readonly JsonSerializerOptions Writing = new(JsonSerializerDefaults.Web);

    public static string Write<T>(T settings) => JsonSerializer.Serialize(settings, Writing);

    public static T Read<T>(string settings) => JsonSerializer.Deserialize<T>(settings, Writing)!;
}
