using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.Ingest.Commit;

/// <summary>Writes rejections; one that a retried commit has stored already stays as it is.</summary>
internal static class RejectionInsert
{
    private const int MaxTopicLength = 256;
    private const int MaxDetailLength = 1000;

    /// <summary>The statement; each parameter is beside its column.</summary>
    public static NpgsqlBatchCommand Command(IReadOnlyList<(Submission Owner, Rejection Rejection)> rejections) =>
        new(Sql.File("insert_rejected"))
        {
            Parameters =
            {
                Array(rejections, NpgsqlDbType.Uuid, r => r.Rejection.Id), // $1 id
                Array(rejections, NpgsqlDbType.TimestampTz, r => r.Owner.ReceivedAt.UtcDateTime), // $2 received_at
                Array(rejections, NpgsqlDbType.Text, r => r.Owner.Channel), // $3 channel
                Array(rejections, NpgsqlDbType.Text, r => r.Owner.Gateway.Id), // $4 gateway_id
                Array(rejections, NpgsqlDbType.Text, r => Storable(r.Rejection.Topic, MaxTopicLength)), // $5 topic
                // $6 payload
                Array(rejections, NpgsqlDbType.Bytea, r =>
                    Bytes(BlankPhone.In(r.Rejection.Payload)[..r.Rejection.KeptBytes])
                ),
                Array(rejections, NpgsqlDbType.Text, r => r.Rejection.Reason), // $7 reason
                Array(rejections, NpgsqlDbType.Text, r => Storable(r.Rejection.Detail, MaxDetailLength)), // $8 detail
                Array(rejections, NpgsqlDbType.Integer, r => CutLength(r.Rejection)), // $9 payload_bytes
                Array(rejections, NpgsqlDbType.Bytea, r => CutHash(r.Rejection)), // $10 payload_sha256
            },
        };

    private static bool IsCut(Rejection rejection) => rejection.KeptBytes < rejection.Payload.Length;

    private static int? CutLength(Rejection rejection) => IsCut(rejection) ? rejection.Payload.Length : null;

    private static byte[]? CutHash(Rejection rejection) =>
        IsCut(rejection) ? SHA256.HashData(BlankPhone.In(rejection.Payload).Span) : null;

    /// <summary>PostgreSQL's text holds no NUL and no half surrogate pair; what a device sends may.</summary>
    private static string? Storable(string? text, int longest)
    {
        if (text is null)
        {
            return null;
        }

        var cut = text.Length > longest ? text[..longest] : text;
        return string.Create(cut.Length, cut, static (into, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                into[i] = from[i] == '\0' || char.IsSurrogate(from[i]) ? '\uFFFD' : from[i];
            }
        });
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment)
        && segment.Offset == 0
        && segment.Count == segment.Array!.Length
            ? segment.Array
            : memory.ToArray();

    private static NpgsqlParameter<T[]> Array<T>(
        IReadOnlyList<(Submission Owner, Rejection Rejection)> rejections,
        NpgsqlDbType element,
        Func<(Submission Owner, Rejection Rejection), T> value
    ) => new() { TypedValue = [.. rejections.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | element };
}
