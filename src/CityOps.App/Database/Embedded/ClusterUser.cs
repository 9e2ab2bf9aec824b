namespace CityOps.App.Database.Embedded;

/// <summary>
/// The account that the server runs as. PostgreSQL refuses to run as root, so root hands it to the owner of an existing
/// cluster, or to <c>postgres</c>, which Debian's package creates; anyone else runs it as themselves.
/// </summary>
internal sealed record ClusterUser(string Name, string Group)
{
    private const string DebianUser = "postgres";

    /// <summary>Whether the server's account is the one of this process.</summary>
    public bool IsSelf => Name == Environment.UserName;

    /// <param name="clusterFolder">The folder of the cluster; its owner decides where it exists.</param>
    public static async Task<ClusterUser> ForAsync(string clusterFolder, CancellationToken ct)
    {
        var owner = Directory.Exists(clusterFolder) ? await OwnerOfAsync(clusterFolder, ct) : null;
        if (!Environment.IsPrivilegedProcess)
        {
            return owner is null || owner == Environment.UserName
                ? await NamedAsync(Environment.UserName, ct)
                : throw new EmbeddedPostgresException(
                    $"{clusterFolder} belongs to {owner}, and this process runs as {Environment.UserName}. "
                        + $"Run as {owner} or root, or name another data folder with --data."
                );
        }

        return await NamedAsync(owner is null or "root" ? DebianUser : owner, ct);
    }

    /// <summary>Runs a program as this user.</summary>
    public Task<CommandResult> RunAsync(string file, string[] arguments, CancellationToken ct) =>
        IsSelf
            ? Command.RunAsync(file, arguments, ct)
            : Command.RunAsync("setpriv", ["--reuid", Name, "--regid", Group, "--init-groups", file, .. arguments], ct);

    /// <summary>Whether this user may enter the folder, every folder above it included.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken ct) =>
        (await RunAsync("test", ["-x", folder], ct)).Succeeded;

    /// <summary>Makes a folder of this user's that nobody else may enter.</summary>
    public Task CreatePrivateFolderAsync(string folder, CancellationToken ct) =>
        CreateFolderAsync(folder, "700", IsSelf ? [] : ["-o", Name, "-g", Group], ct);

    /// <summary>Makes a folder of this process's account that others may pass through without seeing what is in
    /// it.</summary>
    public static Task CreatePassageAsync(string folder, CancellationToken ct) =>
        CreateFolderAsync(folder, "711", [], ct);

    // By install(1), because a mode that is given to mkdir(2) is cut by the umask.
    private static async Task CreateFolderAsync(string folder, string mode, string[] owner, CancellationToken ct)
    {
        var made = await Command.RunAsync("install", ["-d", "-m", mode, .. owner, folder], ct);
        if (!made.Succeeded)
        {
            throw new EmbeddedPostgresException($"Error while creating the folder {folder}: {made.Output}");
        }
    }

    private static async Task<ClusterUser> NamedAsync(string name, CancellationToken ct)
    {
        var group = await Command.RunAsync("id", ["-g", name], ct);
        return group.Succeeded
            ? new ClusterUser(name, group.Output)
            : throw new EmbeddedPostgresException(
                $"PostgreSQL needs an account to run as that is not root, and there is no user {name}. "
                    + "Debian's package brings one: apt-get install postgresql postgresql-postgis"
            );
    }

    private static async Task<string> OwnerOfAsync(string path, CancellationToken ct)
    {
        var stat = await Command.RunAsync("stat", ["-c", "%U", path], ct);
        return stat.Succeeded
            ? stat.Output
            : throw new EmbeddedPostgresException($"Error while looking up the owner of {path}: {stat.Output}");
    }
}
