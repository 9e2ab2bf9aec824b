using System.Text.Encodings.Web;
using System.Text.Json;

namespace CityOps.App.Features.Demo;

/// <summary>Writes a file that only its owner may read, whole or not at all.</summary>
internal static class SecretFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task WriteAsync<T>(string path, T content, CancellationToken ct)
    {
        var beside = path + ".new";
        File.Delete(beside); // its mode would stay
        await using (
            var file = new FileStream(
                beside,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Options = FileOptions.Asynchronous,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            )
        )
        {
            await JsonSerializer.SerializeAsync(file, content, Json, ct);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }
}
