using System.Globalization;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Citizens;
using CityOps.App.Http;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Toilets.Phones;

/// <summary>
/// The file of the <see cref="PhoneRing"/>: <c>Toilets:PhoneKeyFile</c>, or phone-keys.json in the data folder;
/// readable by its owner alone. It is read again when it has changed, so a key that a verb adds is used by servers that
/// run.
/// </summary>
public sealed class PhoneKeyFile
{
    private sealed record Content(int Format, string HashKey, IReadOnlyList<StoredKey> Keys);

    private sealed record StoredKey(string Id, DateTimeOffset MadeAt, string Secret);

    private sealed record Known((DateTime Written, long Length) Version, PhoneRing Ring);

    private Known? _known;

    public PhoneKeyFile(DataFolder folder, IOptions<ToiletOptions> options)
        : this(PathOf(folder, options.Value.PhoneKeyFile)) { }

    public PhoneKeyFile(string path) => Path = path;

    /// <summary>Absolute.</summary>
    public string Path { get; }

    public static string PathOf(DataFolder folder, string? setting) =>
        setting is { Length: > 0 }
            ? System.IO.Path.GetFullPath(setting)
            : System.IO.Path.Combine(folder.Path, "phone-keys.json");

    public bool Exists => File.Exists(Path);

    /// <summary>Whether others than its owner's group may read it.</summary>
    public bool IsOpenToOthers =>
        !OperatingSystem.IsWindows()
        && Exists
        && (File.GetUnixFileMode(Path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;

    /// <summary>The ring; phone_key_missing when the file is not there or cannot be read.</summary>
    public Result<PhoneRing> Read()
    {
        try
        {
            var file = new FileInfo(Path);
            if (!file.Exists)
            {
                return Problems.PhoneKeyMissing.Refuse("The file of the phone keys is not there.");
            }

            var version = (file.LastWriteTimeUtc, file.Length);
            if (_known is { } known && known.Version == version)
            {
                return known.Ring;
            }

            var ring = Parse(File.ReadAllBytes(Path));
            _known = new(version, ring);
            return ring;
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            return Problems.PhoneKeyMissing.Refuse("The file of the phone keys cannot be read.");
        }
    }

    /// <summary>Makes a first ring, unless another process has made one.</summary>
    public void Create(DateTimeOffset now) => Write(PhoneRing.New(now), overwrite: false);

    /// <summary>Puts the ring into the file's place, whole or not at all.</summary>
    public void Write(PhoneRing ring) => Write(ring, overwrite: true);

    private void Write(PhoneRing ring, bool overwrite)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var arriving = string.Create(CultureInfo.InvariantCulture, $"{Path}.{Environment.ProcessId}.new");
        using (
            var file = new FileStream(
                arriving,
                new FileStreamOptions
                {
                    Mode = FileMode.Create,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            )
        )
        {
            JsonSerializer.Serialize(
                file,
                new Content(
                    1,
                    Convert.ToBase64String(ring.HashKey),
                    [.. ring.Keys.Select(k => new StoredKey(k.Id, k.MadeAt, Convert.ToBase64String(k.Secret)))]
                ),
                JsonSerializerOptions.Web
            );
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(arriving, Path, overwrite);
        }
        catch (IOException) when (!overwrite && Exists)
        {
            File.Delete(arriving);
        }
    }

    private static PhoneRing Parse(byte[] json)
    {
        var content = JsonSerializer.Deserialize<Content>(json, JsonSerializerOptions.Web);
        if (content is not { Format: 1, HashKey: { } hashKey, Keys: { Count: > 0 } stored })
        {
            throw new FormatException("It is no file of phone keys of format 1.");
        }

        var keys = stored.Select(k => new PhoneKey(k.Id, k.MadeAt, Key(k.Secret))).ToList();
        return new PhoneRing(keys, Key(hashKey));

        static byte[] Key(string base64) =>
            Convert.FromBase64String(base64) is { Length: 32 } key
                ? key
                : throw new FormatException("A phone key has 256 bits.");
    }
}
