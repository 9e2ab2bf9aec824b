using System.Buffers;
using System.Security.Cryptography;
using CityOps.App.Database;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Photos;

/// <summary>
/// A photo that came whole within a request: hashed while it was written to a file of its own, checked, and not kept
/// yet. Disposed before it is kept, it is forgotten.
/// </summary>
public sealed class ArrivedPhoto : IDisposable
{
    private const int BufferBytes = 128 * 1024;

    private ArrivedPhoto(string file, string owner) => (File, Owner) = (file, owner);

    internal string File { get; }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; private set; } = "";

    public long Bytes { get; private set; }

    public string MediaType { get; private set; } = "";

    private string Owner { get; }

    private DateTimeOffset? TakenAt { get; set; }

    /// <summary>Its file is in its place and on disk; its row is still to be written.</summary>
    public bool IsKept { get; internal set; }

    /// <param name="owner">Who sends it, as <see cref="Upload.Owner"/>: that decides for which records it is
    /// shown.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public static async Task<Result<ArrivedPhoto>> ReadAsync(
        Stream body,
        string owner,
        UploadFiles files,
        CancellationToken ct
    )
    {
        await using var file = files.OpenFresh();
        var photo = new ArrivedPhoto(file.Name, owner);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            try
            {
                for (int read; (read = await body.ReadAsync(buffer, ct)) > 0; )
                {
                    if ((photo.Bytes += read) > PhotoType.MaxBytes)
                    {
                        photo.Dispose();
                        return Problems.UploadTooLarge.Refuse(
                            $"A photo has more than {PhotoType.MaxBytes} bytes.",
                            ("maxBytes", PhotoType.MaxBytes)
                        );
                    }

                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), ct);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            photo.Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            var (known, refusal) = await CheckPhoto.RunAsync(file, ct);
            if (known is null)
            {
                photo.Dispose();
                return refusal!;
            }

            (photo.MediaType, photo.TakenAt) = (known.MediaType, known.TakenAt);
            return photo;
        }
        catch
        {
            photo.Dispose();
            throw;
        }
    }

    /// <summary>The rows of photos that are kept, and of who sent them.</summary>
    internal static NpgsqlBatchCommand Insert(IReadOnlyList<(ArrivedPhoto Photo, DateTimeOffset ReceivedAt)> photos) =>
        new NpgsqlBatchCommand(Sql.Text("queries/photos/insert_photos"))
            .With("sha256", photos.Select(p => Convert.FromHexString(p.Photo.Sha256)).ToArray())
            .With("bytes", photos.Select(p => p.Photo.Bytes).ToArray())
            .With("media_types", photos.Select(p => p.Photo.MediaType).ToArray())
            .With("taken_at", photos.Select(p => p.Photo.TakenAt).ToArray())
            .With("received_at", photos.Select(p => p.ReceivedAt).ToArray())
            .With("owners", photos.Select(p => p.Photo.Owner).ToArray())
            .With("ids", photos.Select(p => Guid.CreateVersion7(p.ReceivedAt)).ToArray());

    public void Dispose()
    {
        if (!IsKept)
        {
            System.IO.File.Delete(File);
        }
    }
}
