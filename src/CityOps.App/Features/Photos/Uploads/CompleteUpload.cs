using System.Security.Cryptography;
using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Photos;

/// <summary>
/// Verifies an upload whose bytes have all come and turns it into a photo: first the file is in its place and on disk,
/// then the row that refers to it is committed.
/// </summary>
public static class CompleteUpload
{
    /// <param name="file">The upload's file, held for this request alone and flushed.</param>
    public static async Task<Result<Photo>> RunAsync(
        CityOpsDb db,
        UploadFiles files,
        PhotoStore store,
        Upload upload,
        FileStream file,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        file.Position = 0;
        var sha256 = await SHA256.HashDataAsync(file, ct);
        if (!sha256.AsSpan().SequenceEqual(upload.Sha256))
        {
            await DiscardAsync(db, files, upload, ct);
            return Problems.PhotoHashMismatch.Refuse(
                $"The bytes have SHA-256 {Convert.ToHexStringLower(sha256)}, {Convert.ToHexStringLower(upload.Sha256)} was announced; create the upload anew.",
                ("sha256", Convert.ToHexStringLower(sha256))
            );
        }

        var (known, refusal) = await CheckPhoto.RunAsync(file, ct);
        if (known is null)
        {
            await DiscardAsync(db, files, upload, ct);
            return refusal!;
        }

        store.Take(files.PathOf(upload.Id), Convert.ToHexStringLower(sha256));

        var photo = new Photo
        {
            Sha256 = sha256,
            Bytes = upload.Length,
            MediaType = known.MediaType,
            ReceivedAt = now,
            TakenAt = known.TakenAt,
        };
        await Repeat.OnConflictAsync(db, () => StoreAsync(db, upload, photo, now));
        upload.CompletedAt = now;
        return photo;
    }

    // Not cancelled: the photo is here, whether the client still listens or not.
    private static async Task<int> StoreAsync(CityOpsDb db, Upload upload, Photo photo, DateTimeOffset now)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into photo (sha256, bytes, media_type, received_at, taken_at)
            values ({photo.Sha256}, {photo.Bytes}, {photo.MediaType}, {now.ToUniversalTime()},
              {photo.TakenAt?.ToUniversalTime()})
            on conflict on constraint photo_pk do nothing
            """,
            CancellationToken.None
        );
        var completed = await db
            .Uploads.Where(u => u.Id == upload.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.CompletedAt, now), CancellationToken.None);
        await db.Database.ExecuteSqlAsync(
            $"insert into photo_look_due (sha256) values ({photo.Sha256})",
            CancellationToken.None
        );
        await transaction.CommitAsync(CancellationToken.None);
        return completed;
    }

    private static async Task DiscardAsync(CityOpsDb db, UploadFiles files, Upload upload, CancellationToken ct)
    {
        files.Delete(upload.Id);
        await db.Uploads.Where(u => u.Id == upload.Id).ExecuteDeleteAsync(ct);
    }
}
