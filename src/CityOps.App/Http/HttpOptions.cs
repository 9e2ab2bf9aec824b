namespace CityOps.App.Http;

/// <summary>How the city is reached from outside (section <c>Http</c>).</summary>
public sealed class HttpOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Http";

    /// <summary>Names under which a proxy passes requests on, e.g. <c>cg.example.gov.cn</c>. When given, requests for
    /// any other name are refused (400 <c>host_unknown</c>); addresses and <c>localhost</c> are always taken.</summary>
    public string[] AllowedHosts { get; set; } = [];
}
