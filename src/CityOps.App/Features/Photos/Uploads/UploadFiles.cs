using System.Collections.Concurrent;
using CityOps.App.Database;

namespace CityOps.App.Features.Photos;

/// <summary>The bytes of uploads under way, one file each; a file's length is its upload's offset, also after a
/// crash.</summary>
public sealed class UploadFiles(DataFolder folder)
{
    private const string Fresh = ".fresh";
    private static readonly TimeSpan MaxHandOver = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Guid, Writing> _writing = [];

    public string PathOf(Guid upload) => Path.Combine(folder.Uploads, upload.ToString("n"));

    /// <summary>How many bytes of an upload have come.</summary>
    public long Offset(Guid upload) => new FileInfo(PathOf(upload)) is { Exists: true } file ? file.Length : 0;

    /// <summary>When bytes came last; null before the first.</summary>
    public DateTimeOffset? LastWrite(Guid upload) =>
        new FileInfo(PathOf(upload)) is { Exists: true } file
            ? new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)
            : null;

    /// <summary>
    /// The right to append to an upload. Whoever holds it in this process is told to stop and is waited for: a client
    /// that sends again has lost its connection, which may stay half open for long.
    /// </summary>
    public async Task<Writing> TakeOverAsync(Guid upload)
    {
        var mine = new Writing(this, upload);
        Writing? older = null;
        _writing.AddOrUpdate(upload, mine, (_, had) =>
        {
            older = had;
            return mine;
        });
        if (older is not null)
        {
            await older.StopAsync(MaxHandOver);
        }

        return mine;
    }

    /// <summary>A request that appends to an upload.</summary>
    public sealed class Writing(UploadFiles files, Guid upload) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Cancelled when another request goes on with the upload.</summary>
        public CancellationToken Stop => _stop.Token;

        internal async Task StopAsync(TimeSpan longest)
        {
            await _stop.CancelAsync();
            await Task.WhenAny(_ended.Task, Task.Delay(longest));
        }

        public void Dispose()
        {
            files._writing.TryRemove(new(upload, this));
            _ended.TrySetResult(); // its source is left to the collector: another request may just be cancelling it
        }
    }

    /// <summary>Opens an upload to go on writing, for one request at a time; null while another request
    /// writes.</summary>
    public FileStream? TryOpen(Guid upload)
    {
        Directory.CreateDirectory(folder.Uploads);
        try
        {
            return new FileStream(
                PathOf(upload),
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    Options = FileOptions.Asynchronous,
                    BufferSize = 0, // chunks come in the request's own buffers
                }
            );
        }
        catch (IOException busy)
            when (busy is not DirectoryNotFoundException and not PathTooLongException && !IsFull(busy))
        {
            return null;
        }
    }

    /// <summary>A file for what comes within one request; its name is no upload's.</summary>
    public FileStream OpenFresh()
    {
        Directory.CreateDirectory(folder.Uploads);
        return new FileStream(
            PathOf(Guid.NewGuid()) + Fresh,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous,
                BufferSize = 0, // what comes is read in large pieces
            }
        );
    }

    /// <summary>Deletes what requests left that ended with their process.</summary>
    public void ForgetFresh(DateTimeOffset before)
    {
        Directory.CreateDirectory(folder.Uploads);
        foreach (var file in new DirectoryInfo(folder.Uploads).EnumerateFiles("*" + Fresh))
        {
            if (file.LastWriteTimeUtc < before.UtcDateTime)
            {
                file.Delete();
            }
        }
    }

    public void Delete(Guid upload)
    {
        Directory.CreateDirectory(folder.Uploads); // File.Delete forgives a missing file, but not a missing folder
        File.Delete(PathOf(upload));
    }

    /// <summary>True for "no space left" (ENOSPC) and "quota exceeded" (EDQUOT).</summary>
    public static bool IsFull(IOException error) => (error.HResult & 0xFFFF) is 28 or 122;
}
