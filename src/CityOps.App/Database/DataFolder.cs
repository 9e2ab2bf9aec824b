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

    public string DemoAccounts => System.IO.Path.Combine(Path, "demo-accounts.json");
    public string DemoGateways => System.IO.Path.Combine(Path, "demo-gateways.json");
}
