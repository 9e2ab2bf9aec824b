using System.Net;

namespace CityOps.App.Hosting;

/// <summary>What one process serves, and where.</summary>
/// <param name="Roles">web, ingest, jobs.</param>
/// <param name="Http">Port; 0 takes a free one.</param>
/// <param name="Mqtt">Port; 0 takes a free one.</param>
public sealed record ServeOptions(IReadOnlySet<string> Roles, int Http, int Mqtt, IPAddress Bind)
{
    public const string Web = "web";
    public const string Ingest = "ingest";
    public const string Jobs = "jobs";

    public static IReadOnlySet<string> AllRoles { get; } = new HashSet<string> { Web, Ingest, Jobs };

    /// <summary>Everything on free ports of loopback, as tests want it.</summary>
    public static ServeOptions OnFreePorts { get; } = new(AllRoles, 0, 0, IPAddress.Loopback);

    public bool Has(string role) => Roles.Contains(role);
}
