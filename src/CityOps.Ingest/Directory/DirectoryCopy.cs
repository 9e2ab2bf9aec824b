using CityOps.Ingest.Follow;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace CityOps.Ingest.Directory;

/// <summary>
/// Keeps tables of the gateways' directory in memory. A trigger on each notifies of changes (channel
/// <c>cityops_directory</c>), and all is read anew then.
/// </summary>
internal abstract class DirectoryCopy(NpgsqlDataSource database, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan MinAge = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _loading = new(1);
    private readonly Wake _changed = new();
    private bool _isLoaded;
    private long _loadedAt;

    /// <summary>To be awaited before anything of a gateway is taken in. Throws while the database is away and nothing
    /// is known yet.</summary>
    public Task EnsureLoadedAsync(CancellationToken cancellationToken) =>
        _isLoaded ? Task.CompletedTask : LoadAsync(cancellationToken);

    /// <summary>Reads all.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await ReadAsync(connection, cancellationToken);
            _loadedAt = time.GetTimestamp();
            _isLoaded = true;
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>
    /// For what may just have been entered: reads anew when the last reading is over a second old, so that guessing at
    /// names costs the database one query a second at most. Throws while the database is away and nothing is known yet.
    /// </summary>
    protected async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (!_isLoaded || time.GetElapsedTime(_loadedAt) > MinAge)
        {
            await LoadAsync(cancellationToken);
        }
    }

    /// <summary>Replaces what is kept by what the tables say now.</summary>
    protected abstract Task ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken);

    /// <summary>Logs that the tables cannot be read now and will be later.</summary>
    protected abstract void Failed(Exception problem);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(
            AlwaysAsync(
                ct => Listening.RunAsync(database, "cityops_directory", _ => _changed.Call(), ct),
                stoppingToken
            ),
            AlwaysAsync(FollowAsync, stoppingToken)
        );

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _changed.WaitAsync(cancellationToken);
            await LoadAsync(cancellationToken);
        }
    }

    private Task AlwaysAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken) =>
        UntilStopped.RunAsync(
            work,
            problem =>
            {
                Failed(problem);
                _changed.Call();
            },
            time,
            stoppingToken
        );
}
