using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Toilets.Phones;

/// <param name="Reason">Why the number is needed; 4 to 200 characters. It stands in the audit log.</param>
public sealed record PhoneReason(string? Reason);

/// <param name="Phone">All of its digits.</param>
/// <param name="LooksLeft">How many more numbers the account may see today.</param>
public sealed record SeenPhone(string Phone, int LooksLeft);

/// <summary>Shows a citizen's number to who may call back (operation feedback.phone): each time a line of the audit
/// log, which holds everything but the number.</summary>
internal static class SeePhone
{
    private const string Action = "phone.seen";
    private const int MinReason = 4;
    private const int MaxReason = 200;

    private sealed record Seen(string Facility, string Reason);

    public static async Task<Result<SeenPhone>> RunAsync(
        CityOpsDb db,
        PhoneKeyFile keys,
        IOptions<ToiletOptions> options,
        Guid id,
        PhoneReason body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (InputText.Clean(body.Reason) is not { Length: >= MinReason } reason)
        {
            return Problems.FieldMissing.Refuse("Say in at least 4 characters why.", ("field", "reason"));
        }

        if (InputText.TooLong(reason, MaxReason, "reason") is { } tooLong)
        {
            return tooLong;
        }

        if (await db.Feedback.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, ct) is not { } feedback)
        {
            return Problems.FeedbackNotFound.Refuse($"Feedback {id} has not arrived.");
        }

        var facility = await VisibleFacilities
            .HeldBy(db, caller)
            .Where(f => f.Id == feedback.FacilityId)
            .Select(f => f.Code)
            .SingleOrDefaultAsync(ct);
        if (facility is null)
        {
            return Problems.OutsideYourArea.Refuse("Its facility belongs to another organisation or town.");
        }

        if (feedback.SealedPhone is not { } phone)
        {
            return Problems.FeedbackHasNoPhone.Refuse($"With feedback {id} no phone number is kept.");
        }

        var (ring, missing) = keys.Read();
        if (ring is null)
        {
            return missing!;
        }

        if (ring.Open(id, phone) is not { } digits)
        {
            return Problems.PhoneKeyMissing.Refuse($"The number of feedback {id} needs key {phone.Key}.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // one at a time for an account, so that what is counted is what was seen
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtextextended({$"phone looks {caller.AccountId}"}, 0))",
            ct
        );
        var since = CityTime.Start(CityTime.Day(now)).ToUniversalTime();
        var looks = await db
            .Database.SqlQuery<int>(
                $"""
                select count(*)::int as "Value" from audit_log
                where action = {Action} and account_id = {caller.AccountId} and at >= {since}
                """
            )
            .SingleAsync(ct);
        var most = options.Value.PhoneLooksPerAccountAndDay;
        if (looks >= most)
        {
            return Problems.PhoneLooksUsedUp.Refuse($"Your account has seen {looks} numbers today, {most} at most.");
        }

        await AuditLog.AddAsync(db, new(Action, "feedback", id.ToString(), new Seen(facility, reason)), ct);
        await transaction.CommitAsync(ct);
        return new SeenPhone(digits, most - looks - 1);
    }
}
