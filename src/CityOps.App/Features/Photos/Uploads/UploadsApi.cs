using System.Globalization;
using System.Security.Cryptography;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Citizens;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Features.Photos;

/// <summary>
/// Photos by the tus 1.0 resumable protocol (https://tus.io/protocols/resumable-upload): core, creation,
/// creation-with-upload, checksum, termination. Open to whoever is logged in, to gateways by their key, and to citizens
/// who hold a toilet's code.
/// </summary>
/// <remarks>
/// A photo whose bytes do not have the announced SHA-256 answers 422 photo_hash_mismatch and is discarded: 460 is tus's
/// answer to one damaged chunk, which is worth sending again; this photo is not.
/// </remarks>
public static class UploadsApi
{
    private const string Version = "1.0.0";
    private const string ChunkType = "application/offset+octet-stream";

    public static void MapUploads(this IEndpointRouteBuilder routes)
    {
        var api = routes
            .MapGroup("/api/v1/uploads")
            .WithTags("photos")
            .AllowAnonymous()
            .KnowsAccounts()
            .Refuses(Problems.TusVersionUnsupported)
            .AddEndpointFilter(SpeakTusAsync)
            .CountsUploads()
            .WithMetadata(new RequestSizeLimitAttribute(PhotoType.MaxBytes + 1024));
        api.MapMethods("", [HttpMethods.Options], Options).WithSummary("What of tus is spoken here");
        api.MapPost("", CreateAsync)
            .Refuses(
                Problems.TooManyRequests,
                Problems.PhotoHashMismatch,
                Problems.PhotoTypeUnsupported,
                Problems.PhotoUnreadable,
                Problems.PhotoTooManyPixels,
                Problems.UploadTooLarge,
                Problems.UploadLengthInvalid,
                Problems.UploadMetadataInvalid,
                Problems.UploadOffsetConflict,
                Problems.UploadBusy,
                Problems.UploadChecksumMismatch,
                Problems.UploadChecksumUnsupported,
                Problems.StorageFull,
                Problems.QrCodeForeign,
                Problems.QrCodeReplaced
            )
            .ReadsBody(ChunkType)
            .Produces(StatusCodes.Status201Created)
            .WithSummary("Announce a photo: Upload-Length, Upload-Metadata with sha256, type and, for citizens, code");
        api.MapMethods("/{id:guid}", [HttpMethods.Options], Options).ExcludeFromDescription();
        api.MapMethods("/{id:guid}", [HttpMethods.Head], HeadAsync)
            .Refuses(
                Problems.PhotoHashMismatch,
                Problems.PhotoTypeUnsupported,
                Problems.PhotoUnreadable,
                Problems.PhotoTooManyPixels,
                Problems.UploadLengthInvalid,
                Problems.UploadNotFound,
                Problems.UploadOffsetConflict,
                Problems.UploadBusy,
                Problems.UploadChecksumMismatch,
                Problems.StorageFull
            )
            .WithSummary("How much of a photo has come");
        api.MapPatch("/{id:guid}", PatchAsync)
            .Refuses(
                Problems.PhotoHashMismatch,
                Problems.PhotoTypeUnsupported,
                Problems.PhotoUnreadable,
                Problems.PhotoTooManyPixels,
                Problems.UploadLengthInvalid,
                Problems.UploadNotFound,
                Problems.UploadOffsetConflict,
                Problems.UploadBusy,
                Problems.UploadChecksumMismatch,
                Problems.UploadChecksumUnsupported,
                Problems.StorageFull
            )
            .ReadsBody(ChunkType)
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Append bytes at Upload-Offset");
        api.MapDelete("/{id:guid}", DeleteAsync)
            .Refuses(Problems.UploadNotFound, Problems.UploadBusy)
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary("Give an upload up");
        // for clients whose network knows GET and POST only
        api.MapPost("/{id:guid}", OverrideAsync).ExcludeFromDescription();
    }

    private static async ValueTask<object?> SpeakTusAsync(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        response.Headers["Tus-Resumable"] = Version;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsOptions(request.Method) && request.Headers["Tus-Resumable"] != Version)
        {
            response.Headers["Tus-Version"] = Version;
            return Problems.TusVersionUnsupported.With($"This server speaks tus {Version}.");
        }

        try
        {
            var answer = await next(context);
            if (answer is ProblemHttpResult { StatusCode: StatusCodes.Status423Locked })
            {
                response.Headers.RetryAfter = "1"; // seconds
            }

            return answer;
        }
        catch (UploadCutOffException)
        {
            context.HttpContext.Abort(); // nobody waits for an answer, and there is nothing left to read
            return TypedResults.Empty;
        }
    }

    private static NoContent Options(HttpResponse response)
    {
        response.Headers["Tus-Version"] = Version;
        response.Headers["Tus-Extension"] = "creation,creation-with-upload,checksum,termination";
        response.Headers["Tus-Max-Size"] = PhotoType.MaxBytes.ToString(CultureInfo.InvariantCulture);
        response.Headers["Tus-Checksum-Algorithm"] = UploadChecksum.Algorithms;
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http,
        CityOpsDb db,
        UploadFiles files,
        PhotoStore store,
        CitizenLimits limits,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var request = http.Request;
        var metadata = UploadMetadata.Parse(request.Headers["Upload-Metadata"].ToString());
        var (owner, foreign) = await OwnerAsync(http, db, metadata.Code, limits, ct);
        if (owner is null)
        {
            return foreign!.Answer();
        }

        if (
            owner.StartsWith("toilet:", StringComparison.Ordinal)
            && long.TryParse(request.Headers["Upload-Length"], CultureInfo.InvariantCulture, out var bytes)
            && limits.RefuseBytes(http, bytes) is { } tooMuch
        )
        {
            return tooMuch.Answer();
        }

        var (upload, refusal) = await CreateUpload.RunAsync(
            db,
            request.Headers["Upload-Length"],
            metadata,
            owner,
            time.GetUtcNow(),
            ct
        );
        if (upload is null)
        {
            return refusal!.Answer();
        }

        http.Response.Headers.Location = $"/api/v1/uploads/{upload.Id}";
        long offset = upload.CompletedAt is null ? 0 : upload.Length;
        if (offset == 0 && IsChunk(request))
        {
            (offset, refusal) = await AppendAsync(http, db, files, store, upload, 0, time, ct);
            if (refusal is not null)
            {
                return refusal.Answer();
            }
        }

        Offset(http.Response, offset);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    private static async Task<IResult> HeadAsync(
        Guid id,
        HttpContext http,
        CityOpsDb db,
        UploadFiles files,
        PhotoStore store,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var (upload, refusal) = await FindAsync(http, db, id, ct);
        if (upload is null)
        {
            return refusal!.Answer();
        }

        var offset = upload.CompletedAt is null ? files.Offset(id) : upload.Length;
        if (upload.CompletedAt is null && offset == upload.Length)
        {
            // All bytes had come, but the process ended before they were verified.
            (offset, refusal) = await AppendUpload.RunAsync(
                db,
                files,
                store,
                upload,
                offset,
                Stream.Null,
                null,
                time.GetUtcNow(),
                ct
            );
            if (refusal is not null)
            {
                return refusal.Answer();
            }
        }

        http.Response.Headers["Upload-Length"] = upload.Length.ToString(CultureInfo.InvariantCulture);
        Offset(http.Response, offset);
        return TypedResults.Ok();
    }

    private static async Task<IResult> PatchAsync(
        Guid id,
        HttpContext http,
        CityOpsDb db,
        UploadFiles files,
        PhotoStore store,
        TimeProvider time
    )
    {
        var ct = CancellationToken.None; // a client that goes has sent something all the same
        if (!IsChunk(http.Request))
        {
            return Problems.UnsupportedMediaType.With($"A chunk's Content-Type is {ChunkType}.");
        }

        if (
            !long.TryParse(
                http.Request.Headers["Upload-Offset"],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var offset
            )
        )
        {
            return Problems.UploadOffsetConflict.With("Upload-Offset must say where the chunk begins.");
        }

        var (upload, refusal) = await FindAsync(http, db, id, ct);
        if (upload is null)
        {
            return refusal!.Answer();
        }

        (offset, refusal) = await AppendAsync(http, db, files, store, upload, offset, time, ct);
        if (refusal is not null)
        {
            return refusal.Answer();
        }

        Offset(http.Response, offset);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DeleteAsync(
        Guid id,
        HttpContext http,
        CityOpsDb db,
        UploadFiles files,
        CancellationToken ct
    )
    {
        var (upload, refusal) = await FindAsync(http, db, id, ct);
        if (upload is null)
        {
            return refusal!.Answer();
        }

        using (var file = files.TryOpen(id))
        {
            if (file is null)
            {
                return Problems.UploadBusy.With($"Another request is writing to upload {id}.");
            }

            files.Delete(id);
        }

        await db.Uploads.Where(u => u.Id == id).ExecuteDeleteAsync(ct);
        return TypedResults.NoContent();
    }

    private static Task<IResult> OverrideAsync(
        Guid id,
        HttpContext http,
        CityOpsDb db,
        UploadFiles files,
        PhotoStore store,
        TimeProvider time,
        CancellationToken ct
    ) =>
        http.Request.Headers["X-HTTP-Method-Override"].ToString() switch
        {
            "PATCH" => PatchAsync(id, http, db, files, store, time),
            "DELETE" => DeleteAsync(id, http, db, files, ct),
            "HEAD" => HeadAsync(id, http, db, files, store, time, ct),
            _ => Task.FromResult<IResult>(
                Problems.MethodNotAllowed.With("POST to an upload needs X-HTTP-Method-Override.")
            ),
        };

    private static async Task<Result<long>> AppendAsync(
        HttpContext http,
        CityOpsDb db,
        UploadFiles files,
        PhotoStore store,
        Upload upload,
        long offset,
        TimeProvider time,
        CancellationToken ct
    )
    {
        UploadChecksum? checksum = null;
        if (http.Request.Headers["Upload-Checksum"].ToString() is { Length: > 0 } header)
        {
            (checksum, var refusal) = UploadChecksum.Parse(header);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return await AppendUpload.RunAsync(
            db,
            files,
            store,
            upload,
            offset,
            http.Request.Body,
            checksum,
            time.GetUtcNow(),
            ct
        );
    }

    /// <summary>Who uploads: the account, the gateway, or else the citizen at the toilet whose valid code is in the
    /// metadata.</summary>
    private static async Task<Result<string>> OwnerAsync(
        HttpContext http,
        CityOpsDb db,
        string? code,
        CitizenLimits limits,
        CancellationToken ct
    )
    {
        if (Caller.From(http) is { } caller)
        {
            return $"account:{caller.AccountId}";
        }

        if (await GatewayAsync(http, db, ct) is { } gateway)
        {
            return $"gateway:{gateway}";
        }

        if (code is null)
        {
            return (await Authentication.WhyNotLoggedInAsync(http)).Refuse(
                "Log in, or name a toilet's code in Upload-Metadata."
            );
        }

        if (limits.Refuse(http, CitizenLimits.Upload) is { } tooMany)
        {
            return tooMany;
        }

        var (valid, refusal) = await QrCodes.ReadAsync(db, code, ct);
        return valid is null ? refusal! : $"toilet:{valid.Code}";
    }

    /// <summary>The upload, for whoever may go on with it; a citizen shows by knowing its address.</summary>
    private static async Task<Result<Upload>> FindAsync(HttpContext http, CityOpsDb db, Guid id, CancellationToken ct)
    {
        var upload = await db.Uploads.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct);
        if (upload is not null && upload.Owner.StartsWith("account:", StringComparison.Ordinal))
        {
            if (Caller.From(http) is not { } caller)
            {
                return (await Authentication.WhyNotLoggedInAsync(http)).Refuse();
            }

            if (upload.Owner != $"account:{caller.AccountId}")
            {
                upload = null; // another's upload is nobody's business
            }
        }

        if (
            upload is not null
            && upload.Owner.StartsWith("gateway:", StringComparison.Ordinal)
            && upload.Owner != $"gateway:{await GatewayAsync(http, db, ct)}"
        )
        {
            upload = null;
        }

        return upload is null
            ? Problems.UploadNotFound.Refuse($"There is no upload {id} of yours; create it anew.")
            : upload;
    }

    /// <summary>The gateway in service whose key the request has: a camera sends the photos of its reports.</summary>
    private static async Task<string?> GatewayAsync(HttpContext http, CityOpsDb db, CancellationToken ct)
    {
        if (!GatewayKey.TryRead(http.Request, out var id, out var secret))
        {
            return null;
        }

        var hash = SHA256.HashData(secret.Span);
        return await db
            .Database.SqlQuery<bool>(
                $"""
                select exists (
                  select from gateway
                  where id = {id} and disabled_at is null
                    and (secret_sha256 = {hash} or former_secret_sha256 = {hash} and former_secret_until > now())
                ) as "Value"
                """
            )
            .SingleAsync(ct)
            ? id
            : null;
    }

    private static bool IsChunk(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType == ChunkType;

    private static void Offset(HttpResponse response, long offset) =>
        response.Headers["Upload-Offset"] = offset.ToString(CultureInfo.InvariantCulture);
}
