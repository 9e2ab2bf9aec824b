using System.Buffers;
using System.Security.Cryptography;
using CityOps.App.Database;
using CityOps.App.Http;

namespace CityOps.App.Features.Photos;

/// <summary>
/// Appends a chunk to an upload (tus: PATCH). What has come before a connection breaks is kept: that is what resuming
/// is for. Only a chunk with a checksum is all or nothing.
/// </summary>
public static class AppendUpload
{
    private const int BufferBytes = 128 * 1024;

    /// <returns>The offset reached.</returns>
    public static async Task<Result<long>> RunAsync(
        CityOpsDb db,
        UploadFiles files,
        PhotoStore store,
        Upload upload,
        long offset,
        Stream body,
        UploadChecksum? checksum,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (upload.CompletedAt is not null)
        {
            return upload.Length; // the photo is here, however much the client thinks is missing
        }

        try
        {
            return await WriteAsync(db, files, store, upload, offset, body, checksum, now, ct);
        }
        catch (IOException full) when (UploadFiles.IsFull(full))
        {
            // What fitted is kept and can be gone on from; a photo is only spoken of when all of it is in its place.
            return Problems.StorageFull.Refuse("The disk with the photos is full; go on with the upload later.");
        }
    }

    private static async Task<Result<long>> WriteAsync(
        CityOpsDb db,
        UploadFiles files,
        PhotoStore store,
        Upload upload,
        long offset,
        Stream body,
        UploadChecksum? checksum,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        using var writing = await files.TakeOverAsync(upload.Id);
        await using var file = files.TryOpen(upload.Id);
        if (file is null)
        {
            return Problems.UploadBusy.Refuse(
                $"Another request is writing to upload {upload.Id}; ask for its offset in a moment."
            );
        }

        if (file.Length != offset)
        {
            return Problems.UploadOffsetConflict.Refuse(
                $"Upload {upload.Id} stands at {file.Length}, not at {offset}.",
                ("offset", file.Length)
            );
        }

        file.Position = offset;
        try
        {
            var refusal = await CopyAsync(body, file, upload.Length - offset, checksum, writing.Stop);
            if (refusal is not null)
            {
                file.SetLength(offset);
                return refusal;
            }
        }
        catch when (checksum is not null)
        {
            file.SetLength(offset);
            throw;
        }
        finally
        {
            file.Flush(flushToDisk: true);
        }

        if (file.Length < upload.Length)
        {
            return file.Length;
        }

        var (photo, mismatch) = await CompleteUpload.RunAsync(db, files, store, upload, file, now, ct);
        return photo is null ? mismatch! : upload.Length;
    }

    private static async Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken stop)
    {
        try
        {
            return await body.ReadAsync(buffer, stop);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            throw new UploadCutOffException(e);
        }
    }

    private static async Task<Refusal?> CopyAsync(
        Stream body,
        FileStream file,
        long remaining,
        UploadChecksum? checksum,
        CancellationToken stop
    )
    {
        using var hash = checksum is null ? null : IncrementalHash.CreateHash(checksum.Algorithm);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            // Not cancelled when the client goes: what it had sent by then is read to its end, and kept. A client that
            // stalls is ended by the server's least rate of bytes, or by its own next request.
            while ((read = await ReadAsync(body, buffer, stop)) > 0)
            {
                if ((remaining -= read) < 0)
                {
                    return Problems.UploadLengthInvalid.Refuse("More bytes came than Upload-Length announced.");
                }

                hash?.AppendData(buffer, 0, read);

                await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return hash is null || CryptographicOperations.FixedTimeEquals(hash.GetHashAndReset(), checksum!.Value)
            ? null
            : Problems.UploadChecksumMismatch.Refuse("The chunk arrived damaged; send it again.");
    }
}

/// <summary>
/// The body ended before its length: the connection is gone, or its client goes on over another one. What had come is
/// kept.
/// </summary>
public sealed class UploadCutOffException(Exception cause) : Exception("The upload was cut off.", cause);

/// <summary>The Upload-Checksum header of tus 1.0: <c>sha1 base64</c> or <c>sha256 base64</c>.</summary>
public sealed record UploadChecksum(HashAlgorithmName Algorithm, byte[] Value)
{
    /// <summary>The algorithms taken, as tus names them; it demands sha1.</summary>
    public const string Algorithms = "sha1,sha256";

    public static Result<UploadChecksum> Parse(string header)
    {
        var parts = header.Split(' ', 2, StringSplitOptions.TrimEntries);
        HashAlgorithmName? algorithm = parts[0] switch
        {
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            _ => null,
        };
        var value = new byte[header.Length];
        return
            algorithm is { } known && parts.Length == 2 && Convert.TryFromBase64String(parts[1], value, out var written)
            ? new UploadChecksum(known, value[..written])
            : Problems.UploadChecksumUnsupported.Refuse($"Upload-Checksum must be one of {Algorithms} and its base64.");
    }
}
