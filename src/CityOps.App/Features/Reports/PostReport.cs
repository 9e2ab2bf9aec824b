using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Photos;
using CityOps.App.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Npgsql;

namespace CityOps.App.Features.Reports;

/// <summary>
/// A report and its photos in one request (multipart/form-data): part <c>report</c>, the JSON of a PUT with its
/// <c>id</c>, and parts <c>photo</c>, in any order. Photos that the report declares and that do not come here may come
/// by an upload. A report that declares none has those that came. All is committed before it is answered; what is
/// refused leaves nothing.
/// </summary>
public static class PostReport
{
    private const int MaxPhotos = 20;
    private const int MaxReport = 1024 * 1024;

    /// <summary>Of the request.</summary>
    public const long MaxBytes = (MaxPhotos * PhotoType.MaxBytes) + (2 * MaxReport);

    /// <summary>What came; disposed, it forgets the photos that were not kept.</summary>
    public sealed record Parts(ReportBody Body, IReadOnlyList<ArrivedPhoto> Photos) : IDisposable
    {
        public void Dispose() => Forget(Photos);
    }

    public static async Task<Result<Parts>> ReadAsync(
        HttpRequest request,
        Guid account,
        UploadFiles files,
        JsonSerializerOptions json,
        CancellationToken ct
    )
    {
        if (
            !MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || type.MediaType != "multipart/form-data"
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 70 } boundary
        )
        {
            return Problems.UnsupportedMediaType.Refuse("The body is multipart/form-data with a boundary.");
        }

        var (photos, body) = (new List<ArrivedPhoto>(), (ReportBody?)null);
        try
        {
            var reader = new MultipartReader(boundary.ToString(), request.Body);
            while (await reader.ReadNextSectionAsync(ct) is { } section)
            {
                var name = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                    ? HeaderUtilities.RemoveQuotes(disposition.Name).ToString()
                    : "";
                var refusal = name switch
                {
                    "report" when body is null => Take(await ReadJsonAsync(section.Body, json, ct), read =>
                        body = read
                    ),
                    "photo" when photos.Count < MaxPhotos => Take(
                        await ArrivedPhoto.ReadAsync(section.Body, $"account:{account}", files, ct),
                        photos.Add
                    ),
                    "photo" => Problems.PhotoInvalid.Refuse($"{MaxPhotos} photos are the most."),
                    _ => Problems.FieldInvalid.Refuse(
                        $"Part {InputText.Clean(name)}: there is one part report, and parts photo.",
                        ("field", InputText.Clean(name))
                    ),
                };
                if (refusal is not null)
                {
                    Forget(photos);
                    return refusal;
                }
            }
        }
        catch (IOException full) when (UploadFiles.IsFull(full))
        {
            Forget(photos);
            return Full();
        }
        catch
        {
            Forget(photos);
            throw;
        }

        if (body is null)
        {
            Forget(photos);
            return Problems.FieldMissing.Refuse("Part report is missing.", ("field", "report"));
        }

        return new Parts(body, photos);
    }

    public static async Task<Result<ReceiveReport.Received>> RunAsync(
        CityOpsDb db,
        ReportCommitter committer,
        PhotoStore store,
        Parts parts,
        Reporter reporter,
        FlagOptions flags,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (parts.Body.Id is not { } id)
        {
            return Problems.FieldMissing.Refuse("id is missing.", ("field", "id"));
        }

        var body = parts.Body.Photos is null
            ? parts.Body with
            {
                Photos = [.. parts.Photos.Select(p => new PhotoBody(p.Sha256, p.Bytes, p.MediaType))],
            }
            : parts.Body;
        var (sent, refusal) = SentReport.Of(id, body, reporter, now);
        if (sent is null)
        {
            return refusal!;
        }

        var declared = sent.Content.Photos.Select(p => p.Sha256).ToHashSet();
        if (parts.Photos.FirstOrDefault(p => !declared.Contains(p.Sha256)) is { } stray)
        {
            return Problems.PhotoHashMismatch.Refuse(
                $"A photo has SHA-256 {stray.Sha256}, which the report does not declare.",
                ("sha256", stray.Sha256)
            );
        }

        try
        {
            sent = sent with { Arrived = parts.Photos };
            (var received, refusal) = await ReceiveReport.RunAsync(db, committer, sent, flags, ct);
            if (received is { Receipt: null } && parts.Photos.Count > 0)
            {
                await KeepAsync(db, store, parts.Photos, now);
            }

            return received is null ? refusal! : received;
        }
        catch (IOException full) when (UploadFiles.IsFull(full))
        {
            return Full();
        }
    }

    /// <summary>For a report that was stored by itself, or that was there already.</summary>
    private static async Task KeepAsync(
        CityOpsDb db,
        PhotoStore store,
        IReadOnlyList<ArrivedPhoto> photos,
        DateTimeOffset now
    )
    {
        store.Take(photos);
        await db.Database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
        batch.BatchCommands.Add(ArrivedPhoto.Insert([.. photos.Select(p => (p, now))]));
        await batch.ExecuteNonQueryAsync();
    }

    private static Refusal Full() =>
        Problems.StorageFull.Refuse("The disk with the photos is full; send it again later.");

    private static void Forget(IEnumerable<ArrivedPhoto> photos)
    {
        foreach (var photo in photos)
        {
            photo.Dispose();
        }
    }

    private static Refusal? Take<T>(Result<T> read, Action<T> take)
        where T : notnull
    {
        var (value, refusal) = read;
        if (refusal is null)
        {
            take(value!);
        }

        return refusal;
    }

    private static async Task<Result<ReportBody>> ReadJsonAsync(
        Stream part,
        JsonSerializerOptions json,
        CancellationToken ct
    )
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await part.ReadAsync(buffer, ct)) > 0; )
        {
            if (bytes.Length + read > MaxReport)
            {
                return Problems.BodyTooLarge.Refuse($"Part report has more than {MaxReport} bytes.");
            }

            bytes.Write(buffer, 0, read);
        }

        return FieldMessage.ReadStrictly<ReportBody>(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), json);
    }
}
