using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CityOps.App.Database;
using CityOps.App.Features.Photos;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Webhooks;

/// <summary>
/// The photos of a message, for a receiver that has no account here: the address is signed with the webhook's own
/// secret, holds for one photo and for some days.
/// </summary>
internal static class WebhookPhotos
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public static void MapWebhookPhotos(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/webhooks/{id:guid}/photos/{sha256}", GetAsync)
            .Refuses(Problems.PhotoNotFound, Problems.PhotoNotDisplayable, Problems.PhotoAddressInvalid)
            .AllowAnonymous()
            .WithTags("webhooks")
            .ProducesFile(PhotoType.Jpeg)
            .WithSummary("A photo of a message, by the signed address that the message gave; no log-in");

    /// <summary>The address of a photo, to be put behind the server's own.</summary>
    public static string Address(Guid webhook, byte[] secret, string sha256, DateTimeOffset now)
    {
        var expires = (now + Kept).ToUnixTimeSeconds();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v1/webhooks/{webhook}/photos/{sha256}?expires={expires}&signature={Sign(secret, webhook, sha256, expires)}"
        );
    }

    private static async Task<IResult> GetAsync(
        Guid id,
        string sha256,
        HttpResponse response,
        CityOpsDb db,
        PhotoViews views,
        TimeProvider time,
        CancellationToken ct,
        long expires = 0,
        string? signature = null
    )
    {
        var secret = await db
            .Webhooks.Where(w => w.Id == id && w.DisabledAt == null)
            .Select(w => w.Secret)
            .SingleOrDefaultAsync(ct);
        var isSigned =
            secret is not null
            && expires >= time.GetUtcNow().ToUnixTimeSeconds()
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(signature ?? ""),
                Encoding.ASCII.GetBytes(Sign(secret, id, sha256, expires))
            );
        if (!isSigned)
        {
            return Problems.PhotoAddressInvalid.With("The address was changed, has expired, or its webhook is gone.");
        }

        if (PhotoDeclaration.ReadSha256(sha256) is not { } hash || !await db.Photos.AnyAsync(p => p.Sha256 == hash, ct))
        {
            return Problems.PhotoNotFound.With("No photo of this SHA-256 has arrived.");
        }

        var (file, refusal) = await views.GetAsync(Convert.ToHexStringLower(hash), isThumbnail: false, ct);
        if (file is null)
        {
            return refusal!.Answer();
        }

        response.Headers.CacheControl = "private, no-store"; // the address is a key
        return TypedResults.PhysicalFile(file, PhotoType.Jpeg);
    }

    private static string Sign(byte[] secret, Guid webhook, string sha256, long expires) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                secret,
                Encoding.UTF8.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"photo.{webhook}.{sha256}.{expires}")
                )
            )
        );
}
