namespace CityOps.App.Database.Embedded;

/// <summary>Looks for room before the server needs it, because a full disk shows itself late and unclearly.</summary>
internal static class DiskSpace
{
    /// <exception cref="EmbeddedPostgresException">Less than <paramref name="neededBytes"/> are free.</exception>
    public static void Require(string folder, long neededBytes, string purpose)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < neededBytes)
        {
            throw new EmbeddedPostgresException(
                $"Not enough room on the disk of {folder} to {purpose}: {free >> 20} MB are free, {neededBytes >> 20} MB are needed. "
                    + "Free some, or name a data folder on another disk with --data."
            );
        }
    }
}
