using System.Security.Cryptography;
using System.Text;
using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Photos;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Toilets.Phones;

/// <param name="Phone">The number that was left with the feedback: together with the receipt it tells who wrote
/// it.</param>
public sealed record OwnPhone(string? Phone);

/// <summary>All that is kept about who gave a feedback.</summary>
/// <param name="PhoneKeptDays">Days after which the number is forgotten, once the case has ended.</param>
/// <param name="Photos">SHA-256 of each photo.</param>
public sealed record OwnDataExport(
    string Receipt,
    DateTimeOffset ReceivedAt,
    DateTimeOffset ObservedAt,
    string Facility,
    string FacilityName,
    string Kind,
    int Stars,
    string? Words,
    string Phone,
    int PhoneKeptDays,
    double? Lon,
    double? Lat,
    IReadOnlyList<string> Photos
);

/// <summary>
/// A citizen's right to see, take along and erase what is kept about them (Personal Information Protection Law,
/// articles 45 and 47), by receipt and phone number. Without both the answer is that of an unknown receipt.
/// </summary>
internal static class OwnData
{
    public static async Task<Result<OwnDataExport>> ExportAsync(
        CityOpsDb db,
        PhoneKeyFile keys,
        IOptions<ToiletOptions> options,
        string receipt,
        OwnPhone body,
        CancellationToken ct
    )
    {
        var (feedback, refusal) = await FindAsync(db, keys, receipt, body, ct);
        if (feedback is null)
        {
            return refusal!;
        }

        var facility = await db.Facilities.AsNoTracking().SingleAsync(f => f.Id == feedback.FacilityId, ct);
        var photos = await db.Set<Attachment>()
            .Where(a => a.SubjectId == feedback.Id)
            .OrderBy(a => a.Ordinal)
            .Select(a => a.Sha256)
            .ToListAsync(ct);
        return new OwnDataExport(
            Receipts.Print(feedback.Receipt),
            CityTime.Local(feedback.ReceivedAt),
            CityTime.Local(feedback.ObservedAt),
            facility.Code,
            facility.Name,
            feedback.Kind,
            feedback.Stars,
            feedback.Words,
            PhoneNumber.Check(body.Phone).Value,
            options.Value.PhoneKeptDays,
            feedback.Position is { } place ? LonLat.Of(place).Lon : null,
            feedback.Position is { } at ? LonLat.Of(at).Lat : null,
            photos.ConvertAll(Convert.ToHexStringLower)
        );
    }

    /// <summary>Erases number, words and place; the feedback stays counted, and its photos with its case.</summary>
    public static Task<Refusal?> EraseAsync(
        CityOpsDb db,
        PhoneKeyFile keys,
        string receipt,
        OwnPhone body,
        DateTimeOffset now,
        CancellationToken ct
    ) => Repeat.OnConflictAsync(db, () => EraseOnceAsync(db, keys, receipt, body, now, ct));

    private static async Task<Refusal?> EraseOnceAsync(
        CityOpsDb db,
        PhoneKeyFile keys,
        string receipt,
        OwnPhone body,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (feedback, refusal) = await FindAsync(db, keys, receipt, body, ct);
        if (feedback is null)
        {
            return refusal;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlRawAsync(
            Sql.Text("queries/citizens/erase_own"),
            [new Npgsql.NpgsqlParameter("id", feedback.Id)],
            ct
        );
        if (feedback is { CaseId: { } opened, Words: { } words })
        {
            await EraseWords.RunAsync(db, opened, feedback.Id, words, now, ct);
        }

        await AuditLog.AddAsync(db, new("phone.erased", "feedback", feedback.Id.ToString()), ct);
        await transaction.CommitAsync(ct);
        return null;
    }

    private static async Task<Result<Feedback>> FindAsync(
        CityOpsDb db,
        PhoneKeyFile keys,
        string typed,
        OwnPhone body,
        CancellationToken ct
    )
    {
        var (said, invalid) = PhoneNumber.Check(body.Phone);
        if (invalid is not null)
        {
            return invalid;
        }

        if (said!.Length == 0)
        {
            return Problems.FieldMissing.Refuse("phone is missing.", ("field", "phone"));
        }

        var (ring, missing) = keys.Read();
        if (ring is null)
        {
            return missing!;
        }

        var receipt = Crockford.Normalise(typed);
        var feedback = await db.Feedback.AsNoTracking().SingleOrDefaultAsync(f => f.Receipt == receipt, ct);
        var kept = feedback?.SealedPhone is { } phone ? ring.Open(feedback.Id, phone) : null;
        return
            kept is not null
            && CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(Encoding.ASCII.GetBytes(kept)),
                SHA256.HashData(Encoding.ASCII.GetBytes(said))
            )
            ? feedback!
            : Problems.FeedbackNotFound.Refuse("There is no feedback of this receipt with this phone number.");
    }
}
