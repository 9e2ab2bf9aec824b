using CityOps.App.Database;

namespace CityOps.App.Features.Photos;

/// <summary>
/// The verified photos, as they came: photos/ab/cd/abcd… under the data folder, named by their SHA-256, so that a photo
/// is kept once however often it is sent. Beside them, under views, what is made of them to be shown.
/// </summary>
public sealed class PhotoStore(DataFolder folder)
{
    /// <summary>Where the original of a photo is, or would be.</summary>
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    public string Original(string sha256) => Sharded(folder.Photos, sha256, "");

    /// <summary>Where a view of a photo is, or would be.</summary>
    public string View(string sha256, string name) =>
        Sharded(Path.Combine(folder.Photos, "views"), sha256, $"-{name}.jpg");

    /// <summary>The SHA-256 and the file of every photo that is there; no views.</summary>
    public IEnumerable<(string Sha256, string Original)> All() =>
        !Directory.Exists(folder.Photos)
            ? []
            : from file in Directory.EnumerateFiles(folder.Photos, "*", SearchOption.AllDirectories)
            let name = Path.GetFileName(file)
            where name.Length == 64 && name.All(char.IsAsciiHexDigitLower) && file == Original(name)
            select (name, file);

    /// <summary>Takes a verified file, whose bytes are flushed, into the store.</summary>
    public void Take(string file, string sha256) => DurableFile.MoveInto(file, Original(sha256));

    /// <summary>Takes many into the store, flushed all at once: first their bytes, then their names.</summary>
    public void Take(IReadOnlyCollection<ArrivedPhoto> photos)
    {
        DurableFile.FlushAll(folder.Uploads);
        foreach (var photo in photos.Where(p => !p.IsKept))
        {
            var place = Original(photo.Sha256);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Move(photo.File, place, overwrite: true);
            photo.IsKept = true;
        }

        DurableFile.FlushAll(folder.Photos);
    }

    /// <summary>Takes a photo that nothing names out of the store, and what was made of it; it can be put back until
    /// it is deleted.</summary>
    public void SetAside(string sha256)
    {
        var original = Original(sha256);
        if (File.Exists(original))
        {
            Directory.CreateDirectory(Aside);
            File.Move(original, Path.Combine(Aside, sha256), overwrite: true);
        }

        var views = Path.GetDirectoryName(View(sha256, ""))!;
        foreach (var view in Directory.Exists(views) ? Directory.GetFiles(views, $"{sha256}-*.jpg") : [])
        {
            File.Delete(view);
        }
    }

    /// <summary>The SHA-256 of every photo that is set aside.</summary>
    public IReadOnlyList<string> AllSetAside() =>
        Directory.Exists(Aside)
            ? [.. Directory.GetFiles(Aside).Select(Path.GetFileName).OfType<string>().Where(name => name.Length == 64)]
            : [];

    /// <summary>Takes a photo that is set aside into the store again, where it has not come anew.</summary>
    public void PutBack(string sha256)
    {
        if (File.Exists(Original(sha256)))
        {
            DeleteSetAside(sha256);
        }
        else
        {
            DurableFile.MoveInto(Path.Combine(Aside, sha256), Original(sha256));
        }
    }

    public void DeleteSetAside(string sha256) => File.Delete(Path.Combine(Aside, sha256));

    private string Aside => Path.Combine(folder.Photos, "orphans");

    private static string Sharded(string root, string sha256, string ending) =>
        Path.Combine(root, sha256[..2], sha256[2..4], sha256 + ending);
}
