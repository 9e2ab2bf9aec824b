using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Facilities;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>A feedback as those see it who look after the facility; the phone number is the case's business.</summary>
/// <param name="Case">The case that it opened or joined; null for praise.</param>
public sealed record FeedbackItem(
    Guid Id,
    string Kind,
    string KindName,
    string KindNameEn,
    int Stars,
    string? Words,
    DateTimeOffset ReceivedAt,
    FeedbackCase? Case
);

public sealed record FeedbackCase(Guid Id, string Number, string Status);

/// <summary>Lists what citizens said of a facility, newest first.</summary>
internal static class ListFeedback
{
    public static async Task<IResult> RunAsync(
        string code,
        Caller caller,
        CityOpsDb db,
        CancellationToken ct,
        string? cursor = null,
        int? limit = null
    )
    {
        var facility = await db.Facilities.AsNoTracking().SingleOrDefaultAsync(f => f.Code == code, ct);
        if (facility is null)
        {
            return Problems.FacilityNotFound.With($"There is no facility {code}.");
        }

        if (!await VisibleFacilities.HeldBy(db, caller).AnyAsync(f => f.Id == facility.Id, ct))
        {
            return Problems.OutsideYourArea.With($"Facility {code} belongs to another organisation or town.");
        }

        var feedback = db.Feedback.Where(f => f.FacilityId == facility.Id);
        if (cursor is not null)
        {
            if (
                !Cursor.TryDecode(cursor, 2, out var key)
                || !DateTimeOffset.TryParseExact(
                    key[0],
                    "O",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var at
                )
                || !Guid.TryParse(key[1], out var id)
            )
            {
                return Problems.InvalidCursor.With();
            }

            feedback = feedback.Where(f =>
                EF.Functions.LessThan(
                    ValueTuple.Create(f.ReceivedAt, f.Id),
                    ValueTuple.Create(at.ToUniversalTime(), id)
                )
            );
        }

        var size = Cursor.Size(limit);
        var rows = await (
            from f in feedback.OrderByDescending(f => f.ReceivedAt).ThenByDescending(f => f.Id).Take(size + 1)
            join kind in db.FeedbackKinds
                on new { f.FacilityType, f.Kind } equals new { kind.FacilityType, Kind = kind.Code }
            orderby f.ReceivedAt descending, f.Id descending
            select new FeedbackItem(
                f.Id,
                f.Kind,
                kind.Name,
                kind.NameEn,
                f.Stars,
                f.Words,
                f.ReceivedAt,
                db.Set<Case>()
                    .Where(c => c.Id == f.CaseId)
                    .Select(c => new FeedbackCase(c.Id, c.Number, c.Status))
                    .SingleOrDefault()
            )
        ).ToListAsync(ct);
        IReadOnlyList<FeedbackItem> items = [.. rows.Select(f => f with { ReceivedAt = CityTime.Local(f.ReceivedAt) })];
        return TypedResults.Ok(
            Page.Of(items, size, f => [f.ReceivedAt.ToString("O", CultureInfo.InvariantCulture), f.Id.ToString()])
        );
    }
}
