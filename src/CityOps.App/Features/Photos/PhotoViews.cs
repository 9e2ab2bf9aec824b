using CityOps.App.Http;
using NetVips;

namespace CityOps.App.Features.Photos;

/// <summary>
/// Makes what is shown of a photo, once, and keeps it beside the original: turned upright, scaled down, stripped of
/// EXIF (where it was taken, by which phone) and encoded anew, so that nothing hidden in the file reaches a browser.
/// </summary>
public sealed class PhotoViews(PhotoStore store) : IDisposable
{
    private const int ThumbnailPixels = 320;
    private const int FullPixels = 4096;

    private const int QualityPercent = 85;

    // libvips uses threads of its own; more pictures at once would only share them.
    private readonly SemaphoreSlim _turns = new(2);

    // A damaged photo is an answer to the client, not a line on the error stream of the process.
    static PhotoViews() => Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, (_, _, _) => { });

    /// <summary>The path of the view's file.</summary>
    public async Task<Result<string>> GetAsync(string sha256, bool isThumbnail, CancellationToken ct)
    {
        var view = store.View(sha256, isThumbnail ? "thumb" : "full");
        if (File.Exists(view))
        {
            return view;
        }

        await _turns.WaitAsync(ct);
        try
        {
            return
                File.Exists(view)
                || await Task.Run(
                    () => TryMake(store.Original(sha256), view, isThumbnail ? ThumbnailPixels : FullPixels),
                    ct
                )
                ? view
                : Problems.PhotoNotDisplayable.Refuse($"Photo {sha256} cannot be decoded here; its original is kept.");
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();

    private static bool TryMake(string original, string view, int pixels)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(view)!);
        var draft = $"{view}.{Guid.NewGuid():n}";
        try
        {
            using (var header = Image.NewFromFile(original, access: Enums.Access.Sequential))
            {
                if ((long)header.Width * header.Height > PhotoType.MaxPixels)
                {
                    return false;
                }
            }

            using var scaled = Image.Thumbnail(
                original,
                pixels,
                height: pixels,
                size: Enums.Size.Down,
                failOn: Enums.FailOn.None
            );
            using var opaque = scaled.HasAlpha() ? scaled.Flatten(background: [255.0]) : scaled.Copy();
            opaque.Jpegsave(draft, q: QualityPercent, keep: Enums.ForeignKeep.Icc);
            File.Move(draft, view, overwrite: true);
            return true;
        }
        catch (VipsException)
        {
            File.Delete(draft);
            return false;
        }
    }
}
