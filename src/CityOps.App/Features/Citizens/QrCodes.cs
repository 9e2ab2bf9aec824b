using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Citizens;

/// <summary>
/// The codes on facilities' plates: <c>{facility}-{serial}-{tag}</c>, e.g. T-001-1-7Q2M9K4X. The tag is 40 bits of an
/// HMAC under a key that only our database holds, so a made-up code is told from a replaced one without asking a table.
/// </summary>
public static partial class QrCodes
{
    private const string SecretName = "qr_code";
    private const int TagLength = 8;
    private const int NameLength = 10;

    /// <summary>Issues a facility's next code and ends the one before it. The caller saves.</summary>
    public static async Task<QrCode> IssueAsync(
        CityOpsDb db,
        Guid facilityId,
        string facilityCode,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var earlier = await db.QrCodes.Where(q => q.FacilityId == facilityId).ToListAsync(ct);
        foreach (var code in earlier.Where(q => q.ReplacedAt is null))
        {
            code.ReplacedAt = now;
        }

        var (serial, key) = ((earlier.Count + 1).ToString(CultureInfo.InvariantCulture), await KeyAsync(db, ct));
        var signed = Signed($"{facilityCode.ToUpperInvariant()}-{serial}", key);
        if (!Printable().IsMatch(facilityCode) || await db.QrCodes.AnyAsync(q => q.Code == signed, ct))
        {
            // A code with other letters is no part of an address, and one that differs from another's in capitals alone
            // would be that one's.
            var name = Crockford.Encode(SHA256.HashData(facilityId.ToByteArray()), NameLength);
            signed = Signed($"F{name}-{serial}", key);
        }

        var issued = new QrCode
        {
            Code = signed,
            FacilityId = facilityId,
            IssuedAt = now,
        };
        db.QrCodes.Add(issued);
        return issued;
    }

    /// <summary>The valid code that was scanned or typed; refused when it is foreign or replaced.</summary>
    public static async Task<Result<QrCode>> ReadAsync(CityOpsDb db, string scanned, CancellationToken ct)
    {
        var code = scanned.Trim().ToUpperInvariant();
        var dash = code.LastIndexOf('-');
        if (code.Length > 100 || dash <= 0 || !IsGenuine(code[..dash], code[(dash + 1)..], await KeyAsync(db, ct)))
        {
            return Problems.QrCodeForeign.Refuse("The code was not issued here.");
        }

        var known = await db.QrCodes.AsNoTracking().SingleOrDefaultAsync(q => q.Code == code, ct);
        return known switch
        {
            null => Problems.QrCodeForeign.Refuse("The code was not issued here."),
            { ReplacedAt: not null } => Problems.QrCodeReplaced.Refuse(
                $"Code {code} was replaced; scan the plate again."
            ),
            _ => known,
        };
    }

    private static string Signed(string stem, byte[] key) => $"{stem}-{Tag(stem, key)}";

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex Printable();

    private static bool IsGenuine(string stem, string tag, byte[] key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(tag), Encoding.UTF8.GetBytes(Tag(stem, key)));

    private static string Tag(string stem, byte[] key) =>
        Crockford.Encode(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stem)), TagLength);

    /// <summary>The signing key, made on first use; whoever is second takes the first one's.</summary>
    private static async Task<byte[]> KeyAsync(CityOpsDb db, CancellationToken ct)
    {
        var keys = await db
            .Database.SqlQuery<byte[]>($"select value as \"Value\" from secret where name = {SecretName}")
            .ToListAsync(ct);
        if (keys.Count == 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"insert into secret (name, value) values ({SecretName}, {RandomNumberGenerator.GetBytes(32)}) on conflict do nothing",
                ct
            );
            keys = await db
                .Database.SqlQuery<byte[]>($"select value as \"Value\" from secret where name = {SecretName}")
                .ToListAsync(ct);
        }

        return keys[0];
    }
}
