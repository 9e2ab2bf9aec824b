namespace CityOps.IntegrationTests.Database;

/// <summary>
/// A second copy of the newest PostgreSQL installed here, to play the one that apt replaces under a running server.
/// Programs find their libraries relative to themselves, so a copied tree is a whole installation.
/// </summary>
internal sealed class OldInstallation
{
    private const string Source = "/usr/lib/postgresql";

    private readonly string _lib;
    private readonly string _major;

    private OldInstallation(string root, string major)
    {
        Installations = Path.Combine(root, "lib/postgresql");
        _major = major;
        _lib = Path.Combine(Installations, major, "lib");
    }

    /// <summary>What stands for /usr/lib/postgresql.</summary>
    public string Installations { get; }

    public static async Task<OldInstallation> CopyAsync(string root, CancellationToken ct)
    {
        var major = Directory.EnumerateDirectories(Source).Select(folder => Path.GetFileName(folder)!).Max()!;
        var copy = new OldInstallation(root, major);
        Directory.CreateDirectory(copy._lib);
        Directory.CreateDirectory(Path.Combine(root, "share/postgresql"));
        Directory.CreateSymbolicLink(Path.Combine(root, "share/postgresql", major), $"/usr/share/postgresql/{major}");
        foreach (var library in Directory.EnumerateFileSystemEntries(Path.Combine(Source, major, "lib")))
        {
            File.CreateSymbolicLink(Path.Combine(copy._lib, Path.GetFileName(library)), library);
        }

        var bin = Directory.CreateDirectory(Path.Combine(copy.Installations, major, "bin")).FullName;
        foreach (var program in new[] { "initdb", "pg_ctl", "postgres" })
        {
            await using var from = File.OpenRead(Path.Combine(Source, major, "bin", program));
            var target = Path.Combine(bin, program);
            await using (var to = File.Create(target))
            {
                await from.CopyToAsync(to, ct);
            }

            File.SetUnixFileMode(target, File.GetUnixFileMode(from.SafeFileHandle));
        }

        return copy;
    }

    /// <summary>
    /// Its libraries are gone, as those of the version before are after an upgrade: whoever has them loaded works on, a
    /// new session does not.
    /// </summary>
    public void RemovePlpgsql() => File.Delete(Path.Combine(_lib, "plpgsql.so"));

    /// <summary>Its program says another version than it is: a program of a later package.</summary>
    public void SayVersion(string version)
    {
        var program = Path.Combine(Installations, _major, "bin", "postgres");
        var real = program + ".real";
        File.Move(program, real);
        File.WriteAllText(
            program,
            $"""
            #!/bin/sh
            [ "$1" = --version ] && echo 'postgres (PostgreSQL) {version}' && exit
            exec {real} "$@"
            """
        );
        File.SetUnixFileMode(program, File.GetUnixFileMode(real));
    }

    /// <summary>As an upgrade does that takes a library away from the processes which still want to load it.</summary>
    public void RemovePostgis() => File.Delete(Path.Combine(_lib, "postgis-3.so"));

    public void InstallPostgis() =>
        File.CreateSymbolicLink(Path.Combine(_lib, "postgis-3.so"), Path.Combine(Source, _major, "lib/postgis-3.so"));
}
