using System.Security.Cryptography;
using System.Text;

namespace CityOps.App.Database.Embedded;

/// <summary>
/// Where one cluster lives on disk. Normally below the data folder; where the server's user can't enter that (root's
/// home), below <c>/var/lib/cityops</c>, and a pointer file in the data folder says where.
/// </summary>
/// <param name="Folder">The cluster's own folder, of the server's user, mode 700, without symbolic links.</param>
/// <param name="SocketFolder">The folder of the Unix socket.</param>
internal sealed record ClusterPlace(string Folder, string SocketFolder, ClusterUser User)
{
    /// <summary>Only a part of the socket's name: the server listens on no network port.</summary>
    public const string Port = "5432";

    // sizeof(sockaddr_un.sun_path) less the closing zero, unix(7).
    private const int MaxSocketPathLength = 107;

    public string DataFolder => Path.Combine(Folder, "data");

    public string LogFolder => Path.Combine(Folder, "log");

    public string Socket => SocketIn(SocketFolder);

    public static async Task<ClusterPlace> ForAsync(EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var dataFolder = await RealPathAsync(options.DataFolder, ct);
        if (!Directory.Exists(dataFolder))
        {
            await ClusterUser.CreatePassageAsync(dataFolder, ct);
        }

        var pointer = Path.Combine(dataFolder, "postgres.location");
        var folder = File.Exists(pointer)
            ? (await File.ReadAllTextAsync(pointer, ct)).Trim()
            : Path.Combine(dataFolder, "postgres");
        var user = await ClusterUser.ForAsync(folder, ct);

        if (!File.Exists(pointer) && !await user.CanEnterAsync(dataFolder, ct))
        {
            if (Directory.Exists(folder))
            {
                throw new EmbeddedPostgresException(
                    $"The cluster in {folder} runs as {user.Name}, who may not enter a folder above it. "
                        + $"Open the way (namei -m {folder} shows it, chmod o+x opens it), or move the data folder."
                );
            }

            folder = FreeFolder(options.SystemFolder, dataFolder);
            await ClusterUser.CreatePassageAsync(options.SystemFolder, ct);
            await File.WriteAllTextAsync(pointer, folder + "\n", ct);
        }

        await user.CreatePrivateFolderAsync(folder, ct);
        var place = new ClusterPlace(folder, await SocketFolderAsync(folder, user, ct), user);
        await user.CreatePrivateFolderAsync(place.LogFolder, ct);
        return place;
    }

    /// <summary>
    /// A folder that nobody used: a cluster left there by an earlier data folder of the same path is neither taken over
    /// (its passwords and photos are gone) nor touched.
    /// </summary>
    private static string FreeFolder(string systemFolder, string dataFolder) =>
        Enumerable
            .Range(1, int.MaxValue)
            .Select(number => Path.Combine(systemFolder, $"{Hash(dataFolder)}-{number}"))
            .First(folder => !Directory.Exists(folder));

    /// <summary>Beside the data if a client can name it, else a short private folder.</summary>
    private static async Task<string> SocketFolderAsync(string folder, ClusterUser user, CancellationToken ct)
    {
        var beside = Path.Combine(folder, "socket");
        // A connection string splits hosts at commas and ports at colons; the server's setting has quoting rules of its
        // own.
        var isPlain = beside.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-');
        if (isPlain && Encoding.UTF8.GetByteCount(SocketIn(beside)) <= MaxSocketPathLength)
        {
            await user.CreatePrivateFolderAsync(beside, ct);
            return beside;
        }

        var parent = Environment.IsPrivilegedProcess ? "/run" : "/tmp";
        var shortFolder = Path.Combine(parent, $"cityops-{Hash(folder)}");
        await user.CreatePrivateFolderAsync(shortFolder, ct);
        var found = await Command.RunAsync("stat", ["-c", "%U %a %F", shortFolder], ct);
        return found.Output == $"{user.Name} 700 directory"
            ? shortFolder
            : throw new EmbeddedPostgresException(
                $"{shortFolder}, the folder for the database's socket, should be a folder of {user.Name} with mode 700 "
                    + $"but is '{found.Output}'. Somebody else made it: remove it, or use a shorter data path (--data)."
            );
    }

    private static string SocketIn(string folder) => Path.Combine(folder, $".s.PGSQL.{Port}");

    private static string Hash(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];

    private static async Task<string> RealPathAsync(string path, CancellationToken ct)
    {
        var real = await Command.RunAsync("realpath", ["-m", "--", Path.GetFullPath(path)], ct);
        return real.Succeeded
            ? real.Output
            : throw new EmbeddedPostgresException($"Error while resolving {path}: {real.Output}");
    }
}
