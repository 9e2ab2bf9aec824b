namespace CityOps.App.Database;

/// <summary>The folder given by --data (default .cityops): the embedded cluster, photos, unfinished uploads, the demo's
/// secrets.</summary>
public sealed record DataFolder
{
    public DataFolder(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>Verified photos, named by their SHA-256.</summary>
    public string Photos => System.IO.Path.Combine(Path, "photos");

    /// <summary>Uploads under way; on the same file system as <see cref="Photos"/>, so that finishing one is a
    /// rename.</summary>
    public string Uploads => System.IO.Path.Combine(Path, "uploads");

    /// <summary>Settings of this city; environment variables come before them.</summary>
    public string Settings => System.IO.Path.Combine(Path, "cityops.json");

    /// <summary>Which process serves, and of which build.</summary>
    public string Serving => System.IO.Path.Combine(Path, "serving.json");

    /// <summary>What a detached server says of itself.</summary>
    public string ServeLog => System.IO.Path.Combine(Path, "serve.log");

    public string DemoAccounts => System.IO.Path.Combine(Path, "demo-accounts.json");
    public string DemoGateways => System.IO.Path.Combine(Path, "demo-gateways.json");
}
