namespace CityOps.Testing;

/// <summary>A folder of one test, which other accounts may pass through but not read; deleted when disposed.</summary>
public sealed class ScratchFolder : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public ScratchFolder()
    {
        Path = System.IO.Path.Combine(
            System.IO.Path.GetTempPath(),
            "cityops-scratch-" + Guid.NewGuid().ToString("n")[..8]
        );
        Directory.CreateDirectory(Path, Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A folder in this one that only the account of this process may enter.</summary>
    public string Closed(string name) => Directory.CreateDirectory(this[name], Owner).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
