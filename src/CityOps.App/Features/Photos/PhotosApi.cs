using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Photos;

/// <summary>Photos as they are shown: without EXIF, upright, as JPEG. The originals are kept and never
/// served.</summary>
public static class PhotosApi
{
    public static void AddPhotos(this IServiceCollection services)
    {
        services
            .AddSingleton<UploadFiles>()
            .AddSingleton<PhotoStore>()
            .AddSingleton<PhotoViews>()
            .AddSingleton<LookAtPhotos>();
        services.AddHealthChecks().AddCheck<PhotoSpaceHealth>("photos", tags: [Readiness.Tag]);
    }

    public static void MapPhotos(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/v1/photos/{sha256}", GetAsync)
            .Refuses(Problems.OutsideYourArea, Problems.PhotoNotFound, Problems.PhotoNotDisplayable)
            .Allow("photos.read")
            .WithTags("photos")
            .ProducesFile(PhotoType.Jpeg)
            .WithSummary("A photo of a record that the caller may see; ?size=thumb for a small one");

    private static async Task<IResult> GetAsync(
        string sha256,
        Caller caller,
        HttpResponse response,
        CityOpsDb db,
        PhotoViews views,
        [FromServices] IEnumerable<IPhotoScope> scopes,
        CancellationToken ct,
        string? size = null
    )
    {
        if (PhotoDeclaration.ReadSha256(sha256) is not { } hash || !await db.Photos.AnyAsync(p => p.Sha256 == hash, ct))
        {
            return Problems.PhotoNotFound.With("No photo of this SHA-256 has arrived.");
        }

        if (!await MaySeeAsync(db, scopes, hash, caller, ct))
        {
            return Problems.OutsideYourArea.With("The photo belongs to records of another organisation or town.");
        }

        var (file, refusal) = await views.GetAsync(Convert.ToHexStringLower(hash), isThumbnail: size == "thumb", ct);
        if (file is null)
        {
            return refusal!.Answer();
        }

        response.Headers.CacheControl = "private, max-age=86400, immutable"; // the address is the content
        return TypedResults.PhysicalFile(file, PhotoType.Jpeg);
    }

    /// <summary>By right of any record that the photo belongs to (queries/photos/photo_subjects.sql): a report, a
    /// case's step, a feedback, a facility, a finding.</summary>
    private static async Task<bool> MaySeeAsync(
        CityOpsDb db,
        IEnumerable<IPhotoScope> scopes,
        byte[] hash,
        Caller caller,
        CancellationToken ct
    )
    {
        var subjects = await ReadPhotos.SubjectsAsync(db, hash, ct);
        foreach (var scope in scopes)
        {
            if (await scope.ShowsAsync(db, hash, subjects, caller, ct))
            {
                return true;
            }
        }

        return false;
    }
}
