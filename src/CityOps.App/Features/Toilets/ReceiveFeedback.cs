using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Submissions;
using CityOps.App.Features.Toilets.Phones;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Toilets;

/// <summary>
/// Stores a feedback; a complaint opens a case in the same transaction, or joins the open one of the same facility and
/// kind of the last two hours (+1) that is not put right yet. The same feedback again changes nothing.
/// </summary>
public static class ReceiveFeedback
{
    /// <summary>GPS indoors may be off by this much before a feedback is flagged far_from_toilet, or
    /// far_from_facility.</summary>
    private const double FarMetres = 500;

    private static readonly TimeSpan JoinWithin = TimeSpan.FromHours(2);

    public sealed record Received(Feedback Feedback, bool IsNew);

    public static async Task<Result<Received>> RunAsync(
        CityOpsDb db,
        PhoneKeyFile phones,
        ToiletOptions options,
        FeedbackOrigin origin,
        QrCode code,
        FeedbackBody body,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        now = InputTime.Stored(now);
        var facility = await db.Facilities.AsNoTracking().SingleAsync(f => f.Id == code.FacilityId, ct);
        if (!await db.FacilityKinds.AnyAsync(t => t.Code == facility.Type && t.HasPage, ct))
        {
            return Problems.FacilityHasNoPage.Refuse($"Nothing is taken on facilities of type {facility.Type}.");
        }

        var (content, refusal) = body.Check(facility);
        if (content is null)
        {
            return refusal!;
        }

        PhoneRing? ring = null;
        if (content.Phone.Length > 0)
        {
            (ring, refusal) = phones.Read();
            if (ring is null)
            {
                return refusal!;
            }
        }

        return await Repeat.OnConflictAsync(db, () =>
            StoreAsync(db, ring, options, origin, facility, code, content, body.SentAt, now, ct)
        );
    }

    private static async Task<Result<Received>> StoreAsync(
        CityOpsDb db,
        PhoneRing? ring,
        ToiletOptions options,
        FeedbackOrigin origin,
        Facility facility,
        QrCode code,
        FeedbackContent content,
        DateTimeOffset? sentAt,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        // Who reads the database knows all but the number, and could try them all against a plain hash.
        var hash = ring?.Hash(ContentHash.Of(content)) ?? ContentHash.Of(content);
        if (await db.Feedback.AsNoTracking().SingleOrDefaultAsync(f => f.Id == content.Id, ct) is { } known)
        {
            return known.ContentSha256.AsSpan().SequenceEqual(hash)
                ? new Received(known, IsNew: false)
                : Problems.FeedbackConflict.Refuse(
                    $"Feedback {content.Id} is stored with other content; use a fresh UUID."
                );
        }

        if (await db.FeedbackKinds.FindAsync([facility.Type, content.Kind], ct) is not { } kind)
        {
            return Problems.FeedbackKindUnknown.Refuse(
                $"There is no kind of feedback {content.Kind} on a {facility.Type}.",
                ("field", "kind")
            );
        }

        var time = content.ObservedAt is { } observedAt
            ? DeviceTime.Judge(observedAt, sentAt, null, now, TimeSpan.MaxValue)
            : null;
        var isFar = content.Position is { } place && FacilityShape.DistanceMetres(facility, place) > FarMetres;
        var phone = ring?.Seal(content.Id, content.Phone);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var feedback = new Feedback
        {
            Id = content.Id,
            Receipt = Crockford.Random(Receipts.Length),
            FacilityId = facility.Id,
            FacilityType = facility.Type,
            QrCode = code.Code,
            Kind = content.Kind,
            Stars = content.Stars,
            Words = content.Words,
            PhoneSealed = phone?.Sealed,
            PhoneKey = phone?.Key,
            Position = content.Position?.ToPoint(),
            Flags =
            [
                .. isFar
                    ? [facility.Type == Facility.Toilet ? "far_from_toilet" : "far_from_facility"]
                    : Array.Empty<string>(),
                .. time?.DeviceReportedAt is null ? [] : new[] { "time_skew" },
                .. origin.HasScanned ? [] : new[] { FeedbackDoubt.NoScan },
            ],
            ObservedAt = time is null ? now : InputTime.Stored(time.At),
            DeviceObservedAt = time?.DeviceReportedAt,
            ReceivedAt = now,
            ContentSha256 = hash,
            Network = origin.Network,
        };
        db.Feedback.Add(feedback);
        db.Attachments.AddRange(PhotoDeclaration.Attach(feedback.Id, content.Photos));
        if (
            kind.CategoryCode is { } category
            && await OpenOrJoinAsync(db, feedback, facility, category, now, ct) is { } refusal
        )
        {
            return refusal;
        }

        await db.SaveChangesAsync(ct);
        await FeedbackDoubt.FlagAsync(db, options, feedback, ct);
        await transaction.CommitAsync(ct);
        return new Received(feedback, IsNew: true);
    }

    private static async Task<Refusal?> OpenOrJoinAsync(
        CityOpsDb db,
        Feedback feedback,
        Facility facility,
        string category,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        // Two citizens at the same facility in the same second: the second waits here and then finds the first one's
        // case.
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({$"{facility.Id}/{category}"}, 0))",
            ct
        );
        var since = now - JoinWithin;
        var open = await db
            .Cases.Where(c =>
                c.FacilityId == facility.Id
                && c.CategoryCode == category
                && c.ReportedAt >= since
                && !CaseStatus.Ended.Contains(c.Status)
                // What was put right already was put right before this voice: the trouble is there again, or still.
                && c.Status != CaseStatus.PendingCheck
                && c.Status != CaseStatus.PendingClose
            )
            .OrderByDescending(c => c.ReportedAt)
            .FirstOrDefaultAsync(ct);
        if (open is not null)
        {
            open.Join("feedback", feedback.Id, now, feedback.ObservedAt);
            feedback.CaseId = open.Id;
            return null;
        }

        var town = facility.TownCode;
        if (town is null)
        {
            var place = LonLat.Of(facility.Position);
            var (found, refusal) = await CityTown.FindAsync(
                db,
                new KnownPosition(place, CoordSystems.Wgs84, null, place),
                ct
            );
            if (found is null)
            {
                return refusal;
            }

            town = found.Code;
        }

        await OpenFeedbackCase.RunAsync(db, feedback, facility, town, category, now, ct);
        return null;
    }
}
