using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Photos;

/// <param name="State">declared: nothing has come; receiving: a part has; verified: all of it, and its hash is
/// right.</param>
/// <param name="Bytes">As declared.</param>
/// <param name="ReceivedBytes">How much has come.</param>
public sealed record PhotoReceipt(string Sha256, long Bytes, string Type, string State, long ReceivedBytes)
{
    /// <summary>The photo has another size than was declared: the declaration was of another file, or wrong.</summary>
    public bool SizeDiffers => State == "verified" && ReceivedBytes != Bytes;
}

/// <summary>Reads what has arrived of a record's photos; any slice may ask, who may see the record is the caller's to
/// decide.</summary>
public static class ReadPhotos
{
    /// <summary>What has arrived of the photos that these records declare.</summary>
    public static async Task<IReadOnlyList<PhotoReceipt>> OfAsync(
        CityOpsDb db,
        UploadFiles uploads,
        IReadOnlyList<Guid> subjects,
        CancellationToken ct
    )
    {
        // A join: EF Core numbers the rows of the whole photo table for a photo that is asked for as one.
        var rows = await (
            from a in db.Attachments
            where subjects.Contains(a.SubjectId)
            join photo in db.Photos on a.Sha256 equals photo.Sha256 into photos
            from photo in photos.DefaultIfEmpty()
            orderby a.SubjectId, a.Ordinal
            select new
            {
                a.Sha256,
                a.Bytes,
                a.MediaType,
                Photo = photo,
                Uploads = db.Set<Upload>()
                    .Where(u => u.Sha256 == a.Sha256 && u.CompletedAt == null)
                    .Select(u => u.Id)
                    .ToList(),
            }
        )
            .Prepared()
            .ToListAsync(ct);
        return
        [
            .. rows.Select(row =>
            {
                var sha256 = Convert.ToHexStringLower(row.Sha256);
                if (row.Photo is { } photo)
                {
                    return new PhotoReceipt(sha256, row.Bytes, photo.MediaType, "verified", photo.Bytes);
                }

                var received = row.Uploads.Select(uploads.Offset).DefaultIfEmpty().Max();
                return new PhotoReceipt(
                    sha256,
                    row.Bytes,
                    row.MediaType,
                    received > 0 ? "receiving" : "declared",
                    received
                );
            }),
        ];
    }

    /// <summary>
    /// The same of one record, for whoever sent it: bytes count that were sent for it, not those that somebody else has
    /// sent. Else a made-up record would tell whether a photo of this hash is here.
    /// </summary>
    /// <param name="owners">Who may have sent them, as <see cref="Upload.Owner"/>, gateways aside; null for whoever is
    /// told of the record anyway.</param>
    public static async Task<IReadOnlyList<PhotoReceipt>> OwnOfAsync(
        CityOpsDb db,
        UploadFiles uploads,
        Guid subject,
        IReadOnlyList<string>? owners,
        CancellationToken ct
    )
    {
        var photos = (await OfAsync(db, uploads, [subject], ct)).ToArray();
        for (var i = 0; i < photos.Length; i++)
        {
            var hash = Convert.FromHexString(photos[i].Sha256);
            if (photos[i].State == "verified" && !await IsOwnAsync(db, hash, subject, owners, ct))
            {
                var declared = await db
                    .Attachments.Where(a => a.SubjectId == subject && a.Sha256 == hash)
                    .Select(a => a.MediaType)
                    .FirstAsync(ct);
                photos[i] = photos[i] with { Type = declared, State = "declared", ReceivedBytes = 0 };
            }
        }

        return photos;
    }

    private static async Task<bool> IsOwnAsync(
        CityOpsDb db,
        byte[] hash,
        Guid subject,
        IReadOnlyList<string>? owners,
        CancellationToken ct
    )
    {
        if (owners is null)
        {
            return (await SubjectsAsync(db, hash, ct)).Contains(subject);
        }

        var sent = db.Uploads.Where(u => u.Sha256 == hash && u.CompletedAt != null);
        return await sent.AnyAsync(u => owners.Contains(u.Owner) || EF.Functions.Like(u.Owner, "gateway:%"), ct)
            || !await sent.AnyAsync(ct); // of before it was noted who sends what
    }

    /// <summary>The records that a photo belongs to, rather than merely name its hash.</summary>
    public static Task<List<Guid>> SubjectsAsync(CityOpsDb db, byte[] sha256, CancellationToken ct) =>
        db
            .Database.SqlQueryRaw<Guid>(Sql.Text("queries/photos/photo_subjects"), Parameters.Of("sha256", sha256))
            .ToListAsync(ct);
}
