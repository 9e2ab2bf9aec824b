using System.Runtime.CompilerServices;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Photos;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Reports.Records;

/// <summary>
/// The photos of a form's records, as they are shown: without EXIF, as JPEG. Those that have not arrived, that cannot
/// be shown, and those of which a record merely names the hash are left out.
/// </summary>
internal static class RecordPhotos
{
    private const int AtATime = 200;

    public static async IAsyncEnumerable<RecordPhoto> OfAsync(
        CityOpsDb db,
        PhotoViews views,
        WantedRecords wanted,
        Caller caller,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        (DateTimeOffset At, Guid Id)? after = null;
        while (true)
        {
            var records = await ReadRecords.Of(db, wanted, caller, after, AtATime).ToListAsync(ct);
            var ids = records.ConvertAll(r => r.Id);
            var declared = await (
                from a in db.Attachments
                where ids.Contains(a.SubjectId)
                join photo in db.Photos on a.Sha256 equals photo.Sha256
                orderby a.SubjectId, a.Ordinal
                select new
                {
                    a.SubjectId,
                    a.Ordinal,
                    a.Sha256,
                }
            ).ToListAsync(ct);
            foreach (var photo in declared)
            {
                if (!(await ReadPhotos.SubjectsAsync(db, photo.Sha256, ct)).Contains(photo.SubjectId))
                {
                    continue;
                }

                var (file, _) = await views.GetAsync(Convert.ToHexStringLower(photo.Sha256), isThumbnail: false, ct);
                if (file is not null)
                {
                    yield return new(photo.SubjectId, photo.Ordinal + 1, file);
                }
            }

            if (records.Count < AtATime)
            {
                yield break;
            }

            after = (records[^1].At, records[^1].Id);
        }
    }
}
