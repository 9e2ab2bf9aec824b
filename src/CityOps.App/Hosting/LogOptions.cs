using System.ComponentModel.DataAnnotations;

namespace CityOps.App.Hosting;

/// <summary>Section <c>Log</c> of the settings: what a server says of itself, on its error stream.</summary>
public sealed class LogOptions
{
    public const string Section = "Log";

    /// <summary><c>text</c>, or <c>json</c>: an object a line, for programs that collect logs.</summary>
    [AllowedValues("text", "json", ErrorMessage = "Log:Format is text or json.")]
    public string Format { get; set; } = "text";

    /// <summary>When serve.log (<c>up --detach</c>) is larger, a new one is begun; the earlier ones are serve.log.1,
    /// serve.log.2, …</summary>
    [Range(1, 10_000, ErrorMessage = "Log:FileMegabytes is 1 to 10000.")]
    public int FileMegabytes { get; set; } = 20;

    /// <summary>How many earlier ones are kept.</summary>
    [Range(1, 100, ErrorMessage = "Log:FilesKept is 1 to 100.")]
    public int FilesKept { get; set; } = 5;
}
