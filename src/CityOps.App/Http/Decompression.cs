using System.IO.Compression;
using Microsoft.AspNetCore.RequestDecompression;

namespace CityOps.App.Http;

/// <summary>Bodies that are sent compressed: what cannot be unpacked is the sender's fault, in every
/// encoding.</summary>
internal static class Decompression
{
    public static void Add(IServiceCollection services) =>
        services.AddRequestDecompression(options => options.DecompressionProviders["br"] = new Brotli());

    /// <summary>
    /// The whole body. Its limit is that of what comes over the line; unpacked it may be eight times as long, beyond
    /// which it is a bomb rather than measured values.
    /// </summary>
    /// <returns>Null when it is longer than that.</returns>
    /// <exception cref="BadHttpRequestException">The encoding is unknown.</exception>
    /// <exception cref="InvalidDataException">It is not of its encoding.</exception>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int largest, CancellationToken ct)
    {
        const int unpacking = 8;
        if (request.ContentLength > largest)
        {
            return null;
        }

        using var sent = new MemoryStream((int)(request.ContentLength ?? 0));
        if (!await TryCopyAsync(request.Body, sent, largest, ct))
        {
            return null;
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return sent.ToArray();
        }

        sent.Position = 0;
        await using var unpacked = Unpacked(encoding, sent)
            ?? throw new BadHttpRequestException(
                "The body's encoding is none of gzip, deflate and br.",
                StatusCodes.Status415UnsupportedMediaType
            );
        using var whole = new MemoryStream();
        return await TryCopyAsync(unpacked, whole, largest * unpacking, ct) ? whole.ToArray() : null;
    }

    private static Stream? Unpacked(string encoding, Stream sent) =>
        encoding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(sent, CompressionMode.Decompress),
            "deflate" => new ZLibStream(sent, CompressionMode.Decompress),
            "br" => new CheckedBrotli(sent),
            _ => null,
        };

    private static async Task<bool> TryCopyAsync(Stream from, MemoryStream to, int largest, CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer, ct)) > 0)
        {
            if (to.Length + read > largest)
            {
                return false;
            }

            to.Write(buffer, 0, read);
        }

        return true;
    }

    private sealed class Brotli : IDecompressionProvider
    {
        public Stream GetDecompressionStream(Stream stream) => new CheckedBrotli(stream);
    }

    /// <summary>BrotliStream says InvalidOperationException where GZipStream and ZLibStream say
    /// InvalidDataException.</summary>
    private sealed class CheckedBrotli(Stream sent) : Stream
    {
        private readonly BrotliStream _brotli = new(sent, CompressionMode.Decompress, leaveOpen: true);

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            try
            {
                return _brotli.Read(buffer, offset, count);
            }
            catch (InvalidOperationException broken)
            {
                throw Broken(broken);
            }
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            try
            {
                return await _brotli.ReadAsync(buffer, cancellationToken);
            }
            catch (InvalidOperationException broken)
            {
                throw Broken(broken);
            }
        }

        public override Task<int> ReadAsync(
            byte[] buffer,
            int offset,
            int count,
            CancellationToken cancellationToken
        ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _brotli.Dispose();
            }

            base.Dispose(disposing);
        }

        private static InvalidDataException Broken(Exception cause) => new("The body is not br.", cause);
    }
}
