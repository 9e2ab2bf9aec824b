using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Features.Toilets.Phones;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>A feedback as a page shows it.</summary>
/// <param name="Phone">Masked; null where none was left.</param>
/// <param name="DeviceObservedAt">What the device said, where that cannot be right.</param>
/// <param name="Changes">Its corrections and its withdrawal, the first one first.</param>
public sealed record FeedbackRecord(
    FeedbackEntry Feedback,
    string? Phone,
    DateTimeOffset ObservedAt,
    DateTimeOffset? DeviceObservedAt,
    IReadOnlyList<PhotoReceipt> Photos,
    IReadOnlyList<ChangeEntry> Changes
);

/// <summary>Reads a feedback: for those who look after its facility.</summary>
internal static class ReadFeedback
{
    public static async Task<Result<FeedbackRecord>> RunAsync(
        CityOpsDb db,
        UploadFiles uploads,
        PhoneKeyFile phones,
        Guid id,
        Caller caller,
        CancellationToken ct
    )
    {
        if (await db.Feedback.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, ct) is not { } feedback)
        {
            return Problems.FeedbackNotFound.Refuse($"Feedback {id} has not arrived.");
        }

        if (!await VisibleFacilities.HeldBy(db, caller).AnyAsync(f => f.Id == feedback.FacilityId, ct))
        {
            return Problems.OutsideYourArea.Refuse("Its facility belongs to another organisation or town.");
        }

        var entry = await ListAllFeedback.Entries(db, db.Feedback.Where(f => f.Id == id)).SingleAsync(ct);
        return new FeedbackRecord(
            ListAllFeedback.InCityTime(entry),
            PhoneNumber.MaskOf(feedback, phones),
            CityTime.Local(feedback.ObservedAt),
            feedback.DeviceObservedAt is { } said ? CityTime.Local(said) : null,
            await ReadPhotos.OfAsync(db, uploads, [id], ct),
            await ChangeRecord.ListAsync(db, "feedback", id, ct)
        );
    }
}
