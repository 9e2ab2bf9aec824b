using System.ComponentModel;
using System.Runtime.InteropServices;

namespace CityOps.App.Features.Photos;

/// <summary>Puts a finished file in its place so that it is there after a power cut.</summary>
internal static class DurableFile
{
    private const int ReadOnly = 0;

    /// <summary>
    /// Renames a file whose content is on disk already, and forces the directory entries to disk too: .NET flushes
    /// files but not directories, and without that a crash can lose a rename that the database already relies on.
    /// </summary>
    public static void MoveInto(string from, string to)
    {
        var folder = Path.GetDirectoryName(to)!;
        var fresh = MissingFolders(folder);
        Directory.CreateDirectory(folder);
        File.Move(from, to, overwrite: true);
        FlushFolder(folder);
        foreach (var made in fresh)
        {
            FlushFolder(Path.GetDirectoryName(made)!);
        }
    }

    private static List<string> MissingFolders(string folder)
    {
        var missing = new List<string>();
        for (var at = folder; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            missing.Add(at);
        }

        return missing;
    }

    /// <summary>Flushes the file system that a folder is on: everything written to it so far is on disk.</summary>
    public static void FlushAll(string folder) => Flush(folder, Syncfs);

    private static void FlushFolder(string folder) => Flush(folder, Fsync);

    private static void Flush(string folder, Func<int, int> flush)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS journals its directories
        }

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException(
                $"{folder} cannot be opened to flush it: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}",
                Marshal.GetLastPInvokeError()
            );
        }

        try
        {
            if (flush(descriptor) != 0)
            {
                throw new IOException(
                    $"{folder} cannot be flushed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}",
                    Marshal.GetLastPInvokeError()
                );
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, BestFitMapping = false)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static extern int Syncfs(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
}
