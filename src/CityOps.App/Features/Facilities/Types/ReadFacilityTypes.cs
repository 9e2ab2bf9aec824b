using System.Security.Cryptography;
using System.Text.Json;
using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities.Types;

/// <summary>Reads types of facilities with what can be said of them.</summary>
public static class ReadFacilityTypes
{
    /// <summary>By code, from the one after <paramref name="after"/> on.</summary>
    public static async Task<IReadOnlyList<FacilityTypeItem>> ListAsync(
        CityOpsDb db,
        string after,
        int most,
        CancellationToken ct
    ) =>
        await ReadAsync(
            db,
            db.FacilityKinds.Where(t => string.Compare(t.Code, after) > 0).OrderBy(t => t.Code).Take(most),
            ct
        );

    public static async Task<FacilityTypeItem?> FindAsync(CityOpsDb db, string code, CancellationToken ct) =>
        (await ReadAsync(db, db.FacilityKinds.Where(t => t.Code == code), ct)).SingleOrDefault();

    /// <summary>What an ETag tells an answer by.</summary>
    internal static string Hash<T>(T answer) =>
        Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(answer, JsonSerializerOptions.Web)).AsSpan(0, 8)
        );

    private static async Task<List<FacilityTypeItem>> ReadAsync(
        CityOpsDb db,
        IQueryable<FacilityKind> asked,
        CancellationToken ct
    )
    {
        var types = await asked.AsNoTracking().ToListAsync(ct);
        var codes = types.Select(t => t.Code).ToList();
        var kinds = (
            await db
                .FeedbackKinds.AsNoTracking()
                .Where(k => codes.Contains(k.FacilityType) && k.Ordinal != null)
                .OrderBy(k => k.Ordinal)
                .ToListAsync(ct)
        ).ToLookup(k => k.FacilityType);
        return
        [
            .. types.Select(t => new FacilityTypeItem(
                t.Code,
                t.Name,
                t.NameEn,
                t.Icon,
                t.Unit,
                t.Geometry,
                t.FormCode,
                t.CodePattern,
                t.OrganisationKind,
                t.HasCode,
                t.HasPage,
                t.Page,
                [.. kinds[t.Code].Select(k => new FeedbackKindItem(k.Code, k.Name, k.NameEn, k.Icon, k.CategoryCode))]
            )),
        ];
    }
}
