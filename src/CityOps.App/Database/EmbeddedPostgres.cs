using CityOps.App.Database.Embedded;
using Npgsql;

namespace CityOps.App.Database;

/// <summary>
/// A private PostgreSQL cluster under the data folder, reached over a Unix socket only. Any number of processes may use
/// it at once: the first starts the server, later ones (and a restart after a crash) join it, the last one out stops
/// it.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions _options;
    private readonly ClusterPlace _place;
    private readonly ILogger _logger;
    private FileStream? _lease;

    // Of the installed program, as long as it is the same file.
    private (string Folder, DateTime At, string Version)? _installed;

    // The version that the server was restarted for: if it is another one all the same, another restart helps nothing.
    private string? _restartedFor;

    // A server that found no library right after its start would find none after another one.
    private int? _restartedInVain;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, ClusterPlace place, ILogger logger)
    {
        _options = options;
        _place = place;
        _logger = logger;
        ConnectionString = ConnectionStringFor("cityops");
    }

    /// <summary>The database <c>cityops</c>, over the Unix socket, as the cluster's superuser.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts the cluster, or joins the running one; makes it and its database where they are
    /// missing.</summary>
    /// <exception cref="EmbeddedPostgresException">It can't be started; the message says what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options,
        ILogger logger,
        CancellationToken ct
    )
    {
        var place = await ClusterPlace.ForAsync(options, ct);
        var cluster = new EmbeddedPostgres(options, place, logger);
        await using var entered = await ClusterLock.EnterAsync(place, logger, ct);
        try
        {
            await cluster.EnsureUsableAsync(ct);
            await CreateDatabase.IfMissingAsync(cluster.ConnectionStringFor("postgres"), "cityops", ct);
            cluster._lease = ClusterLock.Share(place);
            return cluster;
        }
        catch
        {
            await cluster.StopIfUnusedAsync();
            throw;
        }
    }

    /// <summary>Stops a server that no process uses any more, because the last one was killed.</summary>
    /// <returns>Whether one was stopped.</returns>
    public static async Task<bool> StopUnusedAsync(
        EmbeddedPostgresOptions options,
        ILogger logger,
        CancellationToken ct
    )
    {
        if (!Directory.Exists(options.DataFolder))
        {
            return false;
        }

        var place = await ClusterPlace.ForAsync(options, ct);
        await using var entered = await ClusterLock.EnterAsync(place, logger, ct);
        return await new EmbeddedPostgres(options, place, logger).StopIfUnusedAsync();
    }

    /// <summary>Whether the server process is there.</summary>
    public bool IsRunning => new Postmaster(_place, Installation(), _logger).RunningPid() is not null;

    /// <summary>
    /// Starts the server again if it died, and restarts it if its packages were upgraded: its libraries no longer load,
    /// or another version is installed than runs. What was committed is there afterwards; what was under way is rolled
    /// back.
    /// </summary>
    public async Task RepairAsync(CancellationToken ct)
    {
        if (
            IsRunning
            && (
                await Probe.RunAsync(ConnectionString, ct) switch
                {
                    ProbeResult.Well => await OutdatedAsync(ct) is null,
                    ProbeResult.Busy => true,
                    _ => false,
                }
            )
        )
        {
            return;
        }

        await using var entered = await ClusterLock.EnterAsync(_place, _logger, ct);
        await EnsureUsableAsync(ct, restartsOutdated: true);
    }

    /// <summary>The version that runs and the one that is installed, where they differ and a restart may
    /// help.</summary>
    internal async Task<(string Running, string Installed)?> OutdatedAsync(CancellationToken ct)
    {
        var installed = await InstalledVersionAsync(Installation(), ct);
        if (installed == _restartedFor)
        {
            return null;
        }

        var running = await Probe.VersionAsync(ConnectionString, ct);
        return running == installed ? null : (running, installed);
    }

    private async Task<string> InstalledVersionAsync(PostgresInstallation installation, CancellationToken ct)
    {
        var at = installation.InstalledAt;
        if (_installed is not { } known || known.Folder != installation.Folder || known.At != at)
        {
            _installed = known = (installation.Folder, at, await installation.VersionAsync(ct));
        }

        return known.Version;
    }

    /// <summary>Stops the server unless another process still uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_lease is null)
        {
            return;
        }

        await using var entered = await ClusterLock.EnterAsync(_place, _logger, CancellationToken.None);
        await _lease.DisposeAsync();
        _lease = null;
        await StopIfUnusedAsync();
    }

    /// <summary>Lets go of the server without stopping it, as the end of a killed process does; for tests.</summary>
    internal void Abandon()
    {
        _lease?.Dispose();
        _lease = null;
    }

    /// <param name="restartsOutdated">Whether a server of another version than is installed is restarted also while
    /// others use it.</param>
    private async Task EnsureUsableAsync(CancellationToken ct, bool restartsOutdated = false)
    {
        var isNew = InitialiseCluster.MajorOf(_place) is null;
        var installation = Installation();
        var server = new Postmaster(_place, installation, _logger);

        if (server.RunningPid() is { } pid)
        {
            if (await JoinAsync(installation, pid, restartsOutdated, ct))
            {
                return;
            }

            await server.StopAsync(ct);
        }

        DiskSpace.Require(
            _place.Folder,
            isNew ? _options.FreeBytesToInitialise : _options.FreeBytesToStart,
            isNew ? "create the database" : "start the database"
        );
        if (isNew)
        {
            await InitialiseCluster.RunAsync(_place, installation, _logger, ct);
        }

        await ClusterSettings.WriteAsync(_place, _options.Settings, ct);
        await server.StartAsync(ct);
        if (await Probe.RunAsync(ConnectionStringFor("postgres"), ct) is ProbeResult.LibrariesDoNotLoad)
        {
            _restartedInVain = server.RunningPid();
            throw LibrariesDoNotLoad(installation);
        }

        _logger.LogInformation("PostgreSQL {Major} runs on {Folder}", installation.Major, _place.Folder);
    }

    private async Task<bool> StopIfUnusedAsync()
    {
        if (!Directory.Exists(_place.DataFolder) || !ClusterLock.IsUnused(_place))
        {
            return false;
        }

        var server = new Postmaster(_place, Installation(), _logger);
        if (server.RunningPid() is null)
        {
            return false;
        }

        await server.StopAsync(CancellationToken.None);
        return true;
    }

    /// <summary>Whether the running server can be used as it is; otherwise it has to be restarted.</summary>
    private async Task<bool> JoinAsync(
        PostgresInstallation installation,
        int pid,
        bool restartsOutdated,
        CancellationToken ct
    )
    {
        var found = await Probe.WhenReadyAsync(ConnectionStringFor("postgres"), () => File.Exists(_place.Socket), ct);
        if (found is ProbeResult.LibrariesDoNotLoad && pid == _restartedInVain)
        {
            throw LibrariesDoNotLoad(installation);
        }

        if (found is ProbeResult.LibrariesDoNotLoad or ProbeResult.Unreachable)
        {
            _logger.LogWarning(
                "Restarting the database (process {Pid}): {Reason}",
                pid,
                found is ProbeResult.Unreachable
                    ? "it does not answer on its socket"
                    : "its libraries no longer load, its packages were replaced while it ran"
            );
            return false;
        }

        var running = found is ProbeResult.Well ? await Probe.VersionAsync(ConnectionStringFor("postgres"), ct) : null;
        var installed = await InstalledVersionAsync(installation, ct);
        if (
            running is not null
            && running != installed
            && installed != _restartedFor
            && (restartsOutdated || ClusterLock.IsUnused(_place))
        )
        {
            _restartedFor = installed;
            _logger.LogWarning(
                "Restarting the database: it runs {Running}, installed is {Installed}",
                running,
                installed
            );
            return false;
        }

        _logger.LogInformation("Joining the database that runs on {Folder} (process {Pid})", _place.Folder, pid);
        return true;
    }

    private static EmbeddedPostgresException LibrariesDoNotLoad(PostgresInstallation installation) =>
        new(
            "PostgreSQL runs, but PostGIS or plpgsql does not load. Install them anew: apt-get install --reinstall "
                + $"postgresql-{installation.Major} postgresql-{installation.Major}-postgis-3"
        );

    private PostgresInstallation Installation() =>
        PostgresInstallation.Find(_options.Installations, InitialiseCluster.MajorOf(_place));

    private string ConnectionStringFor(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = _place.SocketFolder,
            Username = ClusterSettings.SuperUser,
            Database = database,
        }.ConnectionString;
}
