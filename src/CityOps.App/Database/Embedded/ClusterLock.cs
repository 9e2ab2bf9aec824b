namespace CityOps.App.Database.Embedded;

/// <summary>
/// Two advisory file locks (flock) that end with their process, so a crash leaves none behind:
/// <c>lock</c> is held by whoever starts or stops the server, <c>lease</c> is shared by everyone who uses it.
/// </summary>
internal static class ClusterLock
{
    private static readonly TimeSpan RetryEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until nobody else starts or stops the server.</summary>
    public static async Task<FileStream> EnterAsync(ClusterPlace place, ILogger logger, CancellationToken ct)
    {
        var path = Path.Combine(place.Folder, "lock");
        for (var tries = 0; ; tries++)
        {
            if (TryOpen(path, FileShare.None) is { } entered)
            {
                return entered;
            }

            if (tries == 20)
            {
                logger.LogInformation(
                    "Waiting for another process that starts or stops the database in {Folder}",
                    place.Folder
                );
            }

            await Task.Delay(RetryEvery, ct);
        }
    }

    /// <summary>Says "I use the server" until disposed.</summary>
    public static FileStream Share(ClusterPlace place) =>
        TryOpen(LeasePath(place), FileShare.Read)
        ?? throw new EmbeddedPostgresException(
            $"Error while opening {LeasePath(place)}: it is locked outside of CityOps."
        );

    /// <summary>Whether nobody uses the server. To be asked inside <see cref="EnterAsync"/>.</summary>
    public static bool IsUnused(ClusterPlace place)
    {
        using var exclusive = TryOpen(LeasePath(place), FileShare.None);
        return exclusive is not null;
    }

    private static string LeasePath(ClusterPlace place) => Path.Combine(place.Folder, "lease");

    private static FileStream? TryOpen(string path, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, share);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
